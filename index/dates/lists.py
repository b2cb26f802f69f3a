"""Dates that share a word: "June 25 and 27, 1950", "5, 6 and 7 June", "the 18th and 19th centuries"."""

import re
from dataclasses import replace

from index.dates import vocabulary as words
from index.dates.context import ends_as_year
from index.dates.grammar import era_of, month_of, ordinal_of, with_year
from index.dates.point import Point

_B = words.BLANK
_COMMA = rf"(?:,{_B}(?:(?:and|or){_B})?|{_B}(?:and|or|&){_B})(?:the{_B})?"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS_MONTH = re.compile(rf"({_D}(?:{_COMMA}{_D}){{1,4}}){_B}(?:of{_B})?({words.MONTH})", re.IGNORECASE)
_MONTH_DAYS = re.compile(rf"({words.MONTH}){_B}({_D}(?:{_COMMA}{_D}(?![\w]|[.,:/–-]\d)){{1,4}})", re.IGNORECASE)
_NTH = rf"(?:(?:early|mid|late)[-\s])?{words.ORDINAL}-?"
_CENTURIES = re.compile(
    rf"((?:the{_B})?{_NTH}(?:{_COMMA}{_NTH}){{1,3}})[-\s]?\b(?:centur(?:y|ies))(?:\s({words.ERA}))?",
    re.IGNORECASE,
)
_NAME = rf"(?:{words.MONTH}|(?:{words.alternatives(words.SEASONS)})\b)"
_MONTHS = re.compile(rf"{_NAME}(?:{_COMMA}{_NAME}){{1,3}}(?=,?{_B}(?:of{_B})?\d)", re.IGNORECASE)
_ONE_NAME = re.compile(_NAME, re.IGNORECASE)
_DAY = re.compile(_D, re.IGNORECASE)
_ORDINAL = re.compile(rf"(?:(?P<part>early|mid|late)[-\s])?(?P<ordinal>{words.ORDINAL})", re.IGNORECASE)


def listed(text: str, at: int) -> tuple[tuple[int, Point], ...]:
    """The dates of a list and where each begins; () where no list stands at this place."""
    if match := _CENTURIES.match(text, at):
        return _centuries(match)
    if match := _DAYS_MONTH.match(text, at):
        after = with_year(text, Point(match.end(), month=month_of(match[2])))
        return _days(match, 1, after)
    if match := _MONTHS.match(text, at):
        return _months(match)
    match = _MONTH_DAYS.match(text, at)
    if not match:
        return ()
    after = with_year(text, Point(match.end(), month=month_of(match[1])))
    return _days(match, 2, after) if after.number is not None or ends_as_year(text, match.end()) else ()


def _centuries(match: re.Match[str]) -> tuple[tuple[int, Point], ...]:
    era = era_of(match[2])
    found = [
        (
            one.start(),
            Point(one.end(), ordinal_of(one["ordinal"]), "century", era=era, part=(one["part"] or "").lower()),
        )
        for one in _ORDINAL.finditer(match.string, match.start(1), match.end(1))
    ]
    last_start, last = found[-1]
    return (*found[:-1], (last_start, replace(last, end=match.end())))


def _part_of(nth: re.Match[str]) -> str:
    return (nth["part"] or "").lower()


def _months(match: re.Match[str]) -> tuple[tuple[int, Point], ...]:
    names = list(_ONE_NAME.finditer(match.string, match.start(), match.end()))
    after = with_year(match.string, Point(match.end(), month=1))
    if after.number is None:
        return ()
    found = []
    for one in names:
        name = one[0].lower()
        month = words.SEASONS[name] if name in words.SEASONS else month_of(name)
        end = after.end if one is names[-1] else one.end()
        found.append((one.start(), replace(after, end=end, month=month)))
    return tuple(found)


def _days(match: re.Match[str], group: int, after: Point) -> tuple[tuple[int, Point], ...]:
    """Each day with the month and year of the list; the month's name belongs to the day beside it."""
    days = list(_DAY.finditer(match.string, match.start(group), match.end(group)))
    found = []
    for number, one in enumerate(days):
        day = int(re.sub(r"\D", "", one[0]))
        if not 1 <= day <= 31:
            return ()
        start = match.start() if number == 0 else one.start()
        end = after.end if number == len(days) - 1 else one.end()
        found.append((start, replace(after, end=end, day=day)))
    return tuple(found)
