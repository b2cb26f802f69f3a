"""Making the indexes of large shelves' vectors, on a thread of its own: that takes minutes, and nobody waits for it."""

import logging
import threading

import psycopg

from index.postgres.server import Server
from index.store.pg.connecting import read
from index.store.pg.nearness import make_graph
from index.store.pg.publishing import CHANNEL

_GIVEN_UP_S = 4 * 3600.0  # after which whoever began one is taken to be gone
_MEMORY_MB = 512  # for the graph while it is made; beyond that it takes much longer

_BEGIN = (
    "UPDATE shown SET graph_begun_at = clock_timestamp() WHERE id = %s AND NOT has_graph AND (graph_begun_at IS NULL "
    "OR graph_begun_at < clock_timestamp() - make_interval(secs => %s)) RETURNING dimensions, shelf"
)
_DONE = "UPDATE shown SET has_graph = TRUE, graph_begun_at = NULL, state = state + 1 WHERE id = %s"
_FAILED = "UPDATE shown SET graph_begun_at = NULL WHERE id = %s"

log = logging.getLogger(__name__)


class Graphs:
    """Makes one index after the other."""

    def __init__(self, server: Server, url: str) -> None:
        self._server, self._url = server, url
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connection: psycopg.Connection | None = None

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
            claimed = read(self._server, _BEGIN, shown, _GIVEN_UP_S)
            for dimensions, shelf in claimed:
                self._make_claimed(shown, dimensions, shelf)
        except Exception as error:
            log.warning("The index of a large shelf's vectors was not made, which makes it slow to search: %s", error)

    def _make_claimed(self, shown: int, dimensions: int, shelf: int) -> None:
        outcome = _FAILED
        try:
            with psycopg.connect(self._url, autocommit=True, application_name="clio index") as connection:
                self._connection = connection
                connection.execute(f"SET maintenance_work_mem = '{_MEMORY_MB}MB'")
                connection.execute("SET max_parallel_maintenance_workers = 0")  # several need room in /dev/shm
                make_graph(connection, shown, dimensions)
            outcome = _DONE
        finally:
            with self._server.writing() as connection:
                connection.execute(outcome, (shown,))
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(shelf)))
