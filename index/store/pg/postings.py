"""In which passages of a part each term stands, how often, and how well a passage fits by them: BM25.

It is counted as tantivy counts it, down to how it rounds lengths, so that both stores put passages in the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store.terms import Places

K1, B = 1.2, 0.75  # Robertson and Zaragoza 2009, the values that Lucene and tantivy take
_MOST = 255  # times that a term is counted in a passage


def _lengths() -> NDArray[np.float32]:
    """The lengths that one byte tells: all up to 40, then ever fewer (Lucene's SmallFloat.byte4ToInt)."""
    exact = 24
    found = list(range(exact))
    for code in range(256 - exact):
        shift, bits = (code >> 3) - 1, code & 7
        found.append(exact + (bits if shift < 0 else (bits | 8) << shift))
    return np.asarray(found, np.float32)


_LENGTHS = _lengths()

Norms = NDArray[np.uint8]
Numbers = NDArray[np.int32]


def norms_of(lengths: Sequence[int]) -> Norms:
    """Lengths in terms, each as one byte."""
    return np.asarray(np.searchsorted(_LENGTHS, np.asarray(lengths), side="right") - 1, np.uint8)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Posting:
    """Where in a part a term stands: `places` of passages, uint32, ascending, and how often in each, uint8."""

    places: NDArray[np.uint32]
    counts: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def size(self) -> int:
        """In bytes."""
        return self.places.nbytes + self.counts.nbytes


NOWHERE = Posting(np.empty(0, np.uint32), np.empty(0, np.uint8))


def postings_of(passages: Sequence[Numbers], terms: Sequence[str]) -> Iterator[tuple[str, Posting]]:
    """The posting of each of some terms in passages, which are told by the numbers of their terms among these."""
    places = np.repeat(np.arange(len(passages)), list(map(len, passages)))
    numbers = np.concatenate([*passages, np.empty(0, np.int32)]).astype(np.int64)
    pairs, counts = np.unique((numbers << 32) | places, return_counts=True)
    bounds = np.searchsorted(pairs >> 32, np.arange(len(terms) + 1))
    where, often = (pairs & 0xFFFF_FFFF).astype(np.uint32), np.minimum(counts, _MOST).astype(np.uint8)
    for term, start, end in zip(terms, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield term, Posting(where[start:end], often[start:end])


def bm25(
    parts: Sequence[Norms], postings: Mapping[str, Sequence[Posting]], length: int, standing: int
) -> Iterator[NDArray[np.float32]]:
    """How well the passages of one part after the other fit terms: float32, one for each; 0 where none stands.

    `parts` are the lengths of each part's passages, `postings` what each term has in each part, `length` how many terms
    all `standing` passages have together. No more is held than one part's, of however many passages there are.
    """
    norms = K1 * (1 - B + B * _LENGTHS / max(1.0, length / max(1, standing)))
    there = {term: sum(map(len, of_term)) for term, of_term in postings.items()}
    weights = {
        term: np.log(1 + (max(0, standing - count) + 0.5) / (count + 0.5)) * (K1 + 1) for term, count in there.items()
    }
    for number, part in enumerate(parts):
        found = np.zeros(len(part), np.float32)
        for term, of_term in postings.items():
            places, counts = of_term[number].places, of_term[number].counts.astype(np.float32)
            found[places] += weights[term] * counts / (counts + norms[part[places]])
        yield found


def together(postings: Sequence[Posting]) -> Places:
    """The places of a part at which all of some terms stand: int64."""
    places = min(postings, key=len).places
    for posting in sorted(postings, key=len)[1:]:
        places = np.intersect1d(places, posting.places, assume_unique=True)
    return places.astype(np.int64)
