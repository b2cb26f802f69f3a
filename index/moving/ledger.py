"""What is written down of a migration: which library a place holds, and which one is being carried there."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.database import Database, EachTimeFile, Layout, Tables, on_server
from index.errors import HalfCarried, StoreError

if TYPE_CHECKING:
    from index.postgres.server import Server

FILE = "migration.db"  # of a data folder
NAMES = ("migration_id", "migrations")  # of the tables
_TABLES = """
CREATE TABLE migration_id (id TEXT PRIMARY KEY);
CREATE TABLE migrations (source TEXT PRIMARY KEY, began_at TEXT NOT NULL, ended_at TEXT NOT NULL)
"""
TABLES = Tables("migration", (_TABLES,))


@dataclass(frozen=True, slots=True)
class Begun:
    """A migration to a place: the id of what is carried there, when it was begun and ended, "" before; ISO 8601."""

    source: str
    began_at: str
    ended_at: str

    @property
    def is_ended(self) -> bool:
        """Whether all is there."""
        return self.ended_at != ""


class Ledger:
    """What is written down in one place. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def id(self) -> str:
        """The id of what the place holds, made when it is asked for first."""
        if not (found := self.known_id):
            with self._database.writing() as session:
                session.execute("INSERT INTO migration_id VALUES (?)", (secrets.token_hex(16),))
            found = self.known_id
        return found

    @property
    def known_id(self) -> str:
        """The id, "" where it was never asked for."""
        if not self._database.exists:
            return ""
        with self._database.reading() as session:
            row = session.execute("SELECT id FROM migration_id ORDER BY id LIMIT 1").fetchone()
        return row[0] if row else ""

    @property
    def begun(self) -> Begun | None:
        """The migration to this place, if there was one."""
        if not self._database.exists:
            return None
        with self._database.reading() as session:
            row = session.execute("SELECT source, began_at, ended_at FROM migrations ORDER BY began_at").fetchone()
        return Begun(*row) if row else None

    def begin(self, source: str) -> None:
        """Write down what is going to be carried here, unless that is written."""
        with self._database.writing() as session:
            session.execute("INSERT INTO migrations VALUES (?, ?, '') ON CONFLICT DO NOTHING", (source, _now()))

    def end(self) -> None:
        """Write down that all is here."""
        with self._database.writing() as session:
            session.execute("UPDATE migrations SET ended_at = ? WHERE ended_at = ''", (_now(),))


def require_whole(place: "Path | Server") -> None:
    """Raise HalfCarried where a data folder, or a database, is the target of a migration that has not ended."""
    if isinstance(place, Path):
        begun, name = _begun_in(place), str(place)
    else:
        begun, name = _begun_on(place), place.name
    if begun and not begun.is_ended:
        raise HalfCarried(name)


def _begun_in(data: Path) -> Begun | None:
    try:
        return Ledger(file_of(data)).begun
    except OSError as error:  # of a folder that this user may not even look into
        raise _unusable(data / FILE, error) from error


def _begun_on(server: "Server") -> Begun | None:
    return Ledger(on_server(server, TABLES)).begun if was_ever_carried(server) else None


def was_ever_carried(server: "Server") -> bool:
    """Whether anything was carried to a database or from it, without writing to it."""
    with server.reading() as connection:
        # Not "migrations", which many programs have.
        return bool(connection.execute("SELECT to_regclass('migration_id') IS NOT NULL").fetchone() == (True,))


def file_of(data: Path) -> Database:
    """The ledger's file of a data folder, made when something is written."""
    return EachTimeFile(data / FILE, Layout(TABLES, ("synchronous = FULL",), _unusable, _unusable))


def _unusable(file: Path, error: Exception) -> StoreError:
    return StoreError(f"{file}, which says how far a migration is, cannot be used: {error}. Check the folder.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
