"""Hearing of what other processes have changed: LISTEN, on a connection of its own, for as long as a process lives."""

import logging
import secrets
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import psycopg

from index.errors import ended
from index.postgres.failures import on_one_line
from index.postgres.server import CONNECT_S, BoundedConnection, Connection, leads_to_server, name_of

_PAUSES_S = (0.1, 0.5, 1.0, 2.0, 5.0)  # before one more try to connect; the last one again and again
_PROBE_S = 15.0  # between two looks whether it hears at all: connections die without a word
_HEARS_WITHIN_S = 5.0  # what it says to itself
_DEAD_MS = 10_000  # after which the system gives up a connection whose other end is silent
_END_S = 10.0  # that a callback may still take when it is closed

log = logging.getLogger(__name__)

OnPayload = Callable[[str | None], object]


class Listener:
    """Listens to one channel on a thread of its own, and connects again by itself.

    `on_payload` is called on that thread with each payload, and with None whenever it begins to listen: what was said
    before was missed, so that all that is remembered should be looked up anew. It says something to itself now and
    then, and begins anew when it does not hear it, or has no answer. Behind a pooler that shares connections between
    transactions it never hears it; then None comes every ten seconds or so.
    """

    def __init__(self, url: str, channel: str, on_payload: OnPayload, probe_s: float = _PROBE_S) -> None:
        """Begin to listen; a database that is not there yet is waited for.

        Every `probe_s` seconds it looks whether it hears.
        """
        self._url, self._channel, self._on_payload, self._probe_s = url, channel, on_payload, probe_s
        self._probes = f"clio_probe_{secrets.token_hex(8)}"  # a channel that nobody else knows
        self._heard, self._has_answered = threading.Event(), False
        self._closing = threading.Event()
        self._waker, self._wakes = socket.socketpair()
        self._is_troubled = False
        self._thread = threading.Thread(target=self._run, name=f"listening to {channel}", daemon=True)
        self._thread.start()

    @property
    def is_listening(self) -> bool:
        """Whether it has heard itself since it connected, so that nothing has been missed."""
        return self._heard.is_set()

    def close(self) -> None:
        """Stop. A callback that is under way is waited for, unless it is this that closes."""
        self._closing.set()
        self._waker.close()
        if threading.current_thread() is not self._thread:
            self._thread.join(_END_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        tries = 0
        while not self._closing.is_set():
            try:
                with self._connected() as connection:
                    self._listen(connection)
            except (psycopg.Error, OSError) as error:
                tries = 0 if self._heard.is_set() else tries + 1
                self._heard.clear()
                self._tell_once(error)
            self._closing.wait(_PAUSES_S[min(tries, len(_PAUSES_S) - 1)])
        self._wakes.close()

    def _connected(self) -> BoundedConnection:
        return BoundedConnection.connect(
            self._url,
            autocommit=True,
            connect_timeout=CONNECT_S,
            tcp_user_timeout=_DEAD_MS,
            application_name="clio listening",
        )

    def _listen(self, connection: Connection) -> None:
        """Listen until it is closed. Raises psycopg.Error when the connection is lost, or hears nothing."""
        connection.add_notify_handler(self._hear)
        connection.execute(f'LISTEN "{self._probes}"')
        connection.execute(f'LISTEN "{self._channel}"')
        self._call(None)
        is_direct = leads_to_server(connection)
        with selectors.DefaultSelector() as waiting:
            waiting.register(connection.pgconn.socket, selectors.EVENT_READ)
            waiting.register(self._wakes, selectors.EVENT_READ)
            while not self._closing.is_set():
                self._has_answered = False
                if is_direct:
                    self._say(connection)
                else:  # a pooler may let it hear what it says itself, and nothing of what others say
                    with self._connected() as another:
                        self._say(another)
                self._require_answer(connection, waiting)
                self._wait(connection, waiting, until=time.monotonic() + self._probe_s)

    def _say(self, connection: Connection) -> None:
        connection.execute("SELECT pg_notify(%s, '')", (self._probes,))

    def _require_answer(self, connection: Connection, waiting: selectors.BaseSelector) -> None:
        was_listening = self._heard.is_set()
        until = time.monotonic() + _HEARS_WITHIN_S
        while not self._has_answered and time.monotonic() < until and not self._closing.is_set():
            self._wait(connection, waiting, until, once=True)
        if not self._has_answered and not self._closing.is_set():
            raise psycopg.OperationalError("it does not hear what it says itself")
        if not was_listening and self._has_answered:
            self._heard.set()
            self._is_troubled = False
            log.debug("Listening to %s.", self._channel)

    def _wait(self, connection: Connection, waiting: selectors.BaseSelector, until: float, once: bool = False) -> None:
        """Take in what comes until a time, or the first of it."""
        while not self._closing.is_set() and (left := until - time.monotonic()) > 0:
            if waiting.select(left):
                _take_in(connection.pgconn)
                if once:
                    return

    def _hear(self, said: psycopg.Notify) -> None:
        if said.channel == self._probes:
            self._has_answered = True
        elif said.channel == self._channel:
            self._call(said.payload)

    def _call(self, payload: str | None) -> None:
        try:
            self._on_payload(payload)
        except Exception:
            log.exception("What was heard on %s could not be dealt with", self._channel)

    def _tell_once(self, error: Exception) -> None:
        """Once each time that it stops hearing: it tries again every few seconds."""
        if not self._is_troubled:
            self._is_troubled = True
            log.warning(
                "Changes that other processes make in %s are not heard of at once: %s It is tried again; if it stays "
                "so, let CLIO_DATABASE_URL lead to the database itself, not to a pooler in transaction mode.",
                name_of(self._url),
                ended(on_one_line(error)),
            )


def _take_in(pgconn: Any) -> None:  # noqa: ANN401 as psycopg's two implementations share no public type
    """Read what has arrived, and hand it to the connection's handlers. Raises psycopg.OperationalError."""
    pgconn.consume_input()
    while said := pgconn.notifies():
        pgconn.notify_handler(said)
