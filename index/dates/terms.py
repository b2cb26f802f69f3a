"""A date with the words that qualify it: "c. 1450", "probably 1450", "the late 1950s", "the first half of June"."""

import re
from dataclasses import replace

from index.dates.context import ends_as_year
from index.dates.grammar import item
from index.dates.point import Point
from index.dates.vocabulary import BLANK, ERA, PARTS, alternatives

_CIRCA = re.compile(
    rf"(?:(?P<sure>c\.|ca\.?|circa|c(?=\s?\d))|(?P<loose>about|around|approximately|approx\.|roughly))\s{{0,2}}"
    rf"(?:(?:the{BLANK})?year{BLANK}|the{BLANK})?",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    rf"(?:probably|possibly|perhaps|maybe){BLANK}(?:(?:in|on|by){BLANK}(?:the{BLANK})?)?", re.IGNORECASE
)
_PART = re.compile(
    rf"(?:the{BLANK})?(?:(?P<noun>{alternatives(PARTS)}){BLANK}of{BLANK}(?:the{BLANK})?"
    rf"|(?P<adjective>early|mid|late|later)(?:[-–]\s?|{BLANK}(?:in{BLANK}(?:the{BLANK})?)?))",
    re.IGNORECASE,
)
_SMALL = re.compile(rf"\d{{1,2}}(?=\s?[-–]\s?\d{{1,4}}\s?{ERA})")  # "c. 44–30 BC"
_PART_TO_PART = re.compile(
    rf"(?P<first>early|mid|late)-?(?:{BLANK}|[-–])(?:to|and|or)(?:{BLANK}|[-–])(?=(?:early|mid|late)\b)", re.IGNORECASE
)


def term(text: str, at: int, *, open_number: bool = False) -> Point | None:
    """Read one date with what qualifies it; None where none stands at this place."""
    if match := _CIRCA.match(text, at):
        return _about(text, match)
    if match := _MAYBE.match(text, at):
        point = term(text, match.end())
        return replace(point, mark="%" if point.mark else "?") if point and point.number is not None else None
    return _part(text, at) or item(text, at, open_number=open_number)


def two_parts(text: str, at: int) -> tuple[Point, Point] | None:
    """Read "mid- to late 1950s" as its two ends."""
    match = _PART_TO_PART.match(text, at)
    last = _part(text, match.end()) if match else None
    return (replace(last, part=match["first"].lower()), last) if match and last else None


def is_year_alone(point: Point) -> bool:
    """Whether a date is digits and nothing that shows them to be a year."""
    return point.unit == "year" and point.number is not None and not (point.month or point.day or point.era)


def _about(text: str, match: re.Match[str]) -> Point | None:
    point = _part(text, match.end()) or item(text, match.end())
    if not point and (small := _SMALL.match(text, match.end())):
        point = Point(small.end(), int(small[0]))
    if not point or point.number is None:
        return None
    if is_year_alone(point):
        names = match["loose"] is None or match["loose"].lower() == "around"
        going_on = re.match(r"\s?[-–/]\s?\d|\s(?:to|and|or)\s", text[point.end : point.end + 8])
        if not (going_on or ends_as_year(text, point.end, names=names)) or (match["loose"] and point.number < 1000):
            return None
    return replace(point, mark="%" if point.mark else "~")


def _part(text: str, at: int) -> Point | None:
    match = _PART.match(text, at)
    point = item(text, match.end()) if match else None
    if not match or not point or point.day or (point.number is None and not point.month):
        return None
    part = PARTS[" ".join((match["adjective"] or match["noun"]).lower().split())]
    if part == "turn":
        return replace(point, part=part) if point.unit == "century" else None
    return replace(point, part=part) if not point.mark else None
