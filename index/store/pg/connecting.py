"""Connections for the index, and how it is read through them."""

from collections.abc import Sequence
from typing import Any

from pgvector.psycopg.halfvec import register_halfvec_info
from psycopg.types import TypeInfo

from index.postgres.server import Connection, Server
from index.store.pg.schema import make_tables

MUCH_S = 60.0  # that a statement may take whose answer is megabytes


def open_server(url: str) -> Server:
    """A server whose database has the tables of the index. Raises StoreError."""
    with Server(url) as plain:  # pgvector's types are known to connections that were made after the extension
        make_tables(plain)
    return Server(url, _know_vectors)


def read(server: Server, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Every row that a statement gives, as it was committed last."""
    with server.reading() as connection, connection.cursor(binary=True) as cursor:
        return cursor.execute(statement, values).fetchall()


def read_much(server: Server, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Like `read`, for answers that a network takes longer to bring than a question has; who answers one waits no more.

    What a question and the work share is so read: the work has the time.
    """
    with server.reading(MUCH_S) as connection, connection.transaction(), connection.cursor(binary=True) as cursor:
        connection.execute(f"SET LOCAL statement_timeout = {round(MUCH_S * 1000)}")
        return cursor.execute(statement, values).fetchall()


def numbers(rows: Sequence[int]) -> list[int]:
    """Rows as a statement takes them."""
    return [int(row) for row in rows]


def _know_vectors(connection: Connection) -> None:
    info = TypeInfo.fetch(connection, "halfvec")
    if info is not None:
        register_halfvec_info(connection, info)
