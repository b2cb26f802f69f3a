"""The store of many machines: PostgreSQL with pgvector, where several processes answer from one index."""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from weakref import WeakValueDictionary

import numpy as np

from index.postgres.leases import Lease, Leases
from index.postgres.server import WORK_S, Connection, Server
from index.store.base import Embedding, FileState, IndexedFile, Store, Vector
from index.store.pg.connecting import read, read_much
from index.store.pg.graphs import Graphs
from index.store.pg.nearness import GRAPH_FROM
from index.store.pg.noticing import States
from index.store.pg.parts import Parts
from index.store.pg.publishing import CHANNEL, Publication
from index.store.pg.purging import drop_left, purge, to_purge
from index.store.pg.retiring import forget_old
from index.store.pg.schema import FOREVER
from index.store.pg.shown import Opened, Shown
from index.store.pg.snapshot import PostgresSnapshot
from index.store.pg.writing import put_embeddings, put_files, remove_files, use_any
from index.tokens import TokenSpace

_DROPPED = 500  # embeddings in one transaction
_SWEPT_EVERY_S = 60.0
_COMMIT_S = 60.0  # that a statement may take which deals with a few files; a book of 20,000 passages takes seconds

_IMPATIENT = "SET LOCAL idle_in_transaction_session_timeout = 60000"  # a process that stands still holds up no other
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 600000"  # while it derives, which takes minutes at most
_RENEW = (
    "WITH there AS (SELECT key FROM embeddings WHERE key = ANY(%s) ORDER BY key FOR UPDATE) "
    "UPDATE embeddings SET made_at = %s FROM there WHERE embeddings.key = there.key RETURNING embeddings.key"
)
_UNUSED = "SELECT key FROM embeddings EXCEPT SELECT embedding FROM passages ORDER BY 1"  # by the two indexes alone
_DROP = (
    "DELETE FROM embeddings WHERE key IN (SELECT key FROM embeddings WHERE key = ANY(%s) AND made_at <= %s AND "
    "NOT EXISTS (SELECT 1 FROM passages WHERE embedding = key) ORDER BY key FOR UPDATE SKIP LOCKED)"
)


