"""Connections for the index, and how it is read through them."""

from collections.abc import Sequence
from typing import Any

from pgvector.psycopg.halfvec import register_halfvec_info
from psycopg.types import TypeInfo

from index.postgres.server import Connection, Server
from index.store.pg.schema import make_tables


def open_server(url: str) -> Server:
    """A server whose database has the tables of the index. Raises StoreError."""
    with Server(url) as plain:  # pgvector's types are known to connections that were made after the extension
        make_tables(plain)
    return Server(url, _know_vectors)


def read(server: Server, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Every row that a statement gives, as it was committed last."""
    with server.reading() as connection, connection.cursor(binary=True) as cursor:
        return cursor.execute(statement, values).fetchall()


def numbers(rows: Sequence[int]) -> list[int]:
    """Rows as a statement takes them."""
    return [int(row) for row in rows]


def _know_vectors(connection: Connection) -> None:
    info = TypeInfo.fetch(connection, "halfvec")
    if info is not None:
        register_halfvec_info(connection, info)
