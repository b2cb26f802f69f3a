"""When the passages of one shelf are of: by place, as numbers to compare."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import cached_property
from mmap import mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dates import Interval, Mention, interval_of, named_days, other_calendar
from index.store.mapped import mapped, mapped_array
from index.store.terms import Mask, Places

_DAY = re.compile(r"-?\d{4,}-(\d{2})-(\d{2})(?:/.*)?")  # a day that is known, or a time that begins on one
_MONTH = 32  # what a month counts for in the number of a day of the year
_EARLIEST, _LATEST = -(2**62), 2**62  # for what has no end
NEVER = (1, 0, 0)  # first day, last day and day of the year of what has no date
_TITLES = "titles.json"
_WORDS_OF_A_PERSON = 3
_NO_PERSON = (  # words that a person's name has not
    "the a an war wars peace treaty pact congress conference crisis revolution empire republic union "
    "system act accords agreement declaration convention resolution battle siege alliance"
)
_NO_NAMES = frozenset(_NO_PERSON.split())


class DateIndex:
    """The days that passages tell of, and those of their documents.

    `own` are the dates in the texts, int64, shape (dates, 4): place, first and last day, day of the year (0 where it is
    no single day). `inherited`, shape (passages, 3), has the last three of each passage's document; its day of the year
    stands at the first passage alone.
    """

    def __init__(self, own: NDArray[np.int64], inherited: NDArray[np.int64], titles: mmap | bytes) -> None:
        self._own, self._inherited, self._titles = own, inherited, titles

    @staticmethod
    def write(folder: Path, passages: Iterable[tuple[str, str, str, int]]) -> None:
        """Put the dates of passages into a folder: of each its own, its document's title and date, its ordinal."""
        own, inherited, titles = dates_in(passages)
        np.save(folder / "dates.npy", own)
        np.save(folder / "inherited.npy", inherited)
        (folder / _TITLES).write_bytes(titles)

    @classmethod
    def open(cls, folder: Path) -> "DateIndex":
        """Open what `write` put into the folder."""
        own, inherited = (mapped_array(folder / name) for name in ("dates.npy", "inherited.npy"))
        return cls(own, inherited, mapped(folder / _TITLES))

    def dates_of(self, name: str) -> list[tuple[str, int]]:
        """The dates of documents that go by a name, in EDTF, with the places of their first passages."""
        return [(date, place) for date, place in self._by_title.get(_plain(name), ())]

    @cached_property
    def _by_title(self) -> dict[str, list[tuple[str, int]]]:
        return dict(json.loads(self._titles[:].decode("utf-8", "surrogatepass")))

    def overlapping(self, span: Interval) -> Mask:
        """The passages with a date of their own, or of their document, that has a day in common with a span."""
        first, last = _ends(span)
        mask = np.asarray((self._inherited[:, 0] <= last) & (self._inherited[:, 1] >= first))
        mask &= self._inherited[:, 0] <= self._inherited[:, 1]
        mask[self._own[(self._own[:, 1] <= last) & (self._own[:, 2] >= first), 0]] = True
        return mask

    def on_day(self, month: int, day: int) -> Places:
        """The places of passages that tell of a day of the year, or begin a document that does, each once."""
        number = month * _MONTH + day
        own = self._own[self._own[:, 3] == number, 0]
        return np.union1d(own, np.flatnonzero(self._inherited[:, 2] == number))


def dates_in(passages: Iterable[tuple[str, str, str, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64], bytes]:
    """What a DateIndex is made from, of passages that are told as in `write`."""
    titles: dict[str, list[tuple[str, int]]] = {}
    own: list[tuple[int, ...]] = []
    inherited: list[tuple[int, ...]] = []
    for place, (dates, title, document, ordinal) in enumerate(passages):
        own += [(place, *numbers) for mention in mentions(dates) for numbers in _of_mention(mention)]
        first, last, day = _numbers(document, interval_of)
        inherited.append((first, last, 0 if ordinal else day))
        if first <= last and not ordinal:
            for name in _names(title):
                titles.setdefault(name, []).append((document, place))
    told = json.dumps(titles, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return np.asarray(own, np.int64).reshape(-1, 4), np.asarray(inherited, np.int64).reshape(-1, 3), told


def _names(title: str) -> Iterator[str]:
    """A title, and the surname where it is a person's, as far as the words tell: two or three names alone."""
    words = title.split()
    yield _plain(title)
    if 2 <= len(words) <= _WORDS_OF_A_PERSON and all(map(_is_name, words)):
        yield _plain(words[-1])


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in _NO_NAMES


def _plain(name: str) -> str:
    words = name.casefold().split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def is_on_day(date: Mention, month: int, day: int) -> bool:
    """Whether a date is a single day, or begins with one, that falls on this day of the year in either calendar."""
    written = (date.edtf, other_calendar(date.edtf, date.calendar))
    return month * _MONTH + day in map(_day_of_year, written)


def dates_text(dates: Sequence[Mention]) -> str:
    """Dates as they are kept beside a passage."""
    return json.dumps([astuple(mention) for mention in dates]) if dates else ""


def mentions(kept: str) -> tuple[Mention, ...]:
    """Read what `dates_text` gave."""
    return tuple(Mention(*parts) for parts in json.loads(kept)) if kept else ()


def _of_mention(mention: Mention) -> Iterator[tuple[int, int, int]]:
    """What is kept of a date in a text, and once more for its day in the other calendar where that is known."""

    def days(edtf: str) -> Interval:
        return named_days(edtf, mention.calendar)

    first, last, day = _numbers(mention.edtf, days)
    yield first, last, day
    if other := _day_of_year(other_calendar(mention.edtf, mention.calendar)):
        yield first, last, other


def _numbers(edtf: str, days_of: Callable[[str], Interval]) -> tuple[int, int, int]:
    try:
        interval = days_of(edtf)
    except ValueError:  # a document may say anything of itself
        return NEVER
    return (*_ends(interval), _day_of_year(edtf))


def _ends(span: Interval) -> tuple[int, int]:
    return _EARLIEST if span.first is None else span.first, _LATEST if span.last is None else span.last


def _day_of_year(edtf: str) -> int:
    found = _DAY.fullmatch(edtf)
    return int(found[1]) * _MONTH + int(found[2]) if found else 0
