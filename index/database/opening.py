"""Opening what is kept on a server. Without one nothing of PostgreSQL is imported, which takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.database.base import Database, Tables

if TYPE_CHECKING:
    from index.postgres.server import Server


def open_server(database_url: str) -> Server | None:
    """The server that a URL leads to, to be closed at the end; None for "". It is connected to when it is needed."""
    if not database_url:
        return None
    from index.postgres.server import Server

    return Server(database_url)


def on_server(server: Server, tables: Tables) -> Database:
    """A group of tables on a server."""
    from index.database.postgres import PostgresDatabase

    return PostgresDatabase(server, tables)
