"""The passages' embeddings as one numpy matrix on disk: exact nearest neighbours."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.store.base import Vector


class VectorIndex:
    """Unit vectors, float32, shape (n, dim), each with the row and the shelf of its passage.

    The matrix is mapped, not read: the first question after a start reads it once.
    """

    def __init__(self, vectors: Vector, rows: NDArray[np.int64], shelves: NDArray[np.int64]) -> None:
        self._vectors, self._rows, self._shelves = vectors, rows, shelves

    @staticmethod
    def write(folder: Path, vectors: Vector, rows: Sequence[int], shelves: Sequence[int]) -> None:
        """Put the matrix and its row and shelf numbers into a folder."""
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "rows.npy", np.stack([np.asarray(rows, np.int64), np.asarray(shelves, np.int64)]))

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Open what `write` put into the folder."""
        rows, shelves = np.load(folder / "rows.npy")
        return cls(np.load(folder / "vectors.npy", mmap_mode="r"), rows, shelves)

    def nearest(self, question: Vector, shelves: Collection[int], limit: int) -> list[int]:
        """Rows of the `limit` vectors with the highest cosine to the question's, shape (dim,), best first."""
        allowed = np.flatnonzero(np.isin(self._shelves, list(shelves)))
        if not len(allowed):
            return []
        if self._vectors.shape[1] != len(question):
            raise ModelError(
                f"The model embeds in {len(question)} numbers and the index holds {self._vectors.shape[1]}: the model "
                "changed under the same name. Name another folder for the index with --data, and index again."
            )
        everything = len(allowed) == len(self._shelves)
        cosines = self._vectors @ question if everything else self._vectors[allowed] @ question
        if limit < len(cosines):
            best = np.argpartition(-cosines, limit)[:limit]
            best = best[np.argsort(-cosines[best], kind="stable")]
        else:
            best = np.argsort(-cosines, kind="stable")
        return [int(row) for row in self._rows[allowed[best]]]
