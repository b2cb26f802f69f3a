"""The embeddings of one shelf's passages as one numpy matrix on disk: exact nearest neighbours."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.store.base import Vector


class VectorIndex:
    """Unit vectors, float32, shape (n, dim), each with the row of its passage, in ascending order of rows.

    The matrix is mapped, not read: the first question after a start reads it once.
    """

    def __init__(self, vectors: Vector, rows: NDArray[np.int64]) -> None:
        self._vectors, self._rows = vectors, rows

    @staticmethod
    def write(folder: Path, vectors: Vector, rows: Sequence[int]) -> None:
        """Put the matrix and its row numbers into a folder."""
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "rows.npy", np.asarray(rows, np.int64))

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Open what `write` put into the folder."""
        return cls(np.load(folder / "vectors.npy", mmap_mode="r"), np.load(folder / "rows.npy"))

    def places(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Where the vectors of these rows stand in the matrix: int64, shape (len(rows),)."""
        return np.searchsorted(self._rows, np.asarray(rows, np.int64))

    def cosines(self, rows: Sequence[int], question: Vector) -> Vector:
        """The cosine of the question's vector and that of each row: float32, shape (len(rows),)."""
        return self._vectors[self.places(rows)] @ question if len(rows) else np.empty(0, np.float32)

    def rows(self, places: NDArray[np.int64]) -> list[int]:
        """The rows of the vectors that stand at these places."""
        return [int(row) for row in self._rows[places]]

    def mask(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Which places these rows have: bool, shape (n,)."""
        return np.isin(self._rows, np.asarray(rows, np.int64))

    def nearest(self, question: Vector, limit: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """Rows of the `limit` vectors with the highest cosine to the question's, shape (dim,), best first.

        `among` says of each place whether it is looked at, bool, shape (n,).
        """
        if not len(self._rows):
            return []
        if self._vectors.shape[1] != len(question):
            raise ModelError(
                f"The model embeds in {len(question)} numbers and the index holds {self._vectors.shape[1]}: the model "
                "changed under the same name. Name another folder for the index with --data, and index again."
            )
        places = np.arange(len(self._rows)) if among is None else np.flatnonzero(among)
        cosines = self._vectors @ question if among is None else self._vectors[places] @ question
        best = np.argpartition(-cosines, limit)[:limit] if limit < len(cosines) else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        return self.rows(places[best])
