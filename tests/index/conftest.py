"""What several tests of the engine need: a folder of sources, a store, and one loaded model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tests.strategies  # noqa: F401 as it says how property tests are run
from index.folders import open_folders
from index.library import Library, LibraryOptions
from index.limits import ReadLimits
from index.model import Report
from index.parser import Parser
from index.reindex import EVERYTHING, Reindex, Scope, Shelf, Tools
from index.search import Asked, Found, search
from index.store.local import LocalStore
from index.tokens import TokenSpace
from index.weights import WEIGHTS, WeightSets
from tests.data_folders import data_folder
from tests.index.small_embedder import SmallEmbedder, small_space

OpenLibrary = Callable[..., Library]


class Desk:
    """A store with one shelf, worked by the small embedder."""

    def __init__(self, data: Path, sources: Path, embedder: SmallEmbedder | None = None) -> None:
        self.sources = sources
        self.embedder = embedder or SmallEmbedder()
        self.parser = Parser(ReadLimits())
        self.store = LocalStore(data, self.embedder.name)
        self.space = TokenSpace.from_bytes(self.store.keep_space(small_space().to_bytes()))
        (folder,) = open_folders([sources])
        self.shelf = Shelf(self.store.shelf("shared", str(folder.root)), "shared", folder)

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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    sources = tmp_path / "sources"
    sources.mkdir()
    desk = Desk(tmp_path / "data", sources)
    yield desk
    desk.close()


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
