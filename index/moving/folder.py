"""A data folder as a side of a migration."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from index.database import Database, Session
from index.database.sqlite import SqliteSession, transaction
from index.errors import StoreError
from index.moving.index_tables import INDEX, SHAPES
from index.moving.ledger import Begun, Ledger, file_of
from index.moving.numbering import FileNumbering
from index.moving.relation import Group, Row
from index.moving.side import Side
from index.moving.table import tables_of
from index.store.local import DATABASE, LocalStore
from index.store.schema import connect

# What was retired of a folder that the index was made anew without: it has a shelf again as soon as it is named.
_SHELVES_OF_RETIRED = (
    "INSERT OR IGNORE INTO shelves (collection, root, stamp) "
    "SELECT DISTINCT collection, root, abs(random()) FROM retired ORDER BY collection, root"
)


class FolderSide(Side):
    """A data folder, with a file for each group beside that of the index."""

    def __init__(self, data: Path, groups: Sequence[Group]) -> None:
        self.name, self.ledger = str(data), Ledger(file_of(data))
        self._data, self._groups = data, groups
        self._databases: list[Database] = []
        self._index: IndexFile | None = None

    def holdings(self) -> tuple[str, ...]:
        """See Side: the files that are there."""
        names = (DATABASE, *(group.file for group in self._groups))
        return tuple(name for name in names if (self._data / name).exists())

    def known_id(self) -> str:
        """See Side."""
        return self.ledger.known_id

    def begun(self) -> Begun | None:
        """See Side."""
        return self.ledger.begun

    def open(self) -> None:
        """See Side."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._index = IndexFile(self._data / DATABASE)
        with self._index.writing() as session:
            session.execute(_SHELVES_OF_RETIRED)
        self.tables = tables_of(INDEX, self._index, SHAPES, FileNumbering())
        for group in self._groups:
            database = group.open(self._data, None)
            self._databases.append(database)
            self.tables |= tables_of(group.relations, database, group.shapes, FileNumbering())

    def clear(self) -> None:
        """See Side: where none of the files is there is nothing."""

    def settle(self, shelves: Sequence[Row]) -> None:
        """See Side."""
        assert self._index
        with self._index.writing() as session:
            for number, _, _, complete in shelves:
                shown = "UPDATE shelves SET complete = ?, revision = revision + 1, stamp = abs(random()) WHERE id = ?"
                session.execute(shown, (complete or None, number))
                session.execute("INSERT INTO lineage SELECT id, revision, stamp FROM shelves WHERE id = ?", (number,))
            session.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")

    def store(self, model: str) -> LocalStore:
        """See Side."""
        return LocalStore(self._data, model)

    def close(self) -> None:
        """See Side."""
        for database in self._databases:
            database.close()
        if self._index:
            self._index.close()


class IndexFile:
    """The file of the index, through one connection that one thread uses."""

    exists = True

    def __init__(self, path: Path) -> None:
        """Open it, making it when missing. Raises StoreError, also from the methods."""
        self._path, self._connection = path, connect(path)

    def writing(self) -> AbstractContextManager[Session]:
        """Give a session for one transaction."""
        return self._transaction("BEGIN IMMEDIATE")

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that sees one state throughout."""
        return self._transaction("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        try:
            with transaction(self._connection, begin):
                yield SqliteSession(self._connection)
        except sqlite3.Error as error:
            raise StoreError(f"The index {self._path} failed: {error}. Check the disk and try again.") from error
