"""The times that a question names, and what speaks for a passage of one of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dates import Interval, find_dates, interval_of, named_days
from index.store.base import Candidate, Snapshot

GAIN = 1.5  # log-odds; tests/evaluation/README.md says what it brings

_WORD = r"[A-Z][\w’'-]*"
_EVENT = re.compile(  # a name after a word of time: "before the First World War", "under Gorbachev"
    rf"\b(before|until|till|prior to|after|since|during|throughout|under)\s+(?:the\s+)?"
    rf"({_WORD}(?:\s+(?:(?:of|the|and)\s+)*{_WORD})*)"
)
_UNTIL = re.compile(r"\b(?:before|until|till|prior to)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:after|since)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """The times that a question names: a passage gains so many log-odds by its own dates, as many by its document's."""

    spans: tuple[Interval, ...] = ()
    gain: float = GAIN

    def gains(self, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        """What each candidate gains: shape (candidates,)."""
        return np.array([self.gain * self._count(candidate) for candidate in candidates], np.float64)

    def _count(self, candidate: Candidate) -> int:
        passage = candidate.passage
        own = _intervals([mention.edtf for mention in passage.dates], named_days)
        return self._is_in(own) + self._is_in(_intervals([passage.document.date], interval_of))

    def _is_in(self, intervals: Iterable[Interval]) -> bool:
        return bool(self.spans) and any(one.overlaps(span) for one in intervals for span in self.spans)


def times_of(question: str, snapshots: Sequence[Snapshot]) -> Times:
    """The times that a question names by dates, and by events and people that the title of a dated document names."""
    named = [_span(question[: mention.start], mention.edtf) for mention in find_dates(question)]
    return Times((*named, *_of_events(question, snapshots)))


def _of_events(question: str, snapshots: Sequence[Snapshot]) -> Iterator[Interval]:
    for found in _EVENT.finditer(question):
        dates = {snapshot.date_of(found[2]) for snapshot in snapshots} - {""}
        for edtf in dates:
            yield _span(question[: found.start(2)], edtf)


def _span(before: str, edtf: str) -> Interval:
    """The days that a date names after these words."""
    interval = interval_of(edtf)
    if _UNTIL.search(before):
        return Interval(None, interval.first if interval.first is None else interval.first - 1)
    if _FROM.search(before):
        return Interval(interval.first, None)
    return interval


def _intervals(dates: Iterable[str], days_of: Callable[[str], Interval]) -> Iterator[Interval]:
    for edtf in filter(None, dates):
        try:
            yield days_of(edtf)
        except ValueError:  # a document may say anything of itself
            continue
