"""What generated libraries are made from: the real passages with their embeddings, sentence by sentence."""

import logging
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.library import Library, LibraryOptions
from index.model import SHARED, Passage
from index.store.base import Candidate
from index.store.local import LocalStore
from index.tokens import TokenSpace
from tests.benchmarks.material import material

NEIGHBOURS = 12  # passages that lie near another one

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """Real passages in the order of their documents, and their sentences.

    `vectors` are those of the passages, float32, shape (passages, dim), `sentence_vectors` those of all sentences, each
    weighed by its tokens, shape (sentences, dim); the sentences of passage i are numbers first[i] to first[i + 1] - 1.
    `space` is what tokens were made small by, `model` the name of what embedded all this.
    """

    candidates: tuple[Candidate, ...]
    vectors: Floats
    sentence_vectors: Floats
    first: Places
    space: bytes
    model: str

    @classmethod
    def open(cls, work: Path) -> Self:
        """Take the real library that lies in a work folder, made at the first call. Raises Skipped."""
        data = work / "real"
        options = LibraryOptions(data, material().documents)
        with closing(Library.open(options)) as library:
            if not library.is_current():
                log.warning("Indexing the real documents, once (a few minutes).")
                library.reindex()
            model = library.status().model
        with closing(LocalStore(data, model)) as store:
            return cls.of(candidates_in(store, options), store.space(), model)

    @classmethod
    def of(cls, candidates: list[Candidate], space: bytes, model: str) -> Self:
        """Lay out passages that are at hand."""
        counts = [len(one.embedding.spans) for one in candidates]
        sentences = np.concatenate([_weighed(one) for one in candidates])
        return cls(
            tuple(candidates),
            np.stack([one.embedding.passage for one in candidates]),
            sentences,
            np.concatenate([[0], np.cumsum(counts)]),
            space,
            model,
        )

    def passage(self, number: int) -> Passage:
        """The passage with this number."""
        return self.candidates[number].passage

    @cached_property
    def neighbours(self) -> Places:
        """The passages nearest to each, itself left out: int64, shape (passages, NEIGHBOURS), or fewer if there are."""
        cosines = self.vectors @ self.vectors.T
        np.fill_diagonal(cosines, -1)
        return np.argsort(-cosines, axis=1)[:, : min(NEIGHBOURS, len(self.vectors) - 1)]

    @cached_property
    def spread(self) -> Floats:
        """A matrix that makes of white noise one with the directions that real passages differ in, of mean length 1."""
        covariance = np.cov(self.vectors, rowvar=False).astype(np.float64)
        values, directions = np.linalg.eigh(covariance / np.trace(covariance))
        return np.asarray((directions * np.sqrt(np.clip(values, 0, None))).T, np.float32)


def candidates_in(store: LocalStore, options: LibraryOptions) -> list[Candidate]:
    """All passages of a library's folders, in their documents' order."""
    shelves = [store.shelf(SHARED, str(folder.resolve())) for folder in options.documents]
    return [one for shelf in shelves for one in _candidates(store, shelf)]


def _candidates(store: LocalStore, shelf: int) -> list[Candidate]:
    with closing(store.snapshot(shelf)) as snapshot:
        held = [holding.document.path for holding in snapshot.holdings()]
        ids = [passage.id for path in held for passage in snapshot.passages(path, 0, 2**31)]
        rows = snapshot.nearest(TokenSpace.from_bytes(store.space()).background[0], snapshot.size)
        by_id = {one.passage.id: one for one in snapshot.candidates(rows)}
    return [by_id[name] for name in ids]


def _weighed(one: Candidate) -> Floats:
    """The vectors of a passage's sentences, each as long as it has tokens: their sum is near the passage's own."""
    counts = one.embedding.counts[1:]
    weights = np.asarray(counts if len(counts) == len(one.embedding.spans) else [1] * len(one.embedding.spans))
    return np.asarray(one.embedding.sentences * np.maximum(weights, 1)[:, None], np.float32)
