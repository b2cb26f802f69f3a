"""A PostgreSQL database as a side of a migration."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.database import Session, on_server
from index.database.postgres import PostgresSession
from index.moving.index_tables import INDEX
from index.moving.ledger import NAMES, TABLES, Begun, Ledger, was_ever_carried
from index.moving.numbering import ServerNumbering
from index.moving.relation import Group, Row
from index.moving.server_tables import SHAPES
from index.moving.side import Side
from index.moving.table import tables_of
from index.postgres.server import Connection, Server
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore

_MADE_AT_ONCE = ("shelves", "clock")  # tables that have rows before anything is kept
_SETTLE = "UPDATE shelves SET complete = ?, revision = revision + 1, state = state + 1 WHERE id = ?"


class ServerSide(Side):
    """A database, of which all groups have tables."""

    def __init__(self, server: Server, groups: Sequence[Group]) -> None:
        """Use a server, which stays whoever's it is and is not closed."""
        self.name, self.ledger = server.name, Ledger(on_server(server, TABLES))
        self._looking, self._groups = server, groups
        self._server: Server | None = None

    def holdings(self) -> tuple[str, ...]:
        """See Side: the tables in which something stands, or which are somebody else's."""
        relations = (*INDEX, *(one for group in self._groups for one in group.relations))
        names = [one.name for one in relations]
        with self._looking.writing() as connection:
            if not _is_there(connection, "table_versions"):
                ours = [name for name in (*names, *NAMES) if _is_there(connection, name)]
                return tuple(f"a table {name} of something else" for name in ours)
            there = [name for name in names if _is_there(connection, name)]
            return tuple(name for name in there if name not in _MADE_AT_ONCE and _has_rows(connection, name))

    def known_id(self) -> str:
        """See Side."""
        return self.ledger.known_id if was_ever_carried(self._looking) else ""

    def begun(self) -> Begun | None:
        """See Side."""
        return self.ledger.begun if was_ever_carried(self._looking) else None

    def open(self) -> None:
        """See Side."""
        self._server = open_server(self._looking.url)
        place, numbering = IndexOnServer(self._server), ServerNumbering()
        self.tables = tables_of(INDEX, place, SHAPES, numbering)
        for group in self._groups:
            database = group.open(Path(), self._server)
            with database.writing():  # makes the tables
                pass
            self.tables |= tables_of(group.relations, database, group.shapes, numbering)

    def clear(self) -> None:
        """See Side: shelves, whose numbers others are to have."""
        with self._opened.writing() as connection:
            for table in ("shelves", "shown", "showings"):
                connection.execute(f"DELETE FROM {table}")

    def settle(self, shelves: Sequence[Row]) -> None:
        """See Side."""
        with IndexOnServer(self._opened).writing() as session:
            session.executemany(_SETTLE, [(complete, number) for number, _, _, complete in shelves])
            session.execute("ANALYZE documents, passages, embeddings")  # so that the next statements are planned well

    def store(self, model: str) -> PostgresStore:
        """See Side."""
        return PostgresStore(self._opened, model)

    def close(self) -> None:
        """See Side."""
        if self._server:
            self._server.close()

    @property
    def _opened(self) -> Server:
        assert self._server, "it is to be opened first"
        return self._server


class IndexOnServer:
    """The tables of the index; a statement may take long."""

    exists = True

    def __init__(self, server: Server) -> None:
        self._server = server

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session for one transaction."""
        with self._server.writing() as connection:
            yield PostgresSession(connection)

    reading = writing


def _is_there(connection: Connection, table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()
    return bool(row and row[0])


def _has_rows(connection: Connection, table: str) -> bool:
    row = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()
    return bool(row and row[0])
