"""The embeddings of passages, in parts: who is near is told by signs first, then by more of the numbers, then by all.

The vectors with the nearest signs (see index.store.codes), `looked_closer` of them, are compared by numbers of one
byte, and the best of these by their numbers, rounded to float16. Of 20,000, 100,000 and 1,000,000 passages' embeddings
(all-MiniLM-L6-v2, 1,500 questions) the first step keeps 99.4 % of the ten nearest. It keeps more where many are wanted,
and is left out where there are no more vectors than it keeps.

Codes and bytes, 436 for a vector of 384 dimensions, are mapped and soon in memory; the numbers themselves, twice 384
bytes, stay on the disk, but for those of small parts (see index.store.on_disk).
"""

from collections.abc import Callable, Iterator, Sequence
from math import isqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.store.base import Vector
from index.store.codes import Codes, closest, codes_of, distances
from index.store.mapped import mapped_array
from index.store.on_disk import OnDisk
from index.store.terms import Mask, Places

_LEAST_CLOSER, _CLOSER_BY_ROOT = 1_000, 9  # vectors that are compared by bytes, and of so many, times their root
_DIMENSIONS = 384  # for which these are right
_FURTHER = 4  # times as many as are wanted are compared by bytes, where that is more
_EXACT_TYPE = np.dtype("<f2")  # of what stays on the disk
_EXACT = 64  # at least, and twice as many as are wanted, are compared by the numbers that stay on the disk
_TINY = 1e-12  # that no division is by zero


