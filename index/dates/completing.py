"""Dates that lack a year or a century take it from what the text has named before."""

import re
from dataclasses import dataclass, replace

from index.dates.context import words_before
from index.dates.point import Point
from index.dates.vocabulary import words

_SOON = 4  # months
_YEAR = re.compile(r"-?\d{4}")
_AFTER_DECADE = re.compile(r"\d{3}0s,?\s(?:and|or)\s(?:the\s)?['’‘]?$")
_IN_PASSING = words("of the a this that his her its their under")
_MONTH_AFTER = words("in by since until till from to during early late mid and between through last this that")


@dataclass(frozen=True, slots=True)
class Context:
    """What a text has named so far: the year that it tells of, and the year that any date began in; None before that.

    It tells of the last year that it named, except that one in passing ("the 1956 uprising", "the Prague Spring of
    1968") does not displace a `firm` one.
    """

    year: int | None = None
    age: int | None = None
    firm: bool = False

    @classmethod
    def near(cls, edtf: str) -> "Context":
        """Begin with the year of a date in EDTF, where all of it lies in one year."""
        years = {part[:5] if part.startswith("-") else part[:4] for part in edtf.split("/")}
        year = years.pop() if len(years) == 1 else ""
        return cls(int(year), int(year), firm=True) if _YEAR.fullmatch(year) else cls()

    def after(self, first: Point, last: Point | None, *, in_passing: bool) -> "Context":
        """The context after a date has been read."""
        if first.number is None or first.short:
            return self
        of_one_year = first.unit == "year" and (last is None or last.years == first.years)
        if not of_one_year or (in_passing and self.firm):
            return Context(self.year, first.year, self.firm)
        return Context(first.year, first.year, firm=not in_passing)


def context_before(lacking: Point, dated: Point) -> Context | None:
    """The context of a day without a year, from the date that comes after it; None unless that is of months soon after.

    "On 28 September riots broke out. In December 2000 …": a text goes on in order of time more often than not.
    """
    if dated.unit != "year" or not 1 <= dated.month <= 12 or dated.number is None:
        return None
    if (dated.month - lacking.month) % 12 > _SOON:
        return None
    year = dated.year - (lacking.month > dated.month)
    return Context(year, year)


def is_in_passing(text: str, start: int, point: Point) -> bool:
    """Whether a date only tells which war or treaty is meant."""
    before = words_before(text, start)[1]
    return before in (_IN_PASSING - {"of"} if point.month else _IN_PASSING)


def completed(text: str, start: int, point: Point, context: Context) -> Point | None:
    """A date with its year and century; None for one that has none, or that does not exist."""
    if point.short:
        return _in_century(text, start, point, context)
    if point.number is not None:
        return point if point.exists else None
    if not point.month or context.year is None or context.year < 1:
        return None
    if not point.day and not _is_month(text, start, point):
        return None
    point = replace(point, number=context.year)
    return point if point.exists else None


def _is_month(text: str, start: int, point: Point) -> bool:
    """Whether a month's name alone is one, and not "May" or "March" in another sense."""
    if point.part:
        return True
    return text[start].isupper() and words_before(text, start)[1] in _MONTH_AFTER


def _in_century(text: str, start: int, point: Point, context: Context) -> Point | None:
    """The decade of "the fifties" and "’60s": in the century of the last year, and not long after it."""
    written = text[start : point.end]
    apostrophe = written[0] in "'’‘"
    led = words_before(text, start)[1] == "the" or written.lower().startswith("the")
    if (
        context.age is None
        or context.age < 1
        or not (apostrophe or led or _AFTER_DECADE.search(text[max(0, start - 20) : start]))
    ):
        return None
    century = context.age // 100 * 100
    if century == 2000 and (point.number or 0) > context.age % 100:
        century -= 100
    return replace(point, number=century + (point.number or 0), short=False)
