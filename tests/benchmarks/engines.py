"""Engines of nearest neighbours, Clio's own among them, all used in the same way: one question at a time."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from index.store.vectors import VectorIndex, nearest
from tests.benchmarks.corpus.source import Floats
from tests.benchmarks.figures import Skipped

_CONNECTIONS, _EXPANSION_BUILDING = 16, 200  # of hnswlib's own examples; usearch's defaults are 16 and 128
_EXPANSIONS = (16, 32, 64, 128, 256, 512, 1024, 2048)


class Engine(ABC):
    """An index of unit vectors. `threads` is how many it may use."""

    name: str
    expansions: Sequence[int] = ()  # from fast to sure, where it is not exact

    def __init__(self, folder: Path, threads: int) -> None:
        """`folder` is where it keeps what it has on the disk."""
        self.folder, self.threads = folder, threads
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def build(self, vectors: Floats) -> None:
        """Index vectors, shape (n, dim), each by its place, and put the index on the disk."""

    @abstractmethod
    def open(self) -> None:
        """Make ready for questions what was built."""

    @abstractmethod
    def nearest(self, question: Floats, limit: int) -> list[int]:
        """Places of the nearest vectors, best first."""

    def expand(self, expansion: int) -> None:
        """Look at more or fewer vectors."""
        raise NotImplementedError


class Own(Engine):
    """Clio's own."""

    name = "Clio"
    centre: Floats  # see VectorIndex; only needed to build

    def build(self, vectors: Floats) -> None:
        """See Engine."""
        VectorIndex.write(self.folder, np.asarray(vectors), range(len(vectors)), self.centre)

    def open(self) -> None:
        """See Engine."""
        self._index = VectorIndex.open(self.folder)

    def nearest(self, question: Floats, limit: int) -> list[int]:
        """See Engine."""
        return list(map(int, nearest([self._index], question, limit)))

    def nearest_among(self, question: Floats, limit: int, places: range, total: int) -> list[int]:
        """Like `nearest`, of some neighbouring places alone."""
        among = np.zeros(total, bool)
        among[places.start : places.stop] = True
        return list(map(int, nearest([self._index], question, limit, among)))


class FaissFlat(Engine):
    """FAISS's exact search by inner product."""

    name = "FAISS IndexFlatIP"

    def build(self, vectors: Floats) -> None:
        """See Engine."""
        faiss = _imported("faiss")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        faiss.write_index(index, str(self.folder / "flat.faiss"))

    def open(self) -> None:
        """See Engine."""
        faiss = _imported("faiss")
        faiss.omp_set_num_threads(self.threads)
        self._index = faiss.read_index(str(self.folder / "flat.faiss"))

    def nearest(self, question: Floats, limit: int) -> list[int]:
        """See Engine."""
        _, found = self._index.search(question[None], limit)
        return [int(place) for place in found[0]]


class Usearch(Engine):
    """The graph of usearch, as it is by default."""

    name = "usearch"
    expansions = _EXPANSIONS

    def build(self, vectors: Floats) -> None:
        """See Engine."""
        index = _imported("usearch.index").Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
        index.add(np.arange(len(vectors)), np.ascontiguousarray(vectors), threads=self.threads)
        index.save(str(self.folder / "graph.usearch"))

    def open(self) -> None:
        """See Engine."""
        self._index = _imported("usearch.index").Index.restore(str(self.folder / "graph.usearch"))

    def expand(self, expansion: int) -> None:
        """See Engine."""
        self._index.expansion_search = expansion

    def nearest(self, question: Floats, limit: int) -> list[int]:
        """See Engine."""
        return [int(place) for place in self._index.search(question, limit, threads=1).keys]


class Hnswlib(Engine):
    """The graph of hnswlib."""

    name = "hnswlib"
    expansions = _EXPANSIONS

    def build(self, vectors: Floats) -> None:
        """See Engine."""
        index = self._empty(vectors.shape[1])
        index.init_index(len(vectors), M=_CONNECTIONS, ef_construction=_EXPANSION_BUILDING)
        index.set_num_threads(self.threads)
        index.add_items(np.ascontiguousarray(vectors))
        index.save_index(str(self.folder / "graph.hnsw"))
        (self.folder / "dim").write_text(str(vectors.shape[1]), "ascii")

    def open(self) -> None:
        """See Engine."""
        self._index = self._empty(int((self.folder / "dim").read_text("ascii")))
        self._index.load_index(str(self.folder / "graph.hnsw"))
        self._index.set_num_threads(1)

    def expand(self, expansion: int) -> None:
        """See Engine."""
        self._index.set_ef(expansion)

    def nearest(self, question: Floats, limit: int) -> list[int]:
        """See Engine."""
        found, _ = self._index.knn_query(question[None], k=limit)
        return [int(place) for place in found[0]]

    @staticmethod
    def _empty(dim: int) -> Any:  # noqa: ANN401 it carries no types
        return _imported("hnswlib").Index(space="ip", dim=dim)


ENGINES: dict[str, type[Engine]] = {one.name: one for one in (Own, FaissFlat, Usearch, Hnswlib)}


def _imported(module: str) -> Any:  # noqa: ANN401 none of them carries types
    try:
        return import_module(module)
    except ImportError as error:
        raise Skipped(f"{error.name or module} is not installed; pip install '.[bench]' brings it") from None