class VectorIndex:
    """Unit vectors of one part, each with the row of its passage, in ascending order of rows.

    `codes` is uint64, shape (words, n), `small` int8, shape (n, dim), to be multiplied by `scales`, float32, shape
    (n,); `centre`, shape (dim,), is what codes leave out.
    """

    def __init__(
        self, rows: NDArray[np.int64], codes: Codes, small: NDArray[np.int8], scales: Vector, centre: Vector,
        exact: OnDisk,
    ) -> None:  # fmt: skip
        self.rows = rows
        self._codes, self._small, self._scales, self._centre, self._exact = codes, small, scales, centre, exact

    @staticmethod
    def write(folder: Path, vectors: Vector, rows: Sequence[int], centre: Vector) -> None:
        """Put unit vectors, float32, shape (n, dim), and their rows into a folder.

        Distances of codes can be compared where `centre`, shape (dim,), was the same.
        """
        scales = np.abs(vectors).max(1, initial=_TINY) / 127
        np.save(folder / "rows.npy", np.asarray(rows, np.int64))
        np.save(folder / "codes.npy", codes_of(vectors - centre))
        np.save(folder / "small.npy", np.rint(vectors / scales[:, None]).astype(np.int8))
        np.save(folder / "scales.npy", scales.astype(np.float32))
        np.save(folder / "centre.npy", centre.astype(np.float32))
        vectors.astype(_EXACT_TYPE).tofile(folder / "vectors.f16")

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Open what `write` put into the folder."""
        codes, small = (mapped_array(folder / name) for name in ("codes.npy", "small.npy"))
        rows, scales, centre = (np.load(folder / name) for name in ("rows.npy", "scales.npy", "centre.npy"))
        return cls(rows, codes, small, scales, centre, OnDisk(folder / "vectors.f16", _EXACT_TYPE, small.size))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._small.shape[1])

    def distances(self, question: Vector) -> NDArray[np.uint16]:
        """In how many bits each code differs from that of a vector: shape (n,)."""
        return distances(self._codes, codes_of((question - self._centre)[None])[:, 0])

    def roughly(self, places: Places, question: Vector) -> Vector:
        """Cosines with the vectors at these places, wrong by some 0.0005: float32, shape (len(places),)."""
        return np.asarray((self._small[places].astype(np.float32) @ question) * self._scales[places], np.float32)

    def cosines(self, places: Places, question: Vector) -> Vector:
        """Cosines with the vectors at these places: float32, shape (len(places),)."""
        exact = self._exact.rows(places, self.dimensions).astype(np.float32)
        return np.asarray(exact @ question, np.float32)


def nearest(parts: Sequence[VectorIndex], question: Vector, limit: int, among: Mask | None = None) -> Places:
    """The places, counted through all parts, of the `limit` vectors with the highest cosines, best first.

    They are fewer only where there are no more.

    `question` is a unit vector, shape (dim,); `among` says of each place whether it is looked at. Raises ModelError
    where the vectors have another number of dimensions.
    """
    for part in parts:
        if part.dimensions != len(question):
            raise ModelError(other_dimensions(len(question), part.dimensions))
    most = max(looked_closer(sum(map(len, parts)), len(question)), _FURTHER * limit)
    places = _with_nearest_codes(parts, question, most, among)
    rough = across(parts, places, lambda part, local: part.roughly(local, question))
    places = np.sort(places[_highest(rough, max(_EXACT, 2 * limit))])
    return places[_highest(cosines(parts, places, question), limit)]


def looked_closer(size: int, dimensions: int) -> int:
    """Of so many vectors, how many with the nearest signs are looked at more closely.

    Fewer dimensions tell less by their signs, and cost less to be compared.
    """
    return max(_LEAST_CLOSER, _CLOSER_BY_ROOT * isqrt(size)) * max(_DIMENSIONS, dimensions) // dimensions


def together(vectors: Sequence[Vector], held: int) -> Vector:
    """Put some vectors, one at least, into one array: float32, shape (n, dim).

    `held` is how many numbers those of the index have, 0 while none are known. Raises ModelError where one has others.
    """
    held = held or len(vectors[0])
    for vector in vectors:
        if len(vector) != held:
            raise ModelError(other_dimensions(len(vector), held))
    return np.stack(vectors)


def other_dimensions(asked: int, held: int) -> str:
    """The sentence that says that a new vector and those of the index have not as many numbers."""
    return (
        f"The model embeds in {asked} numbers and the index holds {held}: the model changed under the same name. Name "
        "another folder for the index with --data, and index again."
    )


def cosines(parts: Sequence[VectorIndex], places: Places, question: Vector) -> Vector:
    """The cosine of a vector and each of those at these places, counted through all parts: shape (len(places),)."""
    return across(parts, places, lambda part, local: part.cosines(local, question))


def across(parts: Sequence[VectorIndex], places: Places, work: Callable[[VectorIndex, Places], Vector]) -> Vector:
    """What the parts say of places that are counted through all of them: float32, shape (len(places),)."""
    found = np.empty(len(places), np.float32)
    for number, which, local in in_parts(list(map(len, parts)), places):
        found[which] = work(parts[number], local)
    return found


def in_parts(sizes: Sequence[int], places: Places) -> Iterator[tuple[int, Places, Places]]:
    """Of each part that has some of these places: its number, which of them they are, and where in it they stand."""
    starts = np.cumsum([0, *sizes])
    part_of = np.searchsorted(starts, places, side="right") - 1
    for number in np.unique(part_of):
        which = np.flatnonzero(part_of == number)
        yield int(number), which, places[which] - starts[number]


def _with_nearest_codes(parts: Sequence[VectorIndex], question: Vector, most: int, among: Mask | None) -> Places:
    """The places of the `most` vectors with the nearest codes, in ascending order."""
    size = sum(map(len, parts))
    if (size if among is None else np.count_nonzero(among)) <= most:
        return np.arange(size) if among is None else np.flatnonzero(among)
    return closest(np.concatenate([part.distances(question) for part in parts]), most, among)


def _highest(values: Vector, limit: int) -> Places:
    """Where the `limit` highest values stand, the highest first; of equal ones the first."""
    best = np.arange(len(values))
    if limit <= 0:
        return best[:0]
    if limit < len(values):
        least = np.partition(values, -limit)[-limit]
        above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
        best = np.sort(np.concatenate([above, equal[: limit - len(above)]]))
    return best[np.argsort(-values[best], kind="stable")]
