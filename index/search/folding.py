"""Passages that say what a better one says are folded into it, so that an answer does not say a thing twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.likeness import CONTAINED, contained, grams, says_no_more, words

LOOKED_AT = 20  # candidates that are compared with better ones at least, however few hits are wanted


@dataclass(slots=True)
class Fold:
    """A candidate that is shown, by its place among all in their order, and those that say no more."""

    first: int
    also: list[int] = field(default_factory=list)


def folded(texts: Iterable[str], limit: int) -> list[Fold]:
    """Fold the texts of candidates, which come best first, into at most `limit`; later texts are not looked at."""
    folds: list[Fold] = []
    kept: list[_Known] = []
    for place, text in enumerate(texts):
        if len(folds) == limit and place >= LOOKED_AT:
            break
        known = _Known.of(text)
        fold = next(_saying_it(known, kept), None)
        if fold is not None:
            folds[fold].also.append(place)
        elif len(folds) < limit:
            folds.append(Fold(place))
            kept.append(known)
    return folds


@dataclass(frozen=True, slots=True)
class _Known:
    words: Sequence[str]
    grams: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, text: str) -> "_Known":
        found = words(text)
        return cls(found, grams(found))


def _saying_it(worse: _Known, kept: Sequence[_Known]) -> Iterator[int]:
    """The numbers of better texts that say all that a worse one says."""
    for number, better in enumerate(kept):
        if contained(worse.grams, better.grams) >= CONTAINED and says_no_more(better.words, worse.words):
            yield number
