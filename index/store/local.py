"""The store of one machine: SQLite as the one truth, vectors and words derived from it."""

import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import ref

import numpy as np
from filelock import FileLock, Timeout

from index.database.sqlite import transaction
from index.errors import StoreError
from index.store.base import Embedding, FileState, IndexedFile, Store, Vector
from index.store.derived_folders import DerivedFolders, State
from index.store.reader import Reader
from index.store.reading import LocalSnapshot
from index.store.retiring import forget, forget_old
from index.store.rows import blobs
from index.store.schema import connect
from index.store.writing import put_file, use_any
from index.tokens import TokenSpace

if TYPE_CHECKING:
    from index.postgres.leases import Lease

DATABASE = "clio.db"
_DROPPED = 500  # embeddings in one transaction
_ANCESTORS = 10_000  # revisions of a shelf that are known to be its own


class LocalStore(Store):
    """A folder with one SQLite database (WAL) and, beside it, what is derived from its last revision.

    Raises StoreError, also from the methods, when the folder or the database cannot be used.
    """

    def __init__(self, data: Path, model: str) -> None:
        self._model = model
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The data folder {data} cannot be made: {error.strerror}. Choose another with --data or CLIO_DATA."
            ) from error
        self._database = data / DATABASE
        self._locks = data
        self._folders = DerivedFolders(data, model)
        self._latest: ref[Reader] | None = None
        self._connection = connect(self._database)
        self._using = threading.RLock()
        self._watch = connect(self._database)  # its own, so that a question never waits for a long transaction
        self._watching = threading.Lock()

    def shelf(self, collection: str, root: str) -> int:
        """See Store."""
        if self.find(collection, root) is None:
            with self._transaction() as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO shelves (collection, root, stamp) VALUES (?, ?, abs(random()))",
                    (collection, root),
                )
        number = self.find(collection, root)
        assert number is not None
        return number

    def find(self, collection: str, root: str) -> int | None:
        """See Store."""
        found = self._glance("SELECT id FROM shelves WHERE collection = ? AND root = ?", collection, root)
        return int(found[0][0]) if found else None

    def complete(self, shelf: int) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.execute("UPDATE shelves SET complete = ? WHERE id = ?", (self._model, shelf))

    def completed_by(self, shelf: int) -> str:
        """See Store."""
        return str(self._glance("SELECT coalesce(complete, '') FROM shelves WHERE id = ?", shelf)[0][0])

    def is_empty(self, shelf: int) -> bool:
        """See Store."""
        return not self._glance("SELECT 1 FROM files WHERE shelf = ? LIMIT 1", shelf)

    def files(self, shelf: int) -> dict[str, FileState]:
        """See Store."""
        rows = self._all("SELECT path, size, mtime_ns, digest, recipe, reason FROM files WHERE shelf = ?", shelf)
        return {row[0]: FileState(*row) for row in rows}

    def documents_of(self, shelf: int, path: str) -> int:
        """See Store."""
        return int(
            self._all(
                "SELECT count(*) FROM documents JOIN files ON files.id = documents.file "
                "WHERE files.shelf = ? AND files.path = ?",
                shelf,
                path,
            )[0][0]
        )

    def space(self) -> bytes:
        """See Store."""
        found = self._glance("SELECT space FROM spaces WHERE model = ?", self._model)
        return bytes(found[0][0]) if found else b""

    def keep_space(self, space: bytes) -> bytes:
        """See Store."""
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO spaces VALUES (?, ?)", (self._model, space))
        return self.space()

    def _background(self) -> Vector:
        """The embeddings that shelves are compared with to know how close mere chance comes."""
        space = self.space()
        return TokenSpace.from_bytes(space).background if space else np.empty((0, 0), np.float32)

    def missing(self, keys: Collection[bytes]) -> set[bytes]:
        """See Store."""
        wanted = list(set(keys))
        with self._transaction() as connection:  # so that `tidy` drops none of those that are there
            renew = "UPDATE embeddings SET made_at = ? WHERE key = ?"
            return {key for key in wanted if not connection.execute(renew, (time.time(), key)).rowcount}

    def commit(
        self, shelf: int, files: Sequence[IndexedFile], embeddings: Sequence[Embedding], lease: "Lease | None" = None
    ) -> tuple[bool, ...]:
        """See Store."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(embedding.key, self._model, *blobs(embedding), time.time()) for embedding in embeddings],
            )
            changed = tuple(put_file(connection, shelf, file) for file in files)
            if any(changed) or use_any(connection, shelf, embeddings):
                _next_revision(connection, shelf)
            _next_state(connection)
            return changed

    def remove(self, shelf: int, paths: Sequence[str], lease: "Lease | None" = None) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM files WHERE shelf = ? AND path = ?", [(shelf, path) for path in paths])
            forget(connection, shelf, paths)
            _next_revision(connection, shelf)
            _next_state(connection)

    def tidy(self, older_than_s: float) -> None:
        """See Store."""
        unused = "made_at <= ? AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding = key)"
        made_by = time.time() - older_than_s
        with _as_store_error(self._database), closing(connect(self._database)) as reading:
            # By the two indexes alone: to look at each embedding's age is to read all over the largest table.
            found = reading.execute("SELECT key FROM embeddings EXCEPT SELECT embedding FROM passages").fetchall()
        for start in range(0, len(found), _DROPPED):  # a few at a time: others want to write too
            with self._transaction() as connection:
                keys = [(key, made_by) for (key,) in found[start : start + _DROPPED]]
                connection.executemany(f"DELETE FROM embeddings WHERE key = ? AND {unused}", keys)
        with self._transaction() as connection:
            forget_old(connection)

    def revision(self, shelf: int) -> int:
        """See Store; it counts the commits on all shelves, as each open snapshot holds the journal back."""
        return int(self._glance("SELECT value FROM meta WHERE name = 'revision'")[0][0])

    def snapshot(self, shelf: int) -> LocalSnapshot:
        """See Store."""
        return self.ready_snapshot(shelf) or self._derived_snapshot(shelf)

    def ready_snapshot(self, shelf: int) -> LocalSnapshot | None:
        """See Store."""
        with _as_store_error(self._database):
            return self._shared_snapshot(shelf) or self._new_snapshot(shelf)

    def checkpoint(self) -> bool:
        """See Store."""
        self._all("PRAGMA wal_checkpoint(PASSIVE)")
        self._latest = None  # its connection began before this
        return True

    def close(self) -> None:
        """See Store."""
        with self._using:
            self._connection.close()
        with self._watching:
            self._watch.close()

    def _glance(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        """Read what a question needs to know, without waiting for a long transaction of this process."""
        with self._watching, _as_store_error(self._database):
            return self._watch.execute(statement, values).fetchall()

    def _all(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        with self._using, _as_store_error(self._database):
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self, shelf: int) -> Iterator[bool]:
        """See Store."""
        # The system lets go of it when a process dies. A reindex may begin on one thread and end on another.
        lock = FileLock(self._locks / f"reindex-{shelf}.lock", thread_local=False)
        try:
            with _as_store_error(self._locks):
                lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._using, _as_store_error(self._database), transaction(self._connection):
            yield self._connection

    def _shared_snapshot(self, shelf: int) -> LocalSnapshot | None:
        """Use the connection of other snapshots when nothing was committed since, and nothing is to be derived."""
        with self._watching:
            state = _state(self._watch, shelf)
            reader = self._latest() if self._latest else None
        opened = self._folders.open(shelf, state)
        if opened is None or reader is None or reader.seen != state.seen or not reader.take():
            return None
        return LocalSnapshot(reader, shelf, state.revision, opened)

    def _derived_snapshot(self, shelf: int) -> LocalSnapshot:
        """Derive what is missing of the last committed state, unless others have done so by the time we may."""
        with _as_store_error(self._database), self._folders.alone(shelf):
            snapshot = self._shared_snapshot(shelf) or self._new_snapshot(shelf, may_derive=True)
        assert snapshot is not None
        return snapshot

    def _new_snapshot(self, shelf: int, may_derive: bool = False) -> LocalSnapshot | None:
        """Read the last committed state through a connection of its own; None if something is missing of it."""
        connection = connect(self._database)
        try:
            connection.execute("BEGIN")
            state = _state(connection, shelf)
            opened = self._folders.open(shelf, state)
            if opened is None and may_derive:
                opened = self._folders.derive(connection, shelf, state, self._background())
        except BaseException:
            connection.close()
            raise
        if opened is None:
            connection.close()
            return None
        reader = Reader(connection, state.seen)
        self._latest = ref(reader)
        return LocalSnapshot(reader, shelf, state.revision, opened)


@contextmanager
def _as_store_error(database: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # of a lock: an OSError by descent, but no failure
        raise
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"The index {database} failed: {error}. Nothing is lost that a reindex does not make again; check the disk "
            "and try again."
        ) from error


def _next_revision(connection: sqlite3.Connection, shelf: int) -> None:
    """Count what has to be derived anew, and note the state, so that it may be derived from this one."""
    connection.execute("UPDATE shelves SET revision = revision + 1, stamp = abs(random()) WHERE id = ?", (shelf,))
    connection.execute("INSERT INTO lineage SELECT id, revision, stamp FROM shelves WHERE id = ?", (shelf,))
    forgotten = "DELETE FROM lineage WHERE shelf = ? AND revision <= (SELECT revision FROM shelves WHERE id = ?) - ?"
    connection.execute(forgotten, (shelf, shelf, _ANCESTORS))


def _next_state(connection: sqlite3.Connection) -> None:
    """Count what a snapshot has not seen."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")


def _state(connection: sqlite3.Connection, shelf: int) -> State:
    """What a snapshot of a shelf that exists sees."""
    found = connection.execute(
        "SELECT value, shelves.revision, stamp FROM meta, shelves WHERE name = 'revision' AND id = ?", (shelf,)
    )
    return State(*found.fetchone())
