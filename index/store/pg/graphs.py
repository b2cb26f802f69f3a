"""Making the indexes of large shelves' vectors, on a thread of its own: that takes minutes, and nobody waits for it."""

import logging
import threading
import time
from contextlib import suppress

import psycopg

from index.errors import StoreError
from index.postgres.leases import Leases
from index.postgres.server import Connection, Server
from index.store.pg.connecting import read
from index.store.pg.nearness import make_graph
from index.store.pg.publishing import CHANNEL

_MEMORY_MB = 512  # for the graph while it is made; beyond that it takes much longer
_AFTER_FAILURE_S = 3600.0  # until one is made again: what is not enough for it is so mostly for a while
_LOOK_AGAIN_S = 0.2  # whether it was given up
_END_S = 10.0  # that giving it up may take; a network may have swallowed it

_LACKING = "SELECT id FROM shown WHERE model = %s AND passages >= %s AND NOT has_graph ORDER BY random() LIMIT 1"
_WANTED = "SELECT dimensions, shelf FROM shown WHERE id = %s AND NOT has_graph"
_DONE = "UPDATE shown SET has_graph = TRUE, state = state + 1 WHERE id = %s"

log = logging.getLogger(__name__)


class Graphs:
    """Makes one index after the other, of what is shown of those shelves that have enough passages for one."""

    def __init__(self, server: Server, leases: Leases, model: str, least: int) -> None:
        """`least` is how many passages a shelf of this model has that gets one."""
        self._server, self._leases = server, leases
        self._model, self._least = model, least
        self._changing, self._closing = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._begin_next = 0.0

    def look(self) -> None:
        """Begin to make one that is lacking, unless one is being made: it may be new, or have failed."""
        for (shown,) in read(self._server, _LACKING, self._model, self._least):
            self._want(shown)

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the one that is being made."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Give up what is being made; it is begun anew when it is looked next."""
        self._closing.set()
        until = time.monotonic() + _END_S
        while self._thread is not None and self._thread.is_alive() and time.monotonic() < until:
            connection = self._connection
            if connection is not None and not connection.closed:
                with suppress(psycopg.Error):
                    connection.cancel_safe(timeout=_LOOK_AGAIN_S)
            self.wait(_LOOK_AGAIN_S)  # it may not have begun yet

    def _want(self, shown: int) -> None:
        with self._changing:
            is_busy = self._thread is not None and self._thread.is_alive()
            if not is_busy and time.monotonic() >= self._begin_next:
                self._thread = threading.Thread(target=self._make, args=[shown], name="making an index", daemon=True)
                self._thread.start()

    def _make(self, shown: int) -> None:
        try:
            if lease := self._leases.take(f"making the index of vectors {shown}"):
                with lease:
                    for dimensions, shelf in read(self._server, _WANTED, shown):
                        self._make_one(shown, dimensions, shelf)
        except (StoreError, psycopg.Error) as error:
            self._begin_next = time.monotonic() + _AFTER_FAILURE_S
            log.warning("The index of a large shelf's vectors was not made; it is slow to search until then: %s", error)

    def _make_one(self, shown: int, dimensions: int, shelf: int) -> None:
        if self._closing.is_set():
            return
        with self._server.apart() as connection:  # nobody knows how long it takes
            self._connection = connection
            connection.execute(f"SET maintenance_work_mem = '{_MEMORY_MB}MB'")
            connection.execute("SET max_parallel_maintenance_workers = 0")  # several need room in /dev/shm
            make_graph(connection, shown, dimensions)
        with self._server.writing() as connection:
            connection.execute(_DONE, (shown,))
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(shelf)))
