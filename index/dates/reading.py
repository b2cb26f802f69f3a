"""Dates in texts, as people write them → EDTF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.dates.completing import Context, completed, context_before, is_in_passing
from index.dates.context import is_counted, may_be_year
from index.dates.double import double
from index.dates.intervals import interval_of
from index.dates.lists import listed
from index.dates.model import Mention
from index.dates.openings import end_of_onwards, lead_at, open_span, opens_span
from index.dates.point import Point, edtf_of
from index.dates.ranges import end_of_present, ordinals_before, range_from, span
from index.dates.terms import is_year_alone, term, two_parts
from index.dates.vocabulary import STARTS

_WORD = re.compile(r"['’‘]\d0s|A\.\s?D|B\.\s?C|[^\W\d_]+|\d+")
_ISO_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class _Found:
    """A date as read in a text: one, a range from `first` to `last`, or a span with an open end (`kind`)."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    kind: str = ""


def find_dates(text: str, near: str = "") -> tuple[Mention, ...]:
    """The dates in a text, in their order; none overlaps another.

    `near` is the date in EDTF of what the text tells of, "" where unknown. A date without a year ("on 5 June") is in
    the year that was named last before it, else in the year of `near`, else in the year of a month that is
    named soon after it with its year; without any of these it is none.
    """
    mentions, missed = _found_in(text, Context.near(near))
    return _found_in(text, missed)[0] if missed else mentions


def _found_in(text: str, context: Context) -> tuple[tuple[Mention, ...], Context | None]:
    """The dates in a text, and the context that it should have begun with; None where it lacked none."""
    mentions: list[Mention] = []
    lacking: Point | None = None
    missed: Context | None = None
    end = 0
    for match in _WORD.finditer(text):
        if (match[0].isalpha() and match[0].lower() not in STARTS) or match.start() < end:
            continue
        for found in _read(text, match.start(), context):
            if mention := _mention(text, found, context):
                mentions.append(mention)
                end = mention.end
                passing = bool(found.kind) or is_in_passing(text, found.start, found.first)
                if lacking and context.year is None and missed is None and not passing:
                    missed = context_before(lacking, found.first)
                context = context.after(found.first, found.last, in_passing=passing)
            elif found.first.number is None and found.first.day and context.year is None:
                lacking = lacking or found.first
    return tuple(mentions), missed


def parse_date(text: str) -> str:
    """Read a text that is a date and nothing else, in English or ISO form, as EDTF; "" when it is not one.

    >>> parse_date("October 18, 1991"), parse_date("18th of Oct. 1991"), parse_date("in October")
    ('1991-10-18', '1991-10-18', '')
    """
    text = re.sub(r"^the\s+", "", text.strip(), flags=re.IGNORECASE)
    if _ISO_MONTH.fullmatch(text):
        return text
    for end in {len(text), len(text.removesuffix("."))} if text else ():
        for found in _read(text[:end], 0, Context(), whole=True):
            mention = _mention(text[:end], found, Context(), whole=True)
            if mention and mention.end == end and found.start == 0:
                return mention.edtf
    return ""


def _read(text: str, at: int, context: Context, *, whole: bool = False) -> Iterator[_Found]:
    """What stands at a place: nothing, one date, or the dates of a list."""
    lead, behind = lead_at(text, at)
    if lead:
        if behind < len(text) and (found := _led(text, at, lead, behind, whole)):
            yield found
    elif both := double(text, at, context.year):
        first, last = both if isinstance(both, tuple) else (both, None)
        yield _Found(at, (last or first).end, first, last)
    elif several := listed(text, at):
        yield from (_Found(start, point.end, point) for start, point in several)
    elif found := _unled(text, at):
        yield found


def _led(text: str, at: int, lead: str, behind: int, whole: bool) -> _Found | None:
    """What a preposition opens: a range, or a span with an open end."""
    if lead in ("from", "between"):
        if found := _range(text, behind, between=lead == "between"):
            return replace(found, start=at)
        point = term(text, behind) if lead == "from" else None
        if not point or point.number is None:
            return None
        end = end_of_present(text, point) or end_of_onwards(text, point.end, after_from=True)
        return _Found(at, end or point.end, point, kind="since") if end or whole else None
    point = term(text, behind)
    if not point or point.number is None or range_from(text, point):
        return None
    if is_year_alone(point) and not may_be_year(text, behind, point.end, point.number):
        return None
    spans = opens_span(text, at, behind, lead, point) or (whole and lead in ("since", "until"))
    return _Found(at, point.end, point, kind=lead) if spans else None


def _range(text: str, at: int, *, between: bool = False) -> _Found | None:
    first = term(text, at, open_number=True) or ordinals_before(text, at)
    both = two_parts(text, at) or (range_from(text, first, between=between) if first else None)
    return _Found(at, both[1].end, *both) if both else None


def _unled(text: str, at: int) -> _Found | None:
    point = term(text, at, open_number=True) or ordinals_before(text, at)
    if both := two_parts(text, at) or (range_from(text, point) if point else None):
        found = _Found(at, both[1].end, *both)
    elif not point or (point.number is None and not (point.month and point.month <= 12)):
        return None
    elif end := end_of_present(text, point) or end_of_onwards(text, point.end, after_from=False):
        found = _Found(at, end, point, kind="since")
    else:
        found = _Found(at, point.end, point)
    return found if _is_date(text, found) else None


def _is_date(text: str, found: _Found) -> bool:
    """Whether digits alone, if that is all there is, are years."""
    first = found.first
    if not is_year_alone(first):
        return True
    if text[found.start].isdigit():
        return may_be_year(text, found.start, found.end, first.number or 0, span=found.last is not None)
    return not is_counted(text, found.end)


def _mention(text: str, found: _Found, context: Context, *, whole: bool = False) -> Mention | None:
    first = completed(text, found.start, found.first, context)
    last = completed(text, found.start, found.last, context) if found.last else None
    if not first or (found.last and not last):
        return None
    edtf = span(first, last) if last else open_span(found.kind, first) if found.kind else edtf_of(first)
    if not edtf or not _has_days(edtf):  # no year has five digits
        return None
    return Mention(found.start, found.end, edtf, first.calendar or (last.calendar if last else ""))


def _has_days(edtf: str) -> bool:
    try:
        interval_of(edtf)
    except ValueError:
        return False
    return True
