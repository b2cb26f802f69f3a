"""Double dates: one day in both calendars, "18/29 October 1649", "25 October (7 November) 1917"."""

import re
from dataclasses import replace

from index.dates.calendars import is_same_day
from index.dates.grammar import item, month_of, with_year
from index.dates.point import Point
from index.dates.vocabulary import BLANK, MONTH

_ORD = r"(?:st|nd|rd|th)?"
_DAYS_MONTH = re.compile(
    rf"(?P<first>\d{{1,2}}){_ORD}/(?P<second>\d{{1,2}}){_ORD}{BLANK}(?:of{BLANK})?(?P<month>{MONTH})", re.IGNORECASE
)
_MONTH_DAYS = re.compile(
    rf"(?P<month>{MONTH}){BLANK}(?P<first>\d{{1,2}}){_ORD}/(?P<second>\d{{1,2}}){_ORD}(?!\d)", re.IGNORECASE
)
_STYLE = r"(?:(?:O\.\s?S\.|N\.\s?S\.|OS|NS|Old\sStyle|New\sStyle|Julian|Gregorian)(?:\s[Cc]alendar)?)"
_OPENS = re.compile(rf"\s?/\s?|\s?[(\[](?:{_STYLE},?\s)?")
_CLOSES = re.compile(rf"(?:,?\s(?:in\sthe\s)?{_STYLE})?[)\]]")


def double(text: str, at: int, year: int | None) -> Point | tuple[Point, Point] | None:
    """Read a double date; two points for two days in one calendar ("5/6 June 1944"), None for anything else.

    `year` is taken where the date has none.
    """
    if match := _DAYS_MONTH.match(text, at) or _MONTH_DAYS.match(text, at):
        ends = [
            Point(match.end(), month=month_of(match["month"]), day=int(match[name])) for name in ("first", "second")
        ]
        return _one_month(*(_in_year(with_year(text, end), year) for end in ends))
    first = item(text, at)
    return _two_months(text, first, year) if first and first.day and first.month else None


def _in_year(point: Point, year: int | None) -> Point:
    return point if point.number is not None or year is None else replace(point, number=year)


def _one_month(first: Point, second: Point) -> Point | tuple[Point, Point] | None:
    if first.number is None:
        return None
    if same := _same(first, second):
        return same
    return (first, second) if second.day == first.day + 1 else None


def _two_months(text: str, first: Point, year: int | None) -> Point | None:
    opens = _OPENS.match(text, first.end)
    second = item(text, opens.end()) if opens and opens.end() < len(text) else None
    if not opens or not second or not (second.day and second.month):
        return None
    end = second.end
    if opens[0].strip() != "/":
        closes = _CLOSES.match(text, end)
        if not closes:
            return None
        end = closes.end()
    if first.number is None and second.number is None:
        after = with_year(text, replace(second, end=end))
        end, second = after.end, after
    number = first.number or second.number or year
    if number is None:
        return None
    whole = [replace(one, end=end, number=one.number or number) for one in (first, second)]
    return _same(*whole)


def _same(first: Point, second: Point) -> Point | None:
    """The first date, marked with its calendar, where the second one is the same day in the other."""
    days = [(one.number or 0, one.month, one.day) for one in (first, second)]
    if is_same_day(days[0], days[1]):
        return replace(first, end=second.end, calendar="julian")
    if is_same_day(days[1], days[0]):
        return replace(first, end=second.end, calendar="gregorian")
    return None
