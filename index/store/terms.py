"""The terms of one shelf's passages in their order, as numbers: what is counted for a question is counted from these.

A question looks at the passages that may answer it and at no others: their terms are read from the disk, and where they
stand is mapped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.store.mapped import mapped_array
from index.store.on_disk import OnDisk

_TYPE = np.dtype("<u4")  # of a term's number in a file

Ids = NDArray[np.uint32]
Places = NDArray[np.int64]  # where passages stand in tables of them
Mask = NDArray[np.bool_]  # which of them, by place


def term_ids(terms: Sequence[str]) -> Ids:
    """Number terms by what they are: uint32, shape (len(terms),). Two terms of a library hardly ever share one."""
    return np.fromiter((crc32(term.encode("utf-8", "surrogatepass")) for term in terms), np.uint32, len(terms))


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of some passages, one after the other, each passage's in segments: its context, then each sentence.

    `ids` is uint32, shape (terms,). Segment s holds the terms from `starts[s]` to `starts[s + 1]`; passage p has the
    segments from `first[p]` to `first[p + 1]`, the first of them its title and headings. Both are int64.
    """

    ids: Ids
    starts: Places
    first: Places

    @property
    def lengths(self) -> Places:
        """How many terms each passage has: shape (passages,)."""
        return self.starts[self.first[1:]] - self.starts[self.first[:-1]]

    @property
    def is_text(self) -> Mask:
        """Which terms stand in the passages themselves, and not in titles and headings: shape (terms,)."""
        begins = self.starts[self.first[:-1] + 1]
        return np.asarray(np.arange(len(self.ids)) >= np.repeat(begins, self.lengths), bool)

    def only(self, places: Places) -> "Terms":
        """The terms of the passages at some places, in this order."""
        ids = self.ids[_ranges(self.starts, _ranges(self.first, places))]
        return Terms(ids, *_bounds(self.starts, self.first, places))


class TermIndex:
    """The terms of all passages of a shelf, by their place in it: `starts` and `first` as in Terms."""

    def __init__(self, ids: OnDisk, starts: Places, first: Places) -> None:
        self._ids, self._starts, self._first = ids, starts, first

    @staticmethod
    def write(folder: Path, passages: Iterable[Sequence[Sequence[str]]]) -> int:
        """Put the terms of passages, each segment by segment, into a folder, and say how many there are."""
        lengths: list[int] = []
        segments: list[int] = []
        with (folder / "terms.u32").open("wb") as file:
            for passage in passages:
                file.write(term_ids([term for segment in passage for term in segment]).astype(_TYPE).tobytes())
                lengths += map(len, passage)
                segments.append(len(passage))
        np.save(folder / "segments.npy", np.fromiter(accumulate(lengths, initial=0), np.int64))
        np.save(folder / "passages.npy", np.fromiter(accumulate(segments, initial=0), np.int64))
        return sum(lengths)

    @classmethod
    def open(cls, folder: Path) -> "TermIndex":
        """Open what `write` put into the folder. Raises ValueError where it is damaged."""
        starts, first = (mapped_array(folder / name) for name in ("segments.npy", "passages.npy"))
        return cls(OnDisk(folder / "terms.u32", _TYPE, int(starts[-1])), starts, first)

    @property
    def length(self) -> int:
        """How many terms there are."""
        return len(self._ids)

    def of(self, places: Places) -> Terms:
        """The terms of the passages at these places, int64, counted from 0, in this order."""
        begins, ends = (self._starts[self._first[places + more]] for more in (0, 1))
        ids = np.asarray(self._ids.ranges(begins, ends - begins), np.uint32)
        return Terms(ids, *_bounds(self._starts, self._first, places))


def joined(parts: Sequence[tuple[Places, Terms]]) -> Terms:
    """The terms of passages that were looked up in several parts: with each, which of all passages it has."""
    whole = chained([terms for _, terms in parts])
    if len(parts) < 2:
        return whole
    return whole.only(np.argsort(np.concatenate([which for which, _ in parts])))


def chained(parts: Sequence[Terms]) -> Terms:
    """The terms of one part's passages after the other's."""
    ids, starts, first = [np.empty(0, np.uint32)], [np.zeros(1, np.int64)], [np.zeros(1, np.int64)]
    for terms in parts:
        first.append(terms.first[1:] + first[-1][-1])
        starts.append(terms.starts[1:] + starts[-1][-1])
        ids.append(terms.ids)
    return Terms(np.concatenate(ids), np.concatenate(starts), np.concatenate(first))


def _bounds(starts: Places, first: Places, places: Places) -> tuple[Places, Places]:
    """What `starts` and `first` are of the passages at some places alone."""
    segments = _ranges(first, places)
    return _sums(starts[segments + 1] - starts[segments]), _sums(first[places + 1] - first[places])


def _ranges(bounds: Places, which: Places) -> Places:
    """All numbers from bounds[i] up to bounds[i + 1], for each i of `which`."""
    starts, ends = bounds[which], bounds[which + 1]
    lengths = ends - starts
    return np.repeat(starts - _sums(lengths)[:-1], lengths) + np.arange(int(lengths.sum()), dtype=np.int64)


def _sums(lengths: Places) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
