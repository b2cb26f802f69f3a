"""Making the indexes of large shelves' vectors, on a thread of its own: that takes minutes, and nobody waits for it."""

import logging
import threading

import psycopg

from index.errors import StoreError
from index.postgres.leases import Leases
from index.postgres.server import Connection, Server
from index.store.pg.connecting import read
from index.store.pg.nearness import make_graph
from index.store.pg.publishing import CHANNEL

_MEMORY_MB = 512  # for the graph while it is made; beyond that it takes much longer

_WANTED = "SELECT dimensions, shelf FROM shown WHERE id = %s AND NOT has_graph"
_DONE = "UPDATE shown SET has_graph = TRUE, state = state + 1 WHERE id = %s"

log = logging.getLogger(__name__)


class Graphs:
    """Makes one index after the other."""

    def __init__(self, server: Server, leases: Leases) -> None:
        self._server, self._leases = server, leases
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None

    def want(self, shown: int) -> None:
        """Begin to make the index of what is shown, unless it is being made, here or by another process."""
        with self._changing:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._make, args=[shown], name="making an index", daemon=True)
                self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the one that is being made."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Give up what is being made; it is begun anew when it is wanted next."""
        connection = self._connection
        if connection is not None and not connection.closed:
            connection.cancel_safe()
        self.wait()

    def _make(self, shown: int) -> None:
        try:
            if lease := self._leases.take(f"making the index of vectors {shown}"):
                with lease:
                    for dimensions, shelf in read(self._server, _WANTED, shown):
                        self._make_one(shown, dimensions, shelf)
        except (StoreError, psycopg.Error) as error:
            log.warning("The index of a large shelf's vectors was not made; it is slow to search until then: %s", error)

    def _make_one(self, shown: int, dimensions: int, shelf: int) -> None:
        with psycopg.connect(self._server.url, autocommit=True, application_name="clio index") as connection:
            self._connection = connection
            connection.execute(f"SET maintenance_work_mem = '{_MEMORY_MB}MB'")
            connection.execute("SET max_parallel_maintenance_workers = 0")  # several need room in /dev/shm
            make_graph(connection, shown, dimensions)
        with self._server.writing() as connection:
            connection.execute(_DONE, (shown,))
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(shelf)))
