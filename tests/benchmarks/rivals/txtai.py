"""txtai, with dense search as it is by default, and with lexical search beside it."""

from txtai import Embeddings

from tests.benchmarks.rivals.base import LIMIT, Found, Pipeline, Reply, paragraphs_in


class TxtAi(Pipeline):
    """An index of paragraphs with their content."""

    hybrid = False

    def load(self) -> None:
        """See Pipeline."""
        self._embeddings = Embeddings(path=str(self.model), content=True, hybrid=self.hybrid)

    def index(self) -> None:
        """See Pipeline."""
        found = paragraphs_in(self.documents)
        self._files = [name for name, _ in found]
        self._embeddings.index((str(place), text, None) for place, (_, text) in enumerate(found))
        self._embeddings.save(str(self.data / "index"))

    def ask(self, question: str) -> Reply:
        """See Pipeline."""
        found = self._embeddings.search(question, LIMIT)
        hits = tuple(Found(self._files[int(one["id"])], one["text"]) for one in found)
        return Reply(hits, float(found[0]["score"]) if found else 0.0)


class TxtAiHybrid(TxtAi):
    """The same with BM25 beside it."""

    hybrid = True
