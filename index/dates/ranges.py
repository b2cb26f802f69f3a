"""From one date to another: "5–10 June 1967", "1914–18", "from spring 1948 to May 1949"."""

import re
from dataclasses import replace

from index.dates import vocabulary as words
from index.dates.grammar import ordinal_of, with_year
from index.dates.point import Point, bounds_of
from index.dates.terms import term

_TO = re.compile(
    r",?\s{1,8}(?:up\s)?(?:to|until|till|through|thru)\s{1,8}(?:the\s)?|\s{0,2}[-–]\s{0,2}(?:the\s)?|—(?=\d{4})|/",
    re.IGNORECASE,
)
_AND = re.compile(_TO.pattern + r"|,?\s{1,8}and\s{1,8}(?:the\s)?(?:in\s)?", re.IGNORECASE)
_NOW = re.compile(r"(?:present(?:\sday)?|today|now)\b", re.IGNORECASE)
_FEW_DIGITS = re.compile(rf"(?P<digits>\d{{1,2}})(?![\w.,:]*\d|\w|\s?{words.BEFORE_CHRIST})")
_MONTH_NEXT = re.compile(rf"\s{{1,8}}(?:of\s)?{words.MONTH}", re.IGNORECASE)
_ORDINAL = re.compile(rf"(?:the\s)?(?P<ordinal>{words.ORDINAL})-?", re.IGNORECASE)
_SEASON_MONTH = {21: 3, 22: 6, 23: 9, 24: 12, 28: 12, 30: 12}


def range_from(text: str, first: Point, *, between: bool = False) -> tuple[Point, Point] | None:
    """The two ends of the range that goes on from `first`, each with what only the other says; None without one."""
    link = (_AND if between else _TO).match(text, first.end)
    if not link or link.end() >= len(text):
        return None
    if short := _short_year(text, first, link):
        return first, short
    last = term(text, link.end(), open_number=True)
    both = _completed(text, first, last) if last else None
    return both if both and _goes_forward(*both) else None


def end_of_present(text: str, first: Point) -> int:
    """Where "1948–present" ends; 0 when it does not go on so."""
    link = _TO.match(text, first.end)
    now = _NOW.match(text, link.end()) if link else None
    return now.end() if now else 0


def span(first: Point, last: Point) -> str:
    """The EDTF of a range, "" for one that EDTF has no form for."""
    begin, end = bounds_of(first)[0], bounds_of(last)[1]
    return "" if begin == end or "Y" in begin + end else f"{begin}/{end}"


def _short_year(text: str, first: Point, link: re.Match[str]) -> Point | None:
    """The second year of "1914–18", "May 1914–18" and "1871–2"."""
    match = _FEW_DIGITS.match(text, link.end())
    if not match or _MONTH_NEXT.match(text, match.end()):
        return None
    if first.era == "AD" and first.unit == "year" and int(match["digits"]) > (first.number or 0):
        return Point(match.end(), int(match["digits"]), era="AD")
    if first.unit != "year" or not first.number or first.number < 100 or first.era == "BC" or first.day:
        return None
    if link[0].strip() not in ("-", "–", "/"):
        return None
    size = 10 ** len(match["digits"])
    number = first.number // size * size + int(match["digits"])
    return Point(match.end(), number) if number > first.number else None


def _completed(text: str, first: Point, last: Point) -> tuple[Point, Point] | None:
    if last.unit in ("century", "millennium") and first.unit == "year":
        return _centuries(first, last)
    if last.day and not last.month:  # "June 5–10, 1967"
        if not (first.month and first.day) or first.number is not None:
            return None
        last = with_year(text, replace(last, month=first.month))
    if first.day and not first.month:  # "5–10 June 1967", "27–14 BC"
        if last.era and last.unit == "year" and not last.month:
            return replace(first, day=0, number=first.day, era=last.era), last
        if not (last.month and last.day):
            return None
        first = replace(first, month=last.month)
    if first.number is None or last.number is None:
        return _years_shared(first, last)
    return _eras_shared(first, last)


def _centuries(first: Point, last: Point) -> tuple[Point, Point] | None:
    if first.month or first.number is not None or not first.day:
        return None
    return replace(first, number=first.day, day=0, unit=last.unit, era=last.era), last


def _years_shared(first: Point, last: Point) -> tuple[Point, Point] | None:
    if not (first.month and last.month) or bool(first.day) != bool(last.day):
        return None
    if first.number is None and last.number is not None:
        number = last.number - (_order(first) > _order(last))  # "November to February 1917"
        first = replace(first, number=number, era=last.era, calendar=last.calendar)
    elif last.number is None and first.number is not None:
        last = replace(last, number=first.number, era=first.era, calendar=first.calendar)
    return first, last


def _order(point: Point) -> tuple[int, int]:
    return point.month, point.day


def _eras_shared(first: Point, last: Point) -> tuple[Point, Point] | None:
    if last.short and not first.short and first.unit == "decade" and first.number and last.number is not None:
        last = replace(last, number=first.number // 100 * 100 + last.number, short=False)
    if first.era == "BC" and not last.era:
        return None
    if last.era == "BC" and not first.era:
        first = replace(first, era="BC")
    return first, last


def _goes_forward(first: Point, last: Point) -> bool:
    if first.number is None or last.number is None:
        return first.number == last.number and _order(first) < _order(last)
    begin = first.years[0], _SEASON_MONTH.get(first.month, first.month), first.day
    end = last.years[1], _SEASON_MONTH.get(last.month, last.month or 99), last.day or 99
    return begin < end and not (first.unit == last.unit == "year" and first.years == last.years and not last.month)


def ordinals_before(text: str, at: int) -> Point | None:
    """An ordinal that a century further on completes: "sixth" of "sixth to eighth centuries"."""
    match = _ORDINAL.match(text, at)
    if not match:
        return None
    return Point(match.end(), day=ordinal_of(match["ordinal"]))
