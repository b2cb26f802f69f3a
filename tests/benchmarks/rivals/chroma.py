"""Chroma, with the model that it has by default.

Its own copy of all-MiniLM-L6-v2 is fetched from the web at first use; here it gets the same model through its own
interface for sentence-transformers.
"""

import chromadb
from chromadb.config import Settings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from tests.benchmarks.rivals.base import LIMIT, Found, Pipeline, Reply, paragraphs_in


class Chroma(Pipeline):
    """A persistent collection of paragraphs."""

    def load(self) -> None:
        """See Pipeline."""
        embed = SentenceTransformerEmbeddingFunction(model_name=str(self.model))
        self._client = chromadb.PersistentClient(str(self.data), Settings(anonymized_telemetry=False))
        self._collection = self._client.get_or_create_collection("history", embedding_function=embed)

    def index(self) -> None:
        """See Pipeline."""
        found = paragraphs_in(self.documents)
        step = self._client.get_max_batch_size()
        for start in range(0, len(found), step):
            names, texts = zip(*found[start : start + step], strict=True)
            ids = [str(start + place) for place in range(len(texts))]
            self._collection.add(ids=ids, documents=list(texts), metadatas=[{"file": name} for name in names])

    def ask(self, question: str) -> Reply:
        """See Pipeline."""
        found = self._collection.query(query_texts=[question], n_results=LIMIT)
        pairs = zip(found["metadatas"][0], found["documents"][0], strict=True)
        hits = tuple(Found(str(about["file"]), text) for about, text in pairs)
        return Reply(hits, -float(found["distances"][0][0]))
