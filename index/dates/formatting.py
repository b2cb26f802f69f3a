"""EDTF → dates as people write them in English, day first as historians do."""

import re
from calendar import month_name

from index.dates.point import Point, edtf_of

_PART = re.compile(r"(?P<year>-?[\dX]{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?(?P<mark>[~?%]?)")
_LONG_YEAR = re.compile(r"Y(-?\d+)")
_SOME_TIME = re.compile(r"\[\.\.(?P<before>-?\d{4})\]|\[(?P<after>-?\d{4})\.\.\]")
_ABOUT = re.compile(r"(-?\d{4})(?:-(\d\d)-\d\d)?~/-?\d{4}(?:-\d\d-\d\d)?~")
_FROM_THOUSAND = 1000  # earlier years need AD to be seen as years
_SEASONS = ("spring", "summer", "autumn", "winter")
_QUARTERS = ("first", "second", "third", "last")
_OF_YEAR = {
    **{
        21 + at + 4 * round: f"{name} "
        for round in range(3)
        for at, name in enumerate(("spring", "summer", "autumn", "winter"))
    },
    **{33 + at: f"{name} quarter of " for at, name in enumerate(("first", "second", "third", "last"))},
    **{37: "early ", 38: "mid-", 39: "late ", 40: "first half of ", 41: "second half of "},
}
_IN_TWO_YEARS = (28, 30)  # a northern winter, a southern summer
_PARTS = {"early": "early ", "mid": "mid-", "late": "late ", "half 1": "first half of ", "half 2": "second half of "}
_PARTS |= {f"quarter {at}": f"{name} quarter of " for at, name in enumerate(_QUARTERS, 1)}
_PARTS |= {"beginning": "beginning of ", "end": "end of "}


def format_date(edtf: str) -> str:
    """Show an EDTF date as an English reader expects it; what has no plain form is shown as it is.

    >>> format_date("1991-10-18"), format_date("1967-06-05/1967-06-10"), format_date("-0299~")
    ('18 October 1991', '5–10 June 1967', 'c. 300 BC')
    """
    if match := _SOME_TIME.fullmatch(edtf):
        before = match["before"]
        return f"before {_year(int(before) + 1)}" if before else f"after {_year(int(match['after']) - 1)}"
    first, slash, last = edtf.partition("/")
    if not slash:
        return _format_part(edtf)
    if {first, last} <= {"", ".."}:
        return ""
    if last in ("", ".."):
        return f"from {_format_part(first)}"
    if first in ("", ".."):
        return f"until {_format_part(last)}"
    return _about_then(edtf) or _format_range(
        _format_part(first), _format_part(last, era=first.startswith(("-", "0000")))
    )


def _format_range(first: str, last: str) -> str:
    """Leave out of one date what the other says too: "5–10 June 1967", "1948–1952", "44–30 BC", "AD 14–37"."""
    marked = "c. " in first + last or "(" in first + last
    start, end = first.split(), last.split()
    if start[0] == end[0] == "AD" and not marked:
        return f"{first}–{end[1]}"
    shared = 0
    alike = not marked and len(start) == len(end)
    while alike and shared < min(len(start), len(end)) - 1 and start[-1 - shared] == end[-1 - shared]:
        shared += 1
    start = start[: len(start) - shared]
    dash = "–" if len(start) == len(end) - shared == 1 else " – "
    return f"{' '.join(start)}{dash}{last}"


def _about_then(edtf: str) -> str:
    """The name of the part of a month, decade or century that an interval with two vague ends is, "" for another."""
    match = _ABOUT.fullmatch(edtf)
    if not match:
        return ""
    year, month = int(match[1]), int(match[2] or 0)
    for base, shown in _bases(year, month):
        for part, words in _PARTS.items():
            if edtf_of(Point(0, *base, part=part)) == edtf:
                return words + ("the " if words.endswith("of ") and not month else "") + shown
    return ""


def _bases(year: int, month: int) -> list[tuple[tuple[int, str, int, int, str], str]]:
    """The month, or else the decade and the century, that a year lies in: what makes a Point, and how it is shown."""
    era, number = ("AD", year) if year > 0 else ("BC", 1 - year)
    if month:
        return [((number, "year", month, 0, era), f"{month_name[month]} {_year(year)}")]
    century = (number - 1) // 100 + 1 if era == "BC" else number // 100 + 1
    decade = number // 10 * 10
    of_century = ((century, "century", 0, 0, era), _century(century, era))
    of_decade = ((decade, "decade", 0, 0, era), _decade(decade) if era == "AD" else f"{decade}s BC")
    return [of_decade, of_century] if decade % 100 or decade == 2000 else [of_century]


def _format_part(edtf: str, *, era: bool = False) -> str:
    """One date; with `era` its year says AD, as after one before Christ."""
    if match := _LONG_YEAR.fullmatch(edtf):
        return _year(int(match[1]))
    match = _PART.fullmatch(edtf.replace("-XX", ""))
    if not match:
        return edtf
    plain = _plain(match["year"], int(match["month"] or 0), match["day"], era)
    if not plain:
        return edtf
    return {"~": f"c. {plain}", "?": f"{plain} (uncertain)", "%": f"c. {plain} (uncertain)"}.get(match["mark"], plain)


def _plain(year: str, month: int, day: str | None, era: bool) -> str:
    shown = _year_or_more(year, era)
    if month > 12:
        if month not in _OF_YEAR or not _is_number(year):
            return ""
        return _OF_YEAR[month] + (_two_years(int(year)) if month in _IN_TWO_YEARS else shown)
    return " ".join(word for word in (day and str(int(day)), month_name[month] if month else "", shown) if word)


def _is_number(year: str) -> bool:
    return year.lstrip("-").isdigit()


def _year_or_more(year: str, with_era: bool) -> str:
    """A year, decade, century or millennium; "" for any year, and what else is unspecified as it is."""
    if _is_number(year):
        return _year(int(year), with_era)
    digits = year.rstrip("X").lstrip("-")
    era = "BC" if year.startswith("-") else "AD"
    if not digits.isdigit() or (len(digits) == 3 and era == "BC"):
        return "" if year == "XXXX" else year
    if len(digits) == 3:
        return _decade(int(digits) * 10)
    number = int(digits) + 1
    return _century(number, era) if len(digits) == 2 else _with_era(f"{_ordinal(number)} millennium", era, number, 1)


def _year(year: int, with_era: bool = False) -> str:
    if year >= _FROM_THOUSAND and not with_era:
        return str(year)
    return f"AD {year}" if year > 0 else f"{1 - year:,} BC" if year < -9998 else f"{1 - year} BC"


def _two_years(year: int) -> str:
    if year < 0:
        return f"{1 - year}–{-year} BC"
    last = str(year + 1)
    return f"{_year(year)}–{last if last.endswith('00') else last[-2:]}"


def _decade(number: int) -> str:
    """A decade such as "1950s"; the first of a century is named so, for "1900s" is read as a century."""
    if number % 100 == 0 and number != 2000:
        return f"first decade of the {_century(number // 100 + 1, 'AD')}"
    return f"{number}s" if number >= 100 else f"{number}s AD"


def _century(number: int, era: str) -> str:
    return _with_era(f"{_ordinal(number)} century", era, number, 5)


def _with_era(text: str, era: str, number: int, plain_after: int) -> str:
    return f"{text} {era}" if era == "BC" or number <= plain_after else text


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
