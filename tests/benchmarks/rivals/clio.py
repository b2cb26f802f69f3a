"""Clio itself, and the bare model."""

from sentence_transformers import SentenceTransformer

from index.library import Library, LibraryOptions
from tests.benchmarks.bare import bare_model
from tests.benchmarks.rivals.base import LIMIT, Found, Pipeline, Reply


class Clio(Pipeline):
    """The library as the bot uses it."""

    def load(self) -> None:
        """See Pipeline."""
        self._library = Library.open(LibraryOptions(self.data, (self.documents,)))
        self._library.load_model()

    def index(self) -> None:
        """See Pipeline."""
        self._library.reindex()

    def ask(self, question: str) -> Reply:
        """See Pipeline."""
        answer = self._library.ask(question, LIMIT)
        hits = tuple(Found(hit.passage.document.path, hit.passage.text, hit.highlight) for hit in answer.hits)
        return Reply(hits, float(answer.confidence), answer.answered)


class Bare(Pipeline):
    """Encodes the question, and finds nothing."""

    _model: SentenceTransformer

    def load(self) -> None:
        """See Pipeline."""
        self._model = bare_model()

    def index(self) -> None:
        """See Pipeline."""

    def ask(self, question: str) -> Reply:
        """See Pipeline."""
        self._model.encode(question)
        return Reply((), 0.0)
