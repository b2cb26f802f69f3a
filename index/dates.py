"""Historical dates: read as people write them, kept as EDTF, shown as people read them.

EDTF is the Library of Congress's Extended Date/Time Format (ISO 8601-2:2019, annex A): `1991-10-18`,
`1991-10`, `1991`, `1948~` (approximate), `1948?` (uncertain), `195X` (a decade), `1967-06-05/1967-06-10`.
"""

import re
from calendar import month_name, monthrange

from edtf import EDTFParseException, parse_edtf

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{3,4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form + r"\.?", re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}",
        rf"{_WEEKDAY}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        r"(?P<year>\d{4})-(?P<number>\d{2})(?:-(?P<day>\d{2}))?",
        r"(?P<year>\d{4})",  # fewer digits alone are a page or a count more often than a year
    )
)
_RANGE = re.compile(r"(\d{4})\s*[-–—/]\s*(\d{4})")
_PART = re.compile(r"(?P<year>-?[\dX]{4,})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?(?P<mark>[~?%]?)")


def parse_date(text: str) -> str:
    """Read a text that is a date and nothing else, in English or ISO form, as EDTF; "" when it is not one.

    >>> parse_date("October 18, 1991"), parse_date("18th of Oct. 1991"), parse_date("in October")
    ('1991-10-18', '1991-10-18', '')
    """
    text = text.strip()
    if years := _RANGE.fullmatch(text):
        first, last = int(years[1]), int(years[2])
        return f"{first:04}/{last:04}" if first < last else ""
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _edtf(match.groupdict())
    return ""


def _edtf(parts: dict[str, str | None]) -> str:
    year = int(parts["year"] or 0)
    month = _MONTHS.get((parts.get("month") or "").lower(), 0) or int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    given = [name for name in ("number", "day") if parts.get(name) is not None]
    if year == 0 or month > 12 or any(int(parts[name] or 0) == 0 for name in given):
        return ""
    if day and day > monthrange(year, month)[1]:
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def is_edtf(text: str) -> bool:
    """Whether a text is a date in EDTF, levels 0 to 2."""
    try:
        parse_edtf(text)
    except EDTFParseException:
        return False
    return True


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
