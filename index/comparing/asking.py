"""What a question asks to be compared: dates, numbers of some noun, or whatever documents say alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from index.comparing.words import IRREGULAR, terms_of


class Wanted(StrEnum):
    """What is compared."""

    DATE = "date"
    NUMBER = "number"
    BOTH = "both"


_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade)\b|\bin (?:what|which) year\b", re.I
)
_NUMBER = re.compile(
    r"\bhow many\s+(?P<noun>[a-z-]+(?:\s+[a-z-]+)?)?|\bhow (?:much|long|far|tall|high|large|big|wide|deep|strong)\b"
    r"|\b(?:what|which) (?:number|share|percentage|proportion)\b"
    r"|\bwhat was the (?:cost|price|size|strength|population)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|last|final|next|new|old|again|against)\b")
_FULL_NAME = re.compile(r"(?<=\w\s)[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)+")
_MOST_NAMES = 5
_MEASURE = re.compile(r"\bhow (long|far|tall|high|large|big|wide|deep|strong|old)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*")
_OPENS_A_NOUN = frozenset(
    ["the", "a", "an", "this", "that", "his", "her", "its", "their", "of", "at", "in", "on", "to", "for", "from", "by",
     "with", "into", "between", "under", "over", "against", "and"]
)  # fmt: skip
_PREPOSITIONS = _OPENS_A_NOUN - {"the", "a", "an", "this", "that", "his", "her", "its", "their", "and"}
_AUXILIARIES = frozenset(
    ["was", "were", "is", "are", "did", "do", "does", "has", "have", "had", "been", "be", "will", "can", "could"]
)
_ASKING = frozenset(
    ["when", "what", "which", "who", "how", "many", "much", "year", "date", "day", "month", "century", "decade", "long",
     "number", "where", "why", "far", "tall", "high"]
)  # fmt: skip
_VERBS = frozenset(
    ["born", "die", "open", "close", "sign", "end", "start", "launch", "crown", "marry", "arrive", "land", "complete",
     "cost", "carry", "kill", "serve", "cast", "cut", "join", "visit", "resign", "found", "set", "put", "read", "hang",
     "reach", "cross", "establish", "recognise", "recognize", "declare", "resume", "present", "elect", "attack", "sail",
     "settle", "divide", "invade", "occupy", "abdicate", "accede", "enter", "appear", "publish", "collapse", "explode"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """A question taken apart: stems of what it says happened, of the things and the names that it speaks of.

    `heads` are those of its nouns that stand behind no preposition; `counted` is the stem of what it asks the number
    of, "" where it does not say. `full_names` are names of several words, as they stand there; `sequence` are
    the stems of all names in their order.
    """

    wanted: Wanted
    counted: str
    deeds: frozenset[str]
    nouns: frozenset[str]
    heads: frozenset[str]
    names: frozenset[str]
    full_names: tuple[str, ...]
    sequence: tuple[str, ...]
    ordinals: frozenset[str]


def wish_of(question: str) -> Wish:
    """What a question asks for."""
    number = None if _DATE.search(question) else _NUMBER.search(question)
    counted = _counted(number["noun"] or "") if number and number["noun"] else ""
    words = _sorted(question)
    happened = _stems(words.deeds) - {counted}
    return Wish(
        wanted=Wanted.DATE if _DATE.search(question) else Wanted.NUMBER if number else Wanted.BOTH,
        counted=counted,
        deeds=happened,
        nouns=_stems(words.nouns) - happened - {counted},
        heads=_stems(words.heads) - happened - {counted},
        names=_stems(words.names),
        full_names=tuple(_FULL_NAME.findall(question)[:_MOST_NAMES]),
        sequence=tuple(stem for name in words.names for stem in terms_of(name)),
        ordinals=frozenset(_ORDINAL.findall(question.lower())),
    )


@dataclass(slots=True)
class _Words:
    deeds: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def _sorted(question: str) -> _Words:
    """Tell a question's words apart: a noun opens behind an article or a preposition and goes on until a verb."""
    words = _Words()
    if measured := _MEASURE.search(question):
        words.deeds.append(measured[1])
    place = ""  # "noun" behind an article, "of" behind a preposition, "" behind a verb
    for position, word in enumerate(_WORD.findall(question)):
        plain = word.lower()
        if plain in _OPENS_A_NOUN:
            place = "of" if plain in _PREPOSITIONS or place == "of" else "noun"
        elif plain in _AUXILIARIES or plain in _ASKING:
            place = "" if plain in _AUXILIARIES else place
        elif not word[0].islower() and position:
            words.names.append(word)
        elif plain.endswith("ed") or plain in _VERBS or plain in IRREGULAR or not place:
            words.deeds.append(word)
            place = ""
        else:
            words.nouns.append(word)
            words.heads += [word] if place == "noun" else []
    return words


def _counted(words: str) -> str:
    """The stem of what is counted: "men", or of "armed men" the last."""
    first, _, second = words.lower().partition(" ")
    word = first if first.endswith("s") or first in ("men", "women", "people", "children") else second or first
    stems = terms_of(word)
    return stems[-1] if stems else ""


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in terms_of(word))
