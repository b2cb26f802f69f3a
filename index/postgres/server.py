"""Connections to one PostgreSQL database, and its failures as sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import DatabaseUnavailable

CONNECTIONS = 8  # of one process at most: questions, what is looked up, work and leases
PATIENCE_S = 1.0  # that somebody waits for a connection; Discord wants a first word within 3 s
QUESTION_MS = 1_500  # that one statement of a question may take
CONNECT_S = 5  # that one try to connect may take
_AGAIN_S = 5.0  # after which trying to connect begins anew; the pool waits longer and longer between tries

Connection = psycopg.Connection[Any]


class Server:
    """A pool of connections to one database, for several threads. Connections that broke are made anew.

    Whatever keeps a statement from being done is raised as DatabaseUnavailable.
    """

    def __init__(self, url: str, configure: Callable[[Connection], None] | None = None) -> None:
        """Make the first connection when it is needed; `configure` is called with each new one, outside transactions.

        `url` is a libpq connection string, such as postgresql://clio:secret@db.example.org/clio.
        """
        self._url = url
        self._configure = configure
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=PATIENCE_S,
            open=True,
            configure=self._prepare,
            check=ConnectionPool.check_connection,  # a round trip, so that nobody meets one that broke while unused
            reconnect_timeout=_AGAIN_S,
            kwargs={"autocommit": True, "connect_timeout": CONNECT_S, "application_name": "clio"},
        )

    @property
    def url(self) -> str:
        """Where the database is, with user and password: never to be told."""
        return self._url

    @property
    def name(self) -> str:
        """The database as it may be told: without user and password."""
        return name_of(self._url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for single statements, each of which sees what was committed before it.

        A statement that takes longer than QUESTION_MS is broken off.
        """
        with self._as_unavailable(), self._pool.connection() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection for one transaction, committed at the end and undone by any exception; it may take long."""
        with self._as_unavailable(), self._pool.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL statement_timeout = 0")
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self, connection: Connection) -> None:
        connection.execute(f"SET statement_timeout = {QUESTION_MS}")
        if self._configure:
            self._configure(connection)

    @contextmanager
    def _as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, PoolTimeout) as error:
            raise DatabaseUnavailable(self.name, " ".join(str(error).split())) from error


def name_of(url: str) -> str:
    """A database as it may be told and logged: where it is, without user and password."""
    parts = urlsplit(url)
    hosts = [value for name, value in parse_qsl(parts.query) if name == "host"]  # a password may stand there too
    return f"{parts.hostname or ''.join(hosts) or 'localhost'}{parts.path}"
