"""What each question asks of shelves, remembered, although other processes change them too."""

import threading
import time
from typing import NamedTuple

from index.postgres.listening import Listener
from index.postgres.server import Server
from index.store.pg.connecting import read
from index.store.pg.publishing import CHANNEL

_TRUSTED_S = 20.0  # that is remembered while it is listened; what nobody was told of is then seen

_STATE = """
SELECT shelves.state + coalesce(shown.state, 0), shelves.complete,
    NOT EXISTS (SELECT 1 FROM files WHERE files.shelf = shelves.id)
FROM shelves LEFT JOIN shown ON shown.shelf = shelves.id AND shown.model = %s WHERE shelves.id = %s
"""


class State(NamedTuple):
    """How often a shelf was changed, as Snapshot.seen counts it; which model completed it; whether it has no file."""

    seen: int
    completed_by: str
    is_empty: bool


class States:
    """The states of shelves. Safe to use from several threads."""

    def __init__(self, server: Server, model: str) -> None:
        self._server, self._model = server, model
        self._changing = threading.Lock()
        self._known: dict[int, tuple[State, float]] = {}
        self._heard = 0
        self._listener = Listener(server.url, CHANNEL, self._hear)

    def of(self, shelf: int) -> State:
        """The state of a shelf; asked for when it may be another one than is remembered."""
        return self._remembered(shelf) or self._read(shelf)

    def is_empty(self, shelf: int) -> bool:
        """Whether a shelf has no file; what is not published nobody is told of, so the first ones are asked for."""
        remembered = self._remembered(shelf)
        return (remembered is None or remembered.is_empty) and self._read(shelf).is_empty

    def _remembered(self, shelf: int) -> State | None:
        with self._changing:
            known = self._known.get(shelf)
        if known and self._listener.is_listening and time.monotonic() < known[1]:
            return known[0]
        return None

    def _read(self, shelf: int) -> State:
        with self._changing:
            heard = self._heard
        state = State(*read(self._server, _STATE, self._model, shelf)[0])
        with self._changing:
            if heard == self._heard:  # else it may have changed since it was read
                self._known[shelf] = (state, time.monotonic() + _TRUSTED_S)
        return state

    def forget(self, shelf: int | None) -> None:
        """Ask anew for a shelf's state, or for all."""
        with self._changing:
            self._heard += 1
            if shelf is None:
                self._known.clear()
            else:
                self._known.pop(shelf, None)

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _hear(self, payload: str | None) -> None:
        self.forget(int(payload) if payload else None)
