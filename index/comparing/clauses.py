"""Passages → the clauses in which a date or a number of things stands, with what is said there beside it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from index.comparing.quantities import Quantity, quantities
from index.comparing.words import terms_of
from index.dates import Interval, Mention, interval_of
from index.model import Passage
from index.sentences import spans

_SPLIT = re.compile(
    r"[;:()]|\s[–—-]\s|—|,\s(?=(?:and|but|or|while|whereas|which|who|whose|where|when|after|before|although|though|"
    r"until|so|yet|as)\b)|\s(?=(?:while|whereas|although|but)\s)"
)
_AND = re.compile(r"\s(?=and\s)")
_BOUND = re.compile(  # a date behind one of these is not when the thing was, but before or after it
    r"\b(?:before|after|until|till|since|by|from|to|between|following|preceding|prior to|later than|than)\s(?:the\s)?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:about|around|circa|c\.|ca\.|approximately|probably|perhaps|possibly)\s(?:in\s|on\s)?$", re.I)
_NEGATION = re.compile(r"\b(?:not|never|no|nor|neither|none|nobody|instead|rather|failed|refused)\b|n['’]t\b", re.I)
_REPORTED = re.compile(
    r"\b(?:claim(?:s|ed)?|alleged(?:ly)?|rumou?red|planned|was to|were to|should|would|expected|intended|proposed|"
    r"erroneous(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|supposed(?:ly)?)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|final|next|other|new|old|again|another|later|against)\b", re.I
)
_RATE = re.compile(r"\b(?:each|every|per|daily|weekly|monthly|yearly|annual(?:ly)?)\b", re.IGNORECASE)
_FIRST_TIME = re.compile(r"\b(?:for the (?:first|last) time|at (?:first|last))\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{3,4}")
_OLD_STYLE = re.compile(r"\d\s?/\s?\d|\b(?:O\.\s?S\.|N\.\s?S\.|Old Style|New Style|Julian)", re.IGNORECASE)
_NAME = re.compile(r"(?<=\w[\s,] )[A-Z][\w’'-]+|(?<=\w\s)[A-Z][\w’'-]+")
_LEADING = re.compile(
    r"^\W*(?:and|but|or|which|who|while|whereas|then|so)?\W*(?:it|he|she|they|this|these|there)?\b", re.I
)
_APPROXIMATE_DAYS = 5 * 366
_FAR_DAYS = 10 * 366


@dataclass(frozen=True, slots=True)
class When:
    """A date as it stands in a clause."""

    start: int
    end: int
    span: Interval

    def agrees(self, other: "When") -> bool:
        """Whether both can be true of one thing: a more precise date agrees with a less precise one that holds it."""
        return self.span.overlaps(other.span) or self._is_in_other_calendar(other) or self._is_far_from(other)

    def _is_far_from(self, other: "When") -> bool:
        """Whether they lie so far apart that two events are likelier than a mistake: two elections, two visits."""
        starts = (self.span.first, other.span.first)
        return None in starts or abs((starts[0] or 0) - (starts[1] or 0)) > _FAR_DAYS

    def _is_in_other_calendar(self, other: "When") -> bool:
        """Whether both are days as far apart as the Julian calendar is behind the Gregorian one."""
        days = (self.span.first, self.span.last, other.span.first, other.span.last)
        if None in days or days[0] != days[1] or days[2] != days[3]:
            return False
        earlier, later = sorted((days[0] or 0, days[2] or 0))
        return later - earlier == _julian_lag(later)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with one date or number, `value`; `text` is that word for word.

    `terms` are what else the clause says, in order; `near` what its sentence, the one before it, title and headings do;
    `whole` all that the passage does. `names` are the names that the clause has. `lead` is the first word with a
    meaning, "" where the clause begins with a pronoun or goes on from the one before it. `bare` is its text with a bar
    in place of the value; `times` are the dates in it.
    """

    value: When | Quantity
    text: str
    terms: tuple[str, ...]
    near: frozenset[str]
    whole: frozenset[str]
    names: frozenset[str]
    ordinals: frozenset[str]
    lead: str
    bare: str
    times: tuple[Interval, ...] = ()

    def is_of_another_time(self, other: "Clause") -> bool:
        """Whether both say when that was, and name no time in common: a number of 1919 is not one of 1923."""
        apart = [not one.overlaps(two) for one in self.times for two in other.times]
        return isinstance(self.value, Quantity) and bool(apart) and all(apart)