class PostgresStore(Store):
    """A database, of which this process uses the embeddings of one model. Safe to use from several threads.

    Raises StoreError, also from the methods: DatabaseUnavailable where the database cannot be used just now.
    """

    def __init__(self, server: Server, model: str, graph_from: int = GRAPH_FROM) -> None:
        """Use a server that `open_server` gave; it stays whoever's it is and is not closed.

        A shelf of `graph_from` passages and more gets an index of its vectors.
        """
        self._model, self._server = model, server
        self._leases = Leases(self._server)
        self._held: dict[int, Lease] = {}
        self._numbers: dict[tuple[str, str], int | None] = {}  # of shelves; none is ever taken away
        self._parts = Parts(self._server)
        self._graphs = Graphs(server, self._leases, model, graph_from)
        self._states = States(server, model)
        self._open: WeakValueDictionary[tuple[int, int, bool], Shown] = WeakValueDictionary()
        self._opening = threading.Lock()
        self._sweep_next = 0.0

    def shelf(self, collection: str, root: str) -> int:
        """See Store."""
        if self.find(collection, root) is None:
            with self._server.writing(_COMMIT_S) as connection:
                statement = "INSERT INTO shelves (collection, root) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                connection.execute(statement, (collection, root))
        number = self.find(collection, root)
        assert number is not None
        return number

    def find(self, collection: str, root: str) -> int | None:
        """See Store."""
        known = self._numbers.get((collection, root))
        if known is None:
            found = self._read("SELECT id FROM shelves WHERE collection = %s AND root = %s", collection, root)
            known = self._numbers[collection, root] = int(found[0][0]) if found else None
        return known

    @contextmanager
    def writing(self, shelf: int) -> Iterator[bool]:
        """See Store."""
        lease = self._leases.take(f"reindexing shelf {shelf}")
        if lease is None:
            yield False
            return
        with lease:
            self._held[shelf] = lease
            try:
                yield True
            finally:
                del self._held[shelf]

    def complete(self, shelf: int) -> None:
        """See Store."""
        with self._server.writing(_COMMIT_S) as connection:
            connection.execute("UPDATE shelves SET complete = %s WHERE id = %s", (self._model, shelf))
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(shelf)))
        self._states.forget(shelf)

    def completed_by(self, shelf: int) -> str:
        """See Store."""
        return self._states.of(shelf).completed_by

    def is_empty(self, shelf: int) -> bool:
        """See Store."""
        return self._states.is_empty(shelf)

    def files(self, shelf: int) -> dict[str, FileState]:
        """See Store."""
        statement = "SELECT path, size, mtime_ns, digest, recipe, reason FROM files WHERE shelf = %s"
        rows = read_much(self._server, statement, shelf)
        return {row[0]: FileState(*row) for row in rows}

    def documents_of(self, shelf: int, path: str) -> int:
        """See Store."""
        statement = f"SELECT count(*) FROM documents WHERE shelf = %s AND file = %s AND died = {FOREVER}"
        return int(self._read(statement, shelf, path)[0][0])

    def space(self) -> bytes:
        """See Store."""
        found = self._read("SELECT space FROM spaces WHERE model = %s", self._model)
        return bytes(found[0][0]) if found else b""

    def keep_space(self, space: bytes) -> bytes:
        """See Store."""
        with self._server.writing(_COMMIT_S) as connection:
            connection.execute("INSERT INTO spaces VALUES (%s, %s) ON CONFLICT DO NOTHING", (self._model, space))
        return self.space()

    def missing(self, keys: Collection[bytes]) -> set[bytes]:
        """See Store."""
        wanted = set(keys)
        with self._server.writing(_COMMIT_S) as connection:  # so that `tidy` drops none of those that are there
            renewed = connection.execute(_RENEW, (list(wanted), time.time())).fetchall()
        return wanted - {bytes(key) for (key,) in renewed}

    def commit(
        self, shelf: int, files: Sequence[IndexedFile], embeddings: Sequence[Embedding], lease: Lease | None = None
    ) -> tuple[bool, ...]:
        """See Store."""
        with self._changing(shelf, lease) as (connection, revision):
            put_embeddings(connection, self._model, embeddings)
            changed = put_files(connection, shelf, revision, files)
            if any(changed) or use_any(connection, shelf, embeddings):
                _set_revision(connection, shelf, revision)
            return changed

    def remove(self, shelf: int, paths: Sequence[str], lease: Lease | None = None) -> None:
        """See Store."""
        with self._changing(shelf, lease, WORK_S) as (connection, revision):
            remove_files(connection, shelf, revision, paths)
            _set_revision(connection, shelf, revision)

    def tidy(self, older_than_s: float) -> None:
        """See Store."""
        made_by = time.time() - older_than_s
        with self._server.writing() as connection:
            unused = connection.execute(_UNUSED).fetchall()
        for start in range(0, len(unused), _DROPPED):  # a few at a time: others want to write too
            with self._server.writing(_COMMIT_S) as connection:
                connection.execute(_DROP, ([key for (key,) in unused[start : start + _DROPPED]], made_by))
        with self._server.writing(_COMMIT_S) as connection:
            forget_old(connection)
        self._purge()

    def sweep(self) -> None:
        """See Store; once a minute."""
        if time.monotonic() >= self._sweep_next:
            self._sweep_next = time.monotonic() + _SWEPT_EVERY_S
            self._purge()
            self._graphs.look()

    def revision(self, shelf: int) -> int:
        """See Store."""
        return self._states.of(shelf).seen

    def snapshot(self, shelf: int) -> PostgresSnapshot:
        """See Store."""
        opened = self._opened(shelf)
        if opened is None or opened.shown.revision != opened.committed:
            self._publish(shelf)
            opened = self._opened(shelf)
        assert opened is not None
        return PostgresSnapshot(self._server, self._parts, opened)

    def ready_snapshot(self, shelf: int) -> PostgresSnapshot | None:
        """See Store."""
        opened = self._opened(shelf)
        return PostgresSnapshot(self._server, self._parts, opened) if opened else None

    def checkpoint(self) -> bool:
        """See Store; PostgreSQL does it by itself, and no snapshot holds anything back."""
        return False

    def close(self) -> None:
        """See Store."""
        self._graphs.close()
        self._states.close()

    def _read(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        return read(self._server, statement, *values)

    @contextmanager
    def _changing(
        self, shelf: int, lease: Lease | None, statement_s: float = _COMMIT_S
    ) -> Iterator[tuple[Connection, int]]:
        """A transaction in which nobody else writes to a shelf, and the number of the revision that it may make.

        It is committed only while `lease`, and that of the shelf where it is this store's, are had.
        """
        with self._server.writing(statement_s) as connection:
            connection.execute(_IMPATIENT)
            counted = "UPDATE shelves SET state = state + 1 WHERE id = %s RETURNING revision + 1"
            ((revision,),) = connection.execute(counted, (shelf,)).fetchall()
            yield connection, revision
            for held in (self._held.get(shelf), lease):
                if held:
                    held.confirm(connection)
        self._states.forget(shelf)

    def _publish(self, shelf: int) -> None:
        """Bring what is shown to the last commit; waits while another process does."""
        with self._server.writing(_COMMIT_S) as connection:
            made = "INSERT INTO shown (shelf, model) VALUES (%s, %s) ON CONFLICT DO NOTHING"
            connection.execute(made, (shelf, self._model))
        with self._server.writing() as connection:
            connection.execute(_PATIENT)
            Publication(connection, self._parts, shelf, self._model, self._background()).publish()
        self._states.forget(shelf)
        purge(self._server, shelf)
        self._graphs.look()

    def _purge(self) -> None:
        for shelf in to_purge(self._server):
            drop_left(self._server, self._leases, shelf)
            purge(self._server, shelf)

    def _background(self) -> Vector:
        """The embeddings that shelves are compared with to know how close mere chance comes."""
        space = self.space()
        return TokenSpace.from_bytes(space).background if space else np.empty((0, 0), np.float32)

    def _opened(self, shelf: int) -> Opened | None:
        """What is shown of a shelf; two snapshots of one revision share what they have read of it."""
        opened = Shown.open(self._server, self._parts, shelf, self._model)
        if opened is None:
            return None
        shown = opened.shown
        with self._opening:
            shared = self._open.setdefault((shown.id, shown.revision, shown.has_graph), shown)
        return Opened(shared, opened.committed, opened.seen)


def _set_revision(connection: Connection, shelf: int, revision: int) -> None:
    connection.execute("UPDATE shelves SET revision = %s WHERE id = %s", (revision, shelf))
