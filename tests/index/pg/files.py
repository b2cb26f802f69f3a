"""Files as a reindex commits them, made up of texts."""

from collections.abc import Sequence

import numpy as np

from index.model import Document, Locator, Passage
from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile, Store, Vector
from tests.index.small_embedder import SmallEmbedder


def file(name: str, *texts: str, vectors: Sequence[Vector] | None = None) -> tuple[IndexedFile, list[Embedding]]:
    """A file with one document, of one passage for each text, and their embeddings."""
    document = Document(name, name.title())
    passages = tuple(
        Passage(f"{name}{number}"[:13], document, number, len(texts), text, Locator((), number + 1, number + 1))
        for number, text in enumerate(texts)
    )
    given = vectors if vectors is not None else [one.vector for one in SmallEmbedder().embed_questions(texts)]
    embeddings = [
        Embedding(text.encode(), vector, vector[None], ((0, len(text)),), np.zeros((1, 4), np.uint8), (0, 1))
        for text, vector in zip(texts, given, strict=True)
    ]
    indexed = IndexedDocument(document, passages, tuple(one.key for one in embeddings))
    return IndexedFile(FileState(name, 1, 1, name, "recipe"), (indexed,)), embeddings


def put(store: Store, shelf: int, name: str, *texts: str, vectors: Sequence[Vector] | None = None) -> None:
    """Commit such a file."""
    one, embeddings = file(name, *texts, vectors=vectors)
    store.commit(shelf, [one], embeddings)
