"""The archive's database file: one writer at a time, readers beside it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.archive.schema import connect
from index.errors import ArchiveError

DATABASE = "sources.db"


class Database:
    """Two connections to one file, for any thread: reading does not wait for writing.

    Raises ArchiveError, also from the methods, when the file cannot be used.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / DATABASE
        self._writing, self._reading = threading.Lock(), threading.Lock()
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._writer = connect(self._path)
            try:
                self._reader = connect(self._path)
            except BaseException:
                self._writer.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise ArchiveError(
                f"The servers' sources in {self._path} cannot be opened: {error}. Until they can, nothing is answered "
                "from your own documents either. The file is left as it is. If a newer Clio wrote it, update Clio; "
                "else check the folder and the disk, and put a whole copy of the file there. To go on without the "
                f"servers' sources, move all files {DATABASE}* out of that folder."
            ) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one transaction, committed at the end and undone by any exception."""
        with self._writing, self._as_archive_error(), _transaction(self._writer, "BEGIN IMMEDIATE"):
            yield self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state throughout."""
        with self._reading, self._as_archive_error(), _transaction(self._reader, "BEGIN"):
            yield self._reader

    def shrink(self) -> None:
        """Give the room of what was deleted back to the disk, and leave none of it in the journal."""
        with self._writing, self._as_archive_error():
            self._writer.executescript("PRAGMA incremental_vacuum")  # execute would free one page only
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._writing:
            self._writer.close()
        with self._reading:
            self._reader.close()

    @contextmanager
    def _as_archive_error(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ArchiveError(
                f"The servers' sources in {self._path} could not be used just now: {error}. What was done "
                "before is kept, and this was not done; check the disk and try again."
            ) from error


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    try:
        connection.execute(begin)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise
