"""Dates in texts, as people write them → EDTF."""

import re
from calendar import month_name, monthrange

from index.dates.model import Mention

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


def find_dates(text: str, near: str = "") -> tuple[Mention, ...]:
    """The dates in a text, in their order; none overlaps another.

    `near` is the date in EDTF of what the text tells of, "" where unknown: a date without a year is taken to be in
    that year.
    """
    found: list[Mention] = []
    for form in _FORMS:
        for match in re.finditer(rf"(?<![\w-])(?:{form.pattern})(?![\w-])", text, re.IGNORECASE):
            taken = any(one.start < match.end() and match.start() < one.end for one in found)
            edtf = _edtf(match.groupdict())
            if edtf and not taken:
                written = match[0].removesuffix(".")
                found.append(Mention(match.start(), match.start() + len(written), edtf))
    return tuple(sorted(found, key=lambda one: one.start))
