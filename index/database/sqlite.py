"""Tables in an SQLite file: one writer at a time, readers beside it."""

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.database.base import Database, Rows, Session, Tables
from index.errors import StoreError

_BUSY_S = 30.0  # how long a writer waits for another one
_CLOCK = "((julianday('now') - 2440587.5) * 86400.0)"  # to the millisecond
_WORDS = (
    (re.compile(r"= ANY \(\?\)"), "IN (SELECT value FROM json_each(?))"),
    (re.compile(r"<> ALL \(\?\)"), "NOT IN (SELECT value FROM json_each(?))"),
    (re.compile(r" FOR UPDATE( SKIP LOCKED)?"), ""),
    (re.compile(r"\{clock\}"), _CLOCK),
)

Unusable = Callable[[Path, Exception], StoreError]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in a file: its tables, and the PRAGMAs that hold for each connection to it.

    `unopened` and `unusable` say what it means that the file cannot be opened, or cannot be used any more.
    """

    tables: Tables
    pragmas: Sequence[str]
    unopened: Unusable
    unusable: Unusable

    def connect(self, path: Path) -> sqlite3.Connection:
        """Open a file, making it and its folder when missing; earlier tables are brought up to date.

        The connection is in autocommit mode and may be used from any thread, by one at a time. Raises sqlite3.Error,
        OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            for pragma in self.pragmas:
                connection.execute(f"PRAGMA {pragma}")
            _bring_up_to_date(connection, self.tables.steps)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def as_unusable(self, path: Path) -> Iterator[None]:
        """Raise what `unusable` says for what SQLite raises."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.unusable(path, error) from error

    @contextmanager
    def as_unopened(self, path: Path) -> Iterator[None]:
        """Raise what `unopened` says for what SQLite and the system raise."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self.unopened(path, error) from error


class StandingFile(Database):
    """A file that stays open, with two connections: reading does not wait for writing."""

    is_shared, exists = False, True

    def __init__(self, path: Path, layout: Layout) -> None:
        """Open the file; raises what the layout says."""
        self._path, self._layout = path, layout
        self._writing, self._reading = threading.Lock(), threading.Lock()
        with layout.as_unopened(path):
            self._writer = layout.connect(path)
            try:
                self._reader = layout.connect(path)
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """See Database."""
        with self._writing, self._layout.as_unusable(self._path), transaction(self._writer):
            yield SqliteSession(self._writer)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """See Database."""
        with self._reading, self._layout.as_unusable(self._path), transaction(self._reader, "BEGIN"):
            yield SqliteSession(self._reader)

    def shrink(self) -> None:
        """See Database."""
        with self._writing, self._layout.as_unusable(self._path):
            self._writer.executescript("PRAGMA incremental_vacuum")  # execute would free one page only
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """See Database."""
        with self._writing:
            self._writer.close()
        with self._reading:
            self._reader.close()


class EachTimeFile(Database):
    """A file that is opened for each transaction, and made when something is first written."""

    is_shared = False

    def __init__(self, path: Path, layout: Layout) -> None:
        self._path, self._layout = path, layout

    @property
    def exists(self) -> bool:
        """See Database."""
        return self._path.exists()

    @property
    def sign(self) -> object:
        """See Database. Whoever is the last to close the file writes it."""
        try:
            state = self._path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size

    def writing(self) -> AbstractContextManager[Session]:
        """See Database."""
        return self._transaction("BEGIN IMMEDIATE")

    def reading(self) -> AbstractContextManager[Session]:
        """See Database."""
        return self._transaction("BEGIN")

    def shrink(self) -> None:
        """Nothing is to be done: what is deleted is overwritten at once, and its room used again."""

    def close(self) -> None:
        """Nothing is open."""

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        with self._layout.as_unopened(self._path):
            connection = self._layout.connect(self._path)
        with closing(connection), self._layout.as_unusable(self._path), transaction(connection, begin):
            yield SqliteSession(connection)


class SqliteSession(Session):
    """See Session."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """See Session."""
        return self._connection.execute(_in_words_of_sqlite(statement), [_value(value) for value in values])

    def executemany(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """See Session."""
        self._connection.executemany(_in_words_of_sqlite(statement), rows)

    def lock(self, name: str, shared: bool = False) -> None:
        """Nothing is to be done: there is one writer at a time."""

    def notify(self, channel: str, payload: str) -> None:
        """Nobody is to be told."""


@cache  # the statements of Clio's own code
def _in_words_of_sqlite(statement: str) -> str:
    for words, those_of_sqlite in _WORDS:
        statement = words.sub(those_of_sqlite, statement)
    return statement


def _value(value: object) -> object:
    return json.dumps(list(value)) if isinstance(value, list | tuple) else value


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """One transaction of a connection in autocommit mode, committed at the end and undone by any exception."""
    try:
        connection.execute(begin)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Do the steps that a file lacks. Raises sqlite3.DatabaseError for one of a newer version."""
    if _version(connection) == len(steps):
        return
    with transaction(connection):
        version = _version(connection)  # another process may have been quicker
        if version > len(steps):
            raise sqlite3.DatabaseError(
                f"it was written by a newer version of Clio (tables {version}, known {len(steps)}); update Clio"
            )
        for step in steps[version:]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
