"""Spans with one open end: "since 1949", "until 1917", "before 1914", "from 1948 on".

"Since" and "until" make a span of a month, a year or more; behind them a day stays the day it is, on which something
began or ended. "Before" and "after" do so only with a year or more, and not after "shortly", "just", "two years" and
the like, where the text speaks of about that year. As EDTF has it, `1949/..` is a span that goes on, and `[..1913]`
some time before 1914.
"""

import re

from index.dates.context import words_before
from index.dates.point import Point, plain_bounds, year_written
from index.dates.terms import is_year_alone
from index.dates.vocabulary import BLANK, words

_LEAD = re.compile(
    rf"(?P<lead>from|between|since|until|till|up{BLANK}to|before|after){BLANK}(?:the{BLANK})?(?:years?{BLANK})?(?:in{BLANK})?",
    re.IGNORECASE,
)
_KINDS = {"till": "until", "up to": "until"}
_STOP = r"(?=\s*(?:$|[,.;:)]))"
_ONWARDS = re.compile(rf"{BLANK}(?:on{_STOP}|onwards?\b|and{BLANK}(?:after|later){_STOP})")
_CLAUSE = 60  # characters that hold most of a clause
_NEGATED = re.compile(r"(?:\b(?:not|never|nor)|n['’]t)\b[^.;:!?,]*$", re.IGNORECASE)  # "did not end until 1917"
_NEARLY = words(
    """
    shortly soon just immediately right directly day days week weeks month months year years decade decades
    century centuries hours
    """
)


def lead_at(text: str, at: int) -> tuple[str, int]:
    """The preposition that opens a span or a range at a place, and where the date behind it begins; "" without one."""
    match = _LEAD.match(text, at)
    if not match:
        return "", at
    lead = " ".join(match["lead"].lower().split())
    return _KINDS.get(lead, lead), match.end()


def opens_span(text: str, start: int, behind: int, kind: str, point: Point) -> bool:
    """Whether a preposition from `start` makes a span of the date from `behind` on; not in "after the 1948 war"."""
    if is_year_alone(point) and words_before(text, behind)[1] == "the":
        return False
    if kind == "until" and _NEGATED.search(text[max(0, start - _CLAUSE) : start]):
        return False
    _, last = words_before(text, start)
    if kind in ("since", "until"):
        return not point.day
    return not point.month and last not in _NEARLY and not (point.part and point.unit == "year")


def end_of_onwards(text: str, end: int, *, after_from: bool) -> int:
    """Where "1948 onwards" or "from 1948 on" ends; 0 where the date does not go on so."""
    match = _ONWARDS.match(text, end)
    return match.end() if match and (after_from or "ward" in match[0]) else 0


def open_span(kind: str, point: Point) -> str:
    """The EDTF of a span with one open end; "" for one that EDTF has no form for."""
    begin, end = plain_bounds(point)
    if "Y" in begin + end:
        return ""
    if kind == "since":
        return f"{begin}/.."
    if kind == "until":
        return f"../{end}"
    return f"[..{year_written(point.years[0] - 1)}]" if kind == "before" else f"[{year_written(point.years[1] + 1)}..]"
