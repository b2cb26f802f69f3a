"""Connections to one PostgreSQL database, and its failures as sentences."""

import logging
import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from index.patience import waiting
from index.postgres.failures import failure, on_one_line
from index.postgres.texts import take_any_text

CONNECTIONS = 8  # of one process at most: questions, what is looked up, work and leases
PATIENCE_S = 1.0  # that somebody waits for a connection; Discord wants a first word within 3 s
QUESTION_MS = 1_500  # that one statement of a question may take
CONNECT_S = 3  # that one try to connect may take
_AGAIN_S = 2.0  # after which trying to connect begins anew; the pool waits longer and longer between tries
_TRUSTED_S = 0.5  # that a connection may have been unused without being tried first
_TRIED_S = 0.5  # that trying it may take
_NETWORK_S = 0.3  # beyond the time of a statement that its answer may take
WORK_S = 600.0  # that a statement of work may take
_LASTING: dict[str, Any] = {  # a connection whose other end has gone without a word is given up within some ten seconds
    "autocommit": True,
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

Connection = psycopg.Connection[Any]
Hear = Callable[[psycopg.Error | None], object]

log = logging.getLogger(__name__)


class BoundedConnection(Connection):
    """A connection on which no answer is waited for longer than `most_s`, nor beyond `until`; it is closed then.

    A server that is slow breaks a statement off by itself; what this bounds is a network or a pooler that swallows it.
    """

    most_s: float = CONNECT_S
    until: float = math.inf  # of time.monotonic()
    used_at: float = -math.inf

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 as psycopg has more of them with each version
        """See psycopg.Connection; what is given as `hear`, if anything, is called with why it failed, or with None."""
        hear: Hear = kwargs.pop("hear", _pass_over)
        try:
            connection = super().connect(*args, **kwargs)
        except psycopg.Error as error:
            hear(error)
            raise
        hear(None)
        return connection

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """See psycopg.Connection. Raises psycopg.OperationalError when it takes too long."""
        try:
            return super().wait(_bounded(gen, min(self.until, time.monotonic() + self.most_s)), interval)
        except _TooLong:
            self.close()
            raise

    @property
    def works(self) -> bool:
        """Whether it does; one that was used a moment ago is believed to."""
        if time.monotonic() - self.used_at < _TRUSTED_S:
            return not self.closed
        self.most_s, self.until = _TRIED_S, math.inf
        try:
            self.execute("")
        except psycopg.Error:
            self.close()
        return not self.closed


class _TooLong(psycopg.OperationalError):
    """What was asked has no answer in time."""


class Server:
    """A pool of connections to one database, for several threads. Connections that broke are made anew.

    Whatever keeps a statement from being done is raised as DatabaseUnavailable, or where waiting mends nothing as
    DatabaseRefused.
    """

    def __init__(self, url: str, configure: Callable[[Connection], None] | None = None) -> None:
        """Make the first connection when it is needed; `configure` is called with each new one, outside transactions.

        `url` is a libpq connection string, such as postgresql://clio:secret@db.example.org/clio.
        """
        self._url = url
        self.name = name_of(url)  # as it may be told: without user and password
        self._configure = configure
        self._trouble: psycopg.Error | None = None
        self._pool = ConnectionPool(
            url,
            connection_class=BoundedConnection,
            min_size=0,
            max_size=CONNECTIONS,
            open=True,
            configure=self._prepare,
            reconnect_timeout=_AGAIN_S,
            kwargs={
                **_LASTING,
                "application_name": "clio",
                "hear": self._hear,
            },
        )

    @property
    def url(self) -> str:
        """Where the database is, with user and password: never to be told."""
        return self._url

    def reach(self) -> None:
        """Connect once, whatever is connected already. Raises DatabaseUnavailable, DatabaseRefused, at once why not."""
        with self._told():
            BoundedConnection.connect(self._url, connect_timeout=CONNECT_S, hear=self._hear).close()

    @contextmanager
    def reading(self, statement_s: float = QUESTION_MS / 1000) -> Iterator[Connection]:
        """Give a connection for single statements, each of which sees what was committed before it.

        A statement that takes longer than QUESTION_MS is broken off; whoever lets the server give it more time says
        so by `statement_s`.
        """
        with self._connection(statement_s + _NETWORK_S) as connection:
            yield connection

    @contextmanager
    def writing(self, statement_s: float = WORK_S) -> Iterator[Connection]:
        """Give a connection for one transaction, committed at the end and undone by any exception.

        A statement that takes longer than `statement_s` is broken off, so that nobody works for ever at what a network
        has swallowed.
        """
        with self._connection(statement_s + _NETWORK_S) as connection, connection.transaction():
            connection.execute(f"SET LOCAL statement_timeout = {round(statement_s * 1000)}")
            yield connection

    @contextmanager
    def apart(self, most_s: float = math.inf) -> Iterator[Connection]:
        """Give a connection that is none of the pool's, for a statement that takes long and is in no transaction.

        The server sets it no time; an answer is waited for up to `most_s`, or for as long as the network is there.
        """
        with (
            self._told(),
            BoundedConnection.connect(
                self._url, **_LASTING, application_name="clio at work", hear=self._hear
            ) as connection,
        ):
            connection.most_s = most_s
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _connection(self, most_s: float) -> Iterator[Connection]:
        """Give a connection on which an answer is waited for so long, and no longer than this thread may wait."""
        with self._told(), waiting() as left_s:
            until = time.monotonic() + left_s
            connection = self._take(min(until, time.monotonic() + PATIENCE_S))
            try:
                connection.most_s, connection.until = most_s, until
                with connection:
                    yield connection
            finally:
                connection.most_s, connection.until, connection.used_at = _TRIED_S, math.inf, time.monotonic()
                self._pool.putconn(connection)

    def _take(self, until: float) -> BoundedConnection:
        while True:
            connection = self._pool.getconn(until - time.monotonic())
            if connection.works:
                return connection
            self._pool.putconn(connection)  # which makes another one in its place

    def _prepare(self, connection: Connection) -> None:
        take_any_text(connection)
        connection.execute(f"SET statement_timeout = {QUESTION_MS}")
        if not leads_to_server(connection):
            connection.prepare_threshold = None  # the next statement may come to where another one has that name
        if self._configure:
            self._configure(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:  # which does not say why there is no connection
            raise failure(self.name, self._trouble or error) from error
        except psycopg.Error as error:
            raise failure(self.name, error) from error

    def _hear(self, trouble: psycopg.Error | None) -> None:
        """Know how the last try to connect went, and tell it once in each outage."""
        had, self._trouble = self._trouble, trouble
        if trouble and not had:
            log.info("The database %s cannot be reached, which is tried again: %s", self.name, on_one_line(trouble))
        elif had and not trouble:
            log.info("The database %s is reached again.", self.name)


def leads_to_server(connection: Connection) -> bool:
    """Whether no pooler stands between, which names a process of its own."""
    return connection.execute("SELECT pg_backend_pid()").fetchone() == (connection.info.backend_pid,)


def _pass_over(_: psycopg.Error | None) -> None:
    """Nobody wants to know."""


def name_of(url: str) -> str:
    """A database as it may be told and logged: where it is, without user and password."""
    said = conninfo_to_dict(url)  # as libpq reads it, who alone knows what is a password in it
    return f"{said.get('host') or said.get('hostaddr') or 'localhost'}/{said.get('dbname') or said.get('user') or ''}"


def _bounded(gen: PQGen[RV], until: float) -> Generator[Any, Any, RV]:
    """What psycopg's generator asks for, until a time. Raises _TooLong after it."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if time.monotonic() > until + (_NETWORK_S if ready else 0.0):  # what comes drop by drop is late too
                raise _TooLong("there was no answer in time")
            wanted = gen.send(ready)
    except StopIteration as end:
        result: RV = end.value
        return result
