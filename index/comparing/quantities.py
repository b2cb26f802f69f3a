"""Numbers of counted things in English texts: "1,200 men", "some fifteen hundred ships", "£3.5 million".

A number counts only with what it counts: a plural or a unit close behind it, or a currency. Years, dates, ordinals,
ages, shares of a total ("300 of the men") and rates ("40 ships a day") are left out: whoever compares numbers would
take them for another thing.
"""

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_UNTIL_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_IN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: number for number, word in enumerate(_UNTIL_TWENTY.split())}
_TENS = {word: 10 * number for number, word in enumerate(_IN_TENS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS = {**_ONES, **_TENS, **_SCALES, "dozen": 12}

_SCALE = r"(?:hundred|thousand|million|billion)"
_DIGITS = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?:\s{_SCALE})?|\d+(?:\.\d+)?(?:\s{_SCALE})?"
_NAMED = "|".join(sorted(_WORDS, key=len, reverse=True))
_IN_WORDS = rf"(?:a\s)?(?:{_NAMED})(?:(?:-|\s|\sand\s)(?:{_NAMED}))*"
_VALUE = rf"(?:{_DIGITS}|{_IN_WORDS})"
_NUMBER = re.compile(
    rf"(?P<before>[£$€])?(?<![\w.,])(?P<low>{_VALUE})(?:\s?(?:–|-|to|and|or)\s?(?P<high>{_VALUE}))?(?![\w])(?P<percent>\s?%)?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|some|nearly|almost|approximately|roughly|perhaps|estimated|close to|circa|c\.)\s(?:an?\s)?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\b(?:over|more than|at least|above|no fewer than|not fewer than|upwards of)\s$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:under|less than|fewer than|up to|at most|below|no more than|not more than)\s$", re.IGNORECASE
)
_PARTIAL = re.compile(
    r"\b(?:(?:out )?of (?:the|its|his|her|their|these|those)|another|further|other|additional|every|each|"
    r"aged?|number|no\.|page|chapter|article|resolution|section|paragraph|line)\s$",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\b(?:in|since|by|the|from|to|until|till|during|after|before|between|and|early|late|mid|of|[A-Z][a-z]+)\s$"
)
_DATE = re.compile(r"\d{4}|\b[A-Z][a-z]{2}|centur|\bB\.?C|\bA\.?D|\bCE")  # "between 100 and 200 men" is none
_RATE = re.compile(r"\s(?:(?:a|an|each|every|per)\s(?:second|minute|hour|day|night|week|month|year|head|man)\b|each\b)")
_WORD = re.compile(r"\s*-?([A-Za-z]+(?:-[a-z]+)?)")

_PLURALS = frozenset(
    ["men", "women", "people", "children", "feet", "sheep", "cattle", "oxen", "police", "dead", "wounded", "cavalry",
     "infantry", "horse", "aircraft", "craft", "cent", "percent", "km", "kg", "metre", "mile", "cannon", "crew"]
)  # fmt: skip
_NO_PLURALS = frozenset(
    ["was", "is", "his", "has", "its", "this", "as", "thus", "us", "across", "yes", "always", "perhaps", "besides",
     "towards", "less", "years", "times", "ones", "others"]
)  # fmt: skip  # years, times: a span or a repetition, which a text counts from many starts
_STOPS = frozenset(
    ["of", "in", "on", "at", "to", "by", "and", "or", "but", "from", "with", "for", "who", "that", "which", "were",
     "was", "are", "had", "have", "the", "a", "an", "than", "per", "into", "after", "before", "until", "when"]
)  # fmt: skip
_MOST_MODIFIERS = 2  # words between a number and what it counts
_SURELY_NO_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something, from the character `start` to the one before `end` of a text.

    It lies between `low` and `high`, as far as the text is to be taken at its word: a round number stands for all that
    are rounded to it. `noun` is what is counted, in lower case, `modifiers` are the words before it.
    """

    start: int
    end: int
    low: float
    high: float
    noun: str
    modifiers: frozenset[str]

    def agrees(self, other: "Quantity") -> bool:
        """Whether both can be true of one thing."""
        exact = self.low == self.high or other.low == other.high
        return max(self.low, other.low) < min(self.high, other.high) or (
            exact and max(self.low, other.low) <= min(self.high, other.high)
        )


def quantities(text: str, dates: Collection[tuple[int, int]] = ()) -> Iterator[Quantity]:
    """The numbers of counted things in a text, in their order; what lies in one of the `dates` is none."""
    for found in _NUMBER.finditer(text):
        beside = [text[start:end] for start, end in dates if start < found.end() and found.start() < end]
        if any(map(_DATE.search, beside)) and not _is_count(text, found):
            continue
        if quantity := _quantity(text, found):
            yield quantity


def _is_count(text: str, found: re.Match[str]) -> bool:
    """Whether four digits that may be a year are none: they count something and no preposition of time goes before."""
    return bool(re.fullmatch(r"\d{4}", found["low"])) and not _OF_TIME.search(text[: found.start()])


def _quantity(text: str, found: re.Match[str]) -> Quantity | None:
    before, behind = text[: found.start()], text[found.end() :]
    if _PARTIAL.search(before) or (_may_be_year(found) and _OF_TIME.search(before)):
        return None
    noun, modifiers, end = _counted(found, behind)
    low, high = _span(found["low"]), _span(found["high"] or found["low"])
    if not noun or low is None or high is None or _RATE.match(behind[end:]):
        return None
    return Quantity(found.start(), found.end() + end, *_bounds(before, low, high), noun, modifiers)


def _may_be_year(found: re.Match[str]) -> bool:
    digits = found["low"]
    return not found["before"] and digits.isdecimal() and len(digits) == 4 and int(digits) < _SURELY_NO_YEAR


def _counted(found: re.Match[str], behind: str) -> tuple[str, frozenset[str], int]:
    """What a number counts, the words before that, and where it ends; "" where that is not plain."""
    if found["percent"]:
        return "percent", frozenset(), 0
    if found["before"]:
        return found["before"], frozenset(), 0
    modifiers: list[str] = []
    at = 0
    for _ in range(_MOST_MODIFIERS + 1):
        word = _WORD.match(behind, at)
        if not word or word[1].lower() in _STOPS | _NO_PLURALS:
            break
        at, plain = word.end(), word[1].lower()
        if plain in _PLURALS or (plain.endswith("s") and len(plain) > 3):
            is_percent = plain in ("cent", "percent")
            return ("percent" if is_percent else plain), frozenset(() if is_percent else modifiers), at
        modifiers.append(plain)
    if behind.lower().startswith(" per cent"):
        return "percent", frozenset(), len(" per cent")
    return "", frozenset(), 0


def _bounds(before: str, low: tuple[float, float], high: tuple[float, float]) -> tuple[float, float]:
    """Between what a number lies, by the words before it; `low` and `high` are what is rounded to its ends."""
    if _AT_LEAST.search(before):
        return sum(low) / 2, math.inf
    if _AT_MOST.search(before):
        return 0.0, sum(high) / 2
    if _ABOUT.search(before):
        return low[0] * 0.9, high[1] * 1.1
    return low[0], high[1]


def _span(number: str) -> tuple[float, float] | None:
    """What is rounded to a number; None for what is no number, and for "one", which seldom counts."""
    words = re.split(r"[\s-]+", number.lower().replace(",", ""))
    words = [word for word in words if word not in ("and", "a")]
    value = _value(words)
    if value is None or (value == 1 and words == ["one"]):
        return None
    step = _step(words, value)
    return (value - step / 2, value + step / 2) if step > 1 or value != int(value) else (value, value)


def _value(words: list[str]) -> float | None:
    total, current = 0.0, 0.0
    for word in words:
        if word in _SCALES and word != "hundred":
            total, current = total + (current or 1) * _SCALES[word], 0.0
        elif word in ("hundred", "dozen"):
            current = (current or 1) * _WORDS[word]
        elif word in _WORDS:
            current += _WORDS[word]
        elif re.fullmatch(r"\d+(?:\.\d+)?", word):
            current += float(word)
        else:
            return None
    return total + current


def _step(words: list[str], value: float) -> float:
    """The size of the last digit that is not a closing zero: numbers below 100 are taken as they are."""
    scale = math.prod(_SCALES[word] for word in words if word in _SCALES)
    decimals = next((len(word.partition(".")[2]) for word in words if "." in word), 0)
    if decimals:
        return float(scale) / float(10**decimals)
    if value < 100:
        return 1.0
    step = 1.0
    while value % (step * 10) == 0:
        step *= 10
    return step
