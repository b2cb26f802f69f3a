"""How often shelves were changed, remembered: it is asked at each question, and other processes change them too."""

import threading
import time

from index.postgres.listening import Listener
from index.postgres.server import Server
from index.store.pg.connecting import read
from index.store.pg.publishing import CHANNEL

_TRUSTED_S = 20.0  # that is remembered while it is listened; what nobody was told of is then seen

_STATE = (
    "SELECT shelves.state + coalesce(shown.state, 0) FROM shelves "
    "LEFT JOIN shown ON shown.shelf = shelves.id AND shown.model = %s WHERE shelves.id = %s"
)


class States:
    """The states of shelves, as Snapshot.seen counts them. Safe to use from several threads."""

    def __init__(self, server: Server, url: str, model: str) -> None:
        self._server, self._model = server, model
        self._changing = threading.Lock()
        self._known: dict[int, tuple[int, float]] = {}
        self._heard = 0
        self._listener = Listener(url, CHANNEL, self._hear)

    def of(self, shelf: int) -> int:
        """The state of a shelf; asked for when it may be another one than is remembered."""
        with self._changing:
            state, until = self._known.get(shelf, (0, 0.0))
            heard = self._heard
        if self._listener.is_listening and time.monotonic() < until:
            return state
        ((state,),) = read(self._server, _STATE, self._model, shelf)
        with self._changing:
            if heard == self._heard:  # else it may have changed since it was read
                self._known[shelf] = (state, time.monotonic() + _TRUSTED_S)
        return int(state)

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
