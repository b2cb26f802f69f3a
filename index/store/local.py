"""The store of one machine: SQLite as the one truth, vectors and words derived from it."""

import json
import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.errors import StoreError
from index.model import Passage
from index.store import derived
from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile, Store
from index.store.reading import LocalSnapshot
from index.store.schema import connect

logger = logging.getLogger(__name__)

DATABASE = "clio.db"
_LOOK_AGAIN_SECONDS = 1.0

_FILE = (
    "INSERT INTO files (shelf, path, size, mtime_ns, digest, recipe, reason) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (shelf, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
    "digest = excluded.digest, recipe = excluded.recipe, reason = excluded.reason RETURNING id"
)
_DOCUMENT = (
    "INSERT INTO documents (file, path, title, date, language, url, csl, passages, indexed_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_PASSAGE = (
    "INSERT INTO passages (passage_id, document, ordinal, text, heading, first, last, page, embedding) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


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
        self._derived = data / "derived"
        self._lock = data / "reindex.lock"
        self._connection = connect(self._database)
        self._using = threading.RLock()
        self._watch = connect(self._database)  # its own, so that a question never waits for a long transaction
        self._watching = threading.Lock()

    def shelf(self, collection: str, root: str) -> int:
        """See Store."""
        find = "SELECT id FROM shelves WHERE collection = ? AND root = ?"
        if not self._all(find, collection, root):
            with self._transaction() as connection:
                connection.execute("INSERT OR IGNORE INTO shelves (collection, root) VALUES (?, ?)", (collection, root))
        return int(self._all(find, collection, root)[0][0])

    def complete(self, shelf: int) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.execute("UPDATE shelves SET complete = ? WHERE id = ?", (self._model, shelf))

    def is_complete(self, shelf: int) -> bool:
        """See Store."""
        return bool(self._all("SELECT complete = ? FROM shelves WHERE id = ?", self._model, shelf)[0][0])

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

    def missing(self, keys: Collection[bytes]) -> set[bytes]:
        """See Store."""
        wanted = set(keys)
        with self._using, _as_store_error(self._database):
            found = (self._connection.execute("SELECT 1 FROM embeddings WHERE key = ?", (key,)) for key in wanted)
            return {key for key, cursor in zip(wanted, found, strict=True) if cursor.fetchone() is None}

    def commit(self, shelf: int, files: Sequence[IndexedFile], embeddings: Sequence[Embedding]) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)",
                [(embedding.key, self._model, *_blobs(embedding)) for embedding in embeddings],
            )
            changed = [_put(connection, shelf, file) for file in files]
            if any(changed):
                _next_revision(connection)

    def remove(self, shelf: int, paths: Sequence[str]) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM files WHERE shelf = ? AND path = ?", [(shelf, path) for path in paths])
            _next_revision(connection)

    def touch(self, shelf: int, states: Sequence[FileState]) -> None:
        """See Store."""
        with self._transaction() as connection:
            for state in states:
                connection.execute(_FILE, (shelf, *_values(state)))

    def tidy(self) -> None:
        """See Store."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)")

    def revision(self) -> int:
        """See Store."""
        with self._watching, _as_store_error(self._database):
            return _revision(self._watch)[0]

    def snapshot(self) -> LocalSnapshot:
        """See Store."""
        with self._reading() as connection:
            revision, stamp = _revision(connection)
            return LocalSnapshot(connection, revision, self._derive(connection, revision, stamp))

    def ready_snapshot(self) -> LocalSnapshot | None:
        """See Store."""
        with self._watching, _as_store_error(self._database):
            revision, stamp = _revision(self._watch)
        return self.snapshot() if self._folder(revision, stamp).is_dir() else None

    def close(self) -> None:
        """See Store."""
        with self._using:
            self._connection.close()
        with self._watching:
            self._watch.close()

    def _folder(self, revision: int, stamp: int) -> Path:
        return derived.folder_of(self._derived, self._model, revision, stamp)

    def _derive(self, connection: sqlite3.Connection, revision: int, stamp: int) -> derived.Derived:
        """Open what is derived from a revision, made new when it is missing or damaged."""
        folder = self._folder(revision, stamp)
        if folder.is_dir():
            try:
                return derived.Derived.open(folder)
            except (OSError, ValueError, KeyError) as error:
                logger.warning("What was derived from the index is damaged (%s); it is made again.", error)
                shutil.rmtree(folder, ignore_errors=True)
        derived.write(connection, folder, self._model)
        return derived.Derived.open(folder)

    def _all(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        with self._using, _as_store_error(self._database):
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """See Store."""
        lock = FileLock(self._lock)  # the system lets go of it when a process dies
        while True:
            try:
                with _as_store_error(self._lock):
                    lock.acquire(timeout=_LOOK_AGAIN_SECONDS)
                break
            except Timeout:
                on_wait()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._using, _as_store_error(self._database):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own whose transaction sees one state; the taker closes it."""
        connection = connect(self._database)
        try:
            with _as_store_error(self._database):
                connection.execute("BEGIN")
                yield connection
        except BaseException:
            connection.close()
            raise


@contextmanager
def _as_store_error(database: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # of a lock: an OSError by descent, but no failure
        raise
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"The index {database} failed: {error}. Nothing that was committed is lost; check the disk and try again."
        ) from error


def _put(connection: sqlite3.Connection, shelf: int, file: IndexedFile) -> bool:
    """Put one file in; whether its documents changed."""
    (file_id,) = connection.execute(_FILE, (shelf, *_values(file.state))).fetchone()
    if file.documents is None:
        return False
    connection.execute("DELETE FROM documents WHERE file = ?", (file_id,))
    for document in file.documents:
        _put_document(connection, file_id, document)
    return True


def _put_document(connection: sqlite3.Connection, file_id: int, indexed: IndexedDocument) -> None:
    document = indexed.document
    csl = json.dumps(dict(document.csl), ensure_ascii=False)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    values = (document.path, document.title, document.date, document.language, document.url, csl)
    found = connection.execute(_DOCUMENT, (file_id, *values, len(indexed.passages), now))
    (document_id,) = found.fetchone()
    rows = [_row(document_id, passage, key) for passage, key in zip(indexed.passages, indexed.keys, strict=True)]
    connection.executemany(_PASSAGE, rows)


def _row(document_id: int, passage: Passage, key: bytes) -> tuple[object, ...]:
    locator = passage.locator
    heading = json.dumps(locator.heading, ensure_ascii=False)
    place = (heading, locator.first, locator.last, locator.page)
    return (passage.id, document_id, passage.ordinal, passage.text, *place, key)


def _values(state: FileState) -> tuple[object, ...]:
    return (state.path, state.size, state.mtime_ns, state.digest, state.recipe, state.reason)


def _next_revision(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
    connection.execute("UPDATE meta SET value = abs(random()) WHERE name = 'stamp'")


def _revision(connection: sqlite3.Connection) -> tuple[int, int]:
    """Give the revision and its stamp, which no other history of the database shares: think of a restored copy."""
    facts = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    return int(facts["revision"]), int(facts["stamp"])


def _blobs(embedding: Embedding) -> tuple[bytes, bytes, str]:
    """Sentences are kept at half the width: they only tell candidates apart, to three digits."""
    passage = np.ascontiguousarray(embedding.passage, np.float32).tobytes()
    return passage, np.ascontiguousarray(embedding.sentences, np.float16).tobytes(), json.dumps(embedding.spans)
