"""What several tests of the engine need: a folder of sources, a store, and one loaded model."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

import tests.strategies  # noqa: F401 as it says how property tests are run
from index.folders import open_folders
from index.library import Library, LibraryOptions
from index.limits import ReadLimits
from index.model import Report
from index.parser import Parser
from index.reindex import EVERYTHING, Reindex, Scope, Shelf, Tools
from index.search import Asked, Found, search
from index.store.base import Store
from index.store.local import DATABASE, LocalStore
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from index.tokens import TokenSpace
from index.weights import WEIGHTS, WeightSets
from tests.data_folders import data_folder
from tests.index.small_embedder import SmallEmbedder, small_space
from tests.postgres import TestServer

OpenLibrary = Callable[..., Library]


class Desk:
    """A store with one shelf, worked by the small embedder.

    The store is a PostgreSQL database where `url` names one, else that of a data folder.
    """

    def __init__(self, data: Path, sources: Path, embedder: SmallEmbedder | None = None, url: str = "") -> None:
        self.data, self.url, self.sources = data, url, sources
        self._server = open_server(url) if url else None
        self.embedder = embedder or SmallEmbedder()
        self.parser = Parser(ReadLimits())
        self.store = self.another_store()
        self.space = TokenSpace.from_bytes(self.store.keep_space(small_space().to_bytes()))
        (folder,) = open_folders([sources])
        self.shelf = Shelf(self.store.shelf("shared", str(folder.root)), "shared", folder)

    def another_store(self, model: str = "") -> Store:
        """Open the same place once more, as another process does."""
        name = model or self.embedder.name
        return PostgresStore(self._server, name) if self._server else LocalStore(self.data, name)

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement, which both databases understand, gives in the store's database."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                found = connection.execute(statement)
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.data / DATABASE)) as database, database:
            return database.execute(statement).fetchall()

    def write(self, name: str, text: str | bytes) -> Path:
        """Put a file among the sources."""
        file = self.sources / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def reindex(self, max_file_bytes: int = 1_000_000, scope: Scope = EVERYTHING) -> Report:
        """Bring the shelf in line and say what was done."""
        reindex = self.reindexing(max_file_bytes, scope)
        for _ in reindex.steps():
            pass
        return reindex.report

    def reindexing(self, max_file_bytes: int = 1_000_000, scope: Scope = EVERYTHING) -> Reindex:
        """A reindex of the shelf, not begun."""
        tools = Tools(self.store, self.embedder, ReadLimits(file_bytes=max_file_bytes))
        return Reindex(self.shelf, tools, self.parser.read, scope)

    def close(self) -> None:
        """Let go of files and of the parser's process."""
        self.parser.close()
        self.store.close()
        if self._server:
            self._server.close()

    def ask(self, question: str) -> Asked:
        """A question as it is searched."""
        (encoding,) = self.embedder.embed_questions([question])
        return Asked(question, encoding, self.space)

    def search(self, question: str, weights: WeightSets = WEIGHTS, limit: int = 5) -> Found:
        """Search a new snapshot of the shelf."""
        snapshot = self.store.snapshot(self.shelf.id)
        try:
            return search(self.ask(question), [snapshot], limit, weights)
        finally:
            snapshot.close()

    def passages(self) -> dict[str, str]:
        """Every passage's id and text, as a new snapshot has them."""
        snapshot = self.store.snapshot(self.shelf.id)
        try:
            documents = [holding.document.path for holding in snapshot.holdings()]
            found = [passage for path in documents for passage in snapshot.passages(path, 0, 999)]
            return {passage.id: passage.text for passage in found}
        finally:
            snapshot.close()


@pytest.fixture(params=["local", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Where the index is kept: "" for a data folder, or the URL of an empty database. Tests run with both."""
    if request.param == "local":
        return ""
    url: str = request.getfixturevalue("index_url")
    return url


@pytest.fixture
def index_url(index_database: str) -> str:
    """The URL of a database with the tables of the index, all empty."""
    empty(index_database)
    return index_database


def empty(url: str) -> None:
    """Empty the tables of an index."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EMPTY)


_EMPTY = """DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY' FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'table_versions'
); END $$"""


@pytest.fixture(scope="session")
def index_database(postgres_server: TestServer) -> Iterator[str]:
    """A database with the tables of the index; tests that use it empty them first."""
    with postgres_server.database() as url:
        with open_server(url) as server:
            PostgresStore(server, "small").close()
        yield url


@contextmanager
def _desk(folder: Path, url: str = "") -> Iterator[Desk]:
    sources = folder / "sources"
    sources.mkdir()
    with closing(Desk(folder / "data", sources, url=url)) as desk:
        yield desk


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[Desk]:
    """A desk, once on each kind of store."""
    with _desk(tmp_path, store_url) as desk:
        yield desk


@pytest.fixture
def local_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on a data folder, for what only that has: files that are damaged, cleared away, or put back."""
    with _desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def postgres_desk(tmp_path: Path, index_url: str) -> Iterator[Desk]:
    """A desk on a database."""
    with _desk(tmp_path, index_url) as desk:
        yield desk


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[OpenLibrary]:
    """Open libraries with the real model, each of them closed at the end."""
    opened: list[Library] = []

    def open_one(*documents: Path, data: str = "data", max_file_bytes: int = 20_000_000) -> Library:
        options = LibraryOptions(data_folder(tmp_path / data), documents, limits=ReadLimits(file_bytes=max_file_bytes))
        opened.append(Library.open(options))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()