def clauses(passage: Passage) -> Iterator[Clause]:
    """The clauses of a passage that give one date, and those that give one number of things.

    What is denied, planned or only reported is left out, and so are dates without a year.
    """
    text = passage.text
    whole = frozenset(terms_of(" ".join((passage.document.title, *passage.locator.heading, text))))
    title = " ".join((passage.document.title, *passage.locator.heading))
    before = ""
    for start, end in spans(text, passage.document.language or "en"):
        near = frozenset(terms_of(f"{title} {before} {text[start:end]}"))
        for first, last in _parts(text, start, end, passage.dates):
            yield from _in_clause(passage, first, last, near, whole)
        before = text[start:end]


def _parts(text: str, start: int, end: int, dates: tuple[Mention, ...]) -> Iterator[tuple[int, int]]:
    """Where the clauses of a sentence lie; one with several dates is split at "and" too."""
    for first, last in _cut(text, start, end, _SPLIT):
        if len([one for one in dates if first <= one.start and one.end <= last]) > 1:
            pieces = list(_cut(text, first, last, _AND))
            yield from pieces if all(_says_something(text, *piece, dates) for piece in pieces) else [(first, last)]
        else:
            yield first, last


def _says_something(text: str, start: int, end: int, dates: tuple[Mention, ...]) -> bool:
    """Whether a part of a clause has a word with a meaning beside its dates: "and again in May 1703" has none."""
    inside = [(one.start, one.end) for one in dates if start <= one.start and one.end <= end]
    kept = "".join(text[at] for at in range(start, end) if not any(first <= at < last for first, last in inside))
    return bool(set(terms_of(_ORDINAL.sub(" ", kept))))


def _cut(text: str, start: int, end: int, where: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for found in where.finditer(text, start, end):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if at < end:
        yield at, end


def _in_clause(passage: Passage, start: int, end: int, near: frozenset[str], whole: frozenset[str]) -> Iterator[Clause]:
    text = passage.text[start:end]
    if _NEGATION.search(text) or _REPORTED.search(text):
        return
    mentions = [one for one in passage.dates if start <= one.start and one.end <= end]
    masked = [(one.start - start, one.end - start) for one in mentions]
    whens = [when for one in mentions if (when := _when(passage.text, one, start))]
    counted = [] if _RATE.search(text.replace("per cent", "")) else list(quantities(text, masked))
    times = tuple(_spans(mentions))
    for values in (whens if len(mentions) == len(whens) == 1 else [], counted):
        for value in values:
            yield replace(_clause(text, value, masked, near, whole), times=times)


def _spans(mentions: Iterable[Mention]) -> Iterator[Interval]:
    for mention in mentions:
        with suppress(ValueError):  # what is not EDTF is no time
            yield interval_of(mention.edtf)


def _when(text: str, mention: Mention, start: int) -> When | None:
    """What a date says of the thing beside it; None where that is not plain."""
    written, before = text[mention.start : mention.end], text[: mention.start]
    if not _YEAR.search(written) or _OLD_STYLE.search(written) or _BOUND.search(before):
        return None
    try:
        span = interval_of(mention.edtf)
    except ValueError:
        return None
    if span.first is None or span.last is None:  # "until 1862" and "before 1914" are bounds too
        return None
    if _ABOUT.search(before) or set(mention.edtf) & set("~?%"):
        span = _widened(span)
    return When(mention.start - start, mention.end - start, span)


def _widened(span: Interval) -> Interval:
    first = span.first - _APPROXIMATE_DAYS if span.first is not None else None
    return Interval(first, span.last + _APPROXIMATE_DAYS if span.last is not None else None)


def _julian_lag(day: int) -> int:
    """How many days the Julian calendar is behind on a day, by its number: 10 in the 17th century, 13 in the 20th."""
    century = day / 365.2425 // 100
    return int(century - century // 4 - 2)


def _clause(
    text: str, value: When | Quantity, masked: list[tuple[int, int]], near: frozenset[str], whole: frozenset[str]
) -> Clause:
    bare = text
    for start, end in sorted({(value.start, value.end), *masked}, reverse=True):
        bare = f"{bare[:start]} | {bare[end:]}"
    leading = _LEADING.match(bare)
    terms = terms_of(bare)
    rest = bare[leading.end() :] if leading else bare
    is_pronoun = bool(leading and re.search(r"[a-z]", leading[0], re.IGNORECASE))
    return Clause(
        value=value,
        text=text[value.start : value.end],
        terms=terms,
        near=near,
        whole=whole,
        names=frozenset(term for name in _NAME.findall(rest) for term in terms_of(name)),
        ordinals=frozenset(word.lower() for word in _ORDINAL.findall(_FIRST_TIME.sub(" ", bare))),
        lead="" if is_pronoun or not terms else terms[0],
        bare=bare,
    )
