"""The words that English dates are made of, and how each is matched."""

from calendar import month_name
from collections.abc import Iterable


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
MONTHS |= {name[:3]: number for name, number in tuple(MONTHS.items())} | {"sept": 9}
_SHORT_MONTHS = ("may", "june", "july")
_ABBREVIATED = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ONES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
ORDINALS = {
    name: number
    for number, name in enumerate(
        f"{_ONES} fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first".split(), 1
    )
}
ORDINALS |= {"twenty first": 21, "last": 10, "final": 10}  # "last" only of a century's decades
_TENS = "twenties thirties forties fifties sixties seventies eighties nineties"
DECADES = {name: tens * 10 for tens, name in enumerate(_TENS.split(), 2)}
PARTS = {
    "early": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "later": "late",
    **dict.fromkeys(("beginning", "start", "first years", "early years", "opening years"), "beginning"),
    **dict.fromkeys(("first decades", "early decades", "first two decades"), "early"),
    **dict.fromkeys(("last decades", "closing decades", "last two decades"), "late"),
    **dict.fromkeys(("end", "close", "last years", "closing years", "final years"), "end"),
    "turn": "turn",
    "first half": "half 1",
    "second half": "half 2",
    "latter half": "half 2",
    "first quarter": "quarter 1",
    "second quarter": "quarter 2",
    "third quarter": "quarter 3",
    "fourth quarter": "quarter 4",
    "last quarter": "quarter 4",
    "final quarter": "quarter 4",
}


def alternatives(names: Iterable[str]) -> str:
    """A pattern for any of the names, longer ones first."""
    return "|".join(sorted(names, key=len, reverse=True))


def first_words(names: Iterable[str]) -> frozenset[str]:
    """The first word of each name: "twenty" of "twenty-first"."""
    return frozenset(name.replace("-", " ").split()[0] for name in names)


BLANK = r"\s{1,8}"
_FULL = alternatives(name for name in MONTHS if len(name) > 4 or name in _SHORT_MONTHS)
MONTH = rf"(?:(?:{_FULL})\b|(?:{_ABBREVIATED})\b\.?)"
WEEKDAY = rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?{BLANK})"
ORDINAL_WORD = rf"(?:{alternatives(name for name in ORDINALS if name not in ('last', 'final'))})"
ORDINAL = rf"(?:{ORDINAL_WORD}|[1-9]\d?(?:st|nd|rd|th))"
BEFORE_CHRIST = r"(?:B\.\s?C\.(?:\s?E\.)?|BCE?|bce?)(?!\w)"
ANNO_DOMINI = r"(?:A\.\s?D\.|C\.\s?E\.|AD|CE)(?!\w)"
ERA = rf"(?:{BEFORE_CHRIST}|{ANNO_DOMINI})"

WEEKDAYS = words("mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday")
_BEFORE_DATES = """
    from between since until till up before after c ca circa about around approx approximately roughly
    probably possibly perhaps maybe ad
"""
STARTS = words(_BEFORE_DATES) | WEEKDAYS | {*MONTHS, *SEASONS, *DECADES, *first_words(PARTS), *first_words(ORDINALS)}
"""A date begins with one of these words, or with a digit, A.D. or B.C."""
