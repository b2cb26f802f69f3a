"""What kind of answer a question asks for, and whether a sentence holds one: a person, a place, a date, a number.

Rough on purpose: it only breaks ties between sentences that are about the right thing.
"""

import re
from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    """The kind of answer that a question asks for."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ANY = "any"


_ASKS = (  # the first that fits
    (Kind.DATE, r"\bwhen\b|\b(what|which|whose) (year|date|day|month|century|decade|time)|\bhow long ago\b"),
    (
        Kind.NUMBER,
        r"\bhow (many|much|long|old|far|large|big|tall|high|often)\b"
        r"|\b(what|which) (number|percent\w*|proportion|share)"
        r"|\bwhat was the (number|population|price|cost|size)\b",
    ),
    (
        Kind.PERSON,
        r"\bwho(m|se)?\b"
        r"|\b(what|which) (person|man|woman|leader|president|((prime|foreign) )?minister|king|queen|general)",
    ),
    (Kind.PLACE, r"\bwhere\b|\b(what|which) (country|city|town|place|state|region|continent|capital|island)"),
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"  # not "it may"
_DATE = re.compile(rf"\b(1\d{{3}}|20\d\d)s?\b|\b({_MONTH})\b|(?i:\bcentur|\b\d{{1,4}} (bce?|ad|ce)\b)")
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|half|twice|third|quarter)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:(?<=^)|(?<=[\w,;:’'\")“(] ))([^\W\d_a-z][\w’'-]+)")
_PART = re.compile(r"\w{2,}")
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)


def kind_of(question: str) -> Kind:
    """The kind of answer that a question asks for."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(question)), Kind.ANY)


def holds(kind: Kind, sentence: str, asked: Collection[str]) -> bool:
    """Whether a sentence holds an answer of a kind; names that are `asked` about, in lower case, are none."""
    if kind is Kind.ANY:
        return False
    if kind is Kind.DATE:
        return bool(_DATE.search(sentence))
    if kind is Kind.NUMBER:
        return bool(_NUMBER.search(sentence))
    names = [found[1] for found in _NAME.finditer(sentence) if found.start()]
    return any(not name[0].islower() and not _parts(name) <= set(asked) for name in names)


def _parts(name: str) -> set[str]:
    """The words of a name in lower case, without the ’s of a possessive or the O of O’Brien."""
    return {part.lower() for part in _PART.findall(name)}
