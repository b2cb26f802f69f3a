"""A day of the year, as people name it."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.escaping import shortened
from index.dates import format_date, parse_date
from index.errors import QuestionError

TODAY = "today"
DAY_LIMIT = 500  # passages that are found for a day
_TYPED = 60  # characters of what was typed, in a sentence on it
_LEAP_YEAR = 2000  # one that has every day
_EXACT = re.compile(r"-?\d{4,}-(?P<month>\d{2})-(?P<number>\d{2})")
_YEAR = re.compile(r"-?\d{4,}")
_MONTH_DAY = re.compile(r"(?:--)?(\d{2}-\d{2})")  # as ISO 8601 has it, without a year


@dataclass(frozen=True, slots=True)
class Day:
    """The day `number` of a month, both counted from 1; 29 February is one."""

    month: int
    number: int

    def __str__(self) -> str:
        return f"{self.number} {month_name[self.month]}"

    @classmethod
    def of(cls, date: date) -> Self:
        """The day of the year that a date is."""
        return cls(date.month, date.day)


def read_day(text: str, today: date) -> Day:
    """The day that somebody names: "5 June", "June 5", 06-05, a date with its year, or "today", which "" is too.

    Raises QuestionError.
    """
    plain = " ".join(text.split())
    if plain.casefold() in ("", TODAY):
        return Day.of(today)
    if bare := _MONTH_DAY.fullmatch(plain):
        plain = f"{_LEAP_YEAR}-{bare[1]}"
    for whole in (plain, f"{plain} {_LEAP_YEAR}"):
        if exact := _EXACT.fullmatch(parse_date(whole)):
            return Day(int(exact["month"]), int(exact["number"]))
    raise QuestionError(
        f"“{shortened(plain, _TYPED)}” is no day of the year that I can read. Write it as 5 June, June 5 or today."
    )


def year_of(edtf: str) -> str:
    """The year in which a date begins, as people write it; the whole date where that cannot be told."""
    year = _YEAR.match(edtf)
    return format_date(year[0]) if year else format_date(edtf)
