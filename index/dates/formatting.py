"""EDTF → dates as people read them."""

import re
from calendar import month_name

_PART = re.compile(r"(?P<year>-?[\dX]{4,})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?(?P<mark>[~?%]?)")


def format_date(edtf: str) -> str:
    """Show an EDTF date as an English reader expects it; what has no plain form is shown as it is.

    >>> format_date("1991-10-18"), format_date("1967-06-05/1967-06-10"), format_date("1948~")
    ('18 October 1991', '5–10 June 1967', 'c. 1948')
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _format_part(edtf)
    if {first, last} <= {"", ".."}:
        return ""
    if last in ("", ".."):
        return f"from {_format_part(first)}"
    if first in ("", ".."):
        return f"until {_format_part(last)}"
    return _format_range(_format_part(first), _format_part(last))


def _format_range(first: str, last: str) -> str:
    """Leave out of the first date what the last one says again: "5–10 June 1967", "1948–1952"."""
    start, end = first.split(), last.split()
    shared = 0
    while shared < min(len(start), len(end)) - 1 and start[-1 - shared] == end[-1 - shared]:
        shared += 1
    start = start[: len(start) - shared]
    dash = "–" if len(start) == len(end) - shared == 1 else " – "
    return f"{' '.join(start)}{dash}{last}"


def _format_part(edtf: str) -> str:
    match = _PART.fullmatch(edtf)
    if not match:
        return edtf
    month = int(match["month"] or 0)
    if month > 12:  # seasons (21 to 24) and quarters
        return edtf
    words = [str(int(match["day"])) if match["day"] else "", month_name[month] if month else "", _year(match["year"])]
    plain = " ".join(word for word in words if word)
    return {"~": f"c. {plain}", "?": f"{plain} (uncertain)", "%": f"c. {plain} (uncertain)"}.get(match["mark"], plain)


def _year(year: str) -> str:
    if year.endswith("XX") and year[:2].isdigit():
        return f"{_ordinal(int(year[:2]) + 1)} century"
    if year.endswith("X"):
        return f"{year[:-1].lstrip('0')}0s" if year[:-1].isdigit() else year
    if not year.lstrip("-").isdigit():
        return year
    number = int(year)
    return str(number) if number > 0 else f"{1 - number} BC"


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
