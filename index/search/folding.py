"""Passages that say what a better one says are folded into it, so that an answer does not say a thing twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.likeness import CONTAINED, contained, grams, says_no_more, words
from index.store.terms import Mask, Terms

LOOKED_AT = 20  # candidates that are compared with better ones at least, however few hits are wanted
_SHARED = 0.25  # of a passage's pairs of terms; of who says no more, CONTAINED of its runs of words stand there
_HALF = np.uint64(32)  # bits
_FEW = 10  # pairs of which too little can be told


@dataclass(slots=True)
class Fold:
    """A candidate that is shown, by its place among all in their order, and those that say no more."""

    first: int
    also: list[int] = field(default_factory=list)


def folded(texts: Sequence[str], limit: int, may_say: Mask | None = None) -> list[Fold]:
    """Fold the texts of candidates, which come best first, into at most `limit`; later texts are not looked at.

    `may_say` tells which are to be compared at all, as `may_say_it` does; None for every one with every better one.
    """
    known = _Known(texts)
    folds: list[Fold] = []
    for place in range(len(texts)):
        if len(folds) == limit and place >= LOOKED_AT:
            break
        better = [fold for fold in folds if may_say is None or may_say[place, fold.first]]
        if fold := next(known.saying_it(place, better), None):
            fold.also.append(place)
        elif len(folds) < limit:
            folds.append(Fold(place))
    return folds


def may_say_it(terms: Terms) -> Mask:
    """Of each passage whether each other one may say all that it says, by neighbouring terms: (passages, passages)."""
    passage = np.repeat(np.arange(len(terms.lengths)), terms.lengths)
    is_pair = terms.is_text[:-1] & (passage[:-1] == passage[1:])
    ids = terms.ids.astype(np.uint64)
    distinct, which = np.unique((ids[:-1] << _HALF | ids[1:])[is_pair], return_inverse=True)
    holds = np.zeros((len(terms.lengths), len(distinct)), np.float32)
    holds[passage[:-1][is_pair], which] = 1
    of_each = holds.sum(1)[:, None]
    return np.asarray((holds @ holds.T >= _SHARED * of_each) | (of_each < _FEW), bool)


class _Known:
    """The words and runs of words of texts, which are looked for when they are first needed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._found: dict[int, tuple[Sequence[str], frozenset[tuple[str, ...]]]] = {}

    def saying_it(self, worse: int, folds: Sequence[Fold]) -> Iterator[Fold]:
        """Those of the folds whose first says all that a worse text says."""
        for fold in folds:
            (its_words, its_grams), (better_words, better_grams) = self._of(worse), self._of(fold.first)
            if contained(its_grams, better_grams) >= CONTAINED and says_no_more(better_words, its_words):
                yield fold

    def _of(self, place: int) -> tuple[Sequence[str], frozenset[tuple[str, ...]]]:
        if place not in self._found:
            found = words(self._texts[place])
            self._found[place] = found, grams(found)
        return self._found[place]
