"""CSL's dates as ISO 8601 has them, whose year 0 is 1 BC, and back."""

import re
from collections.abc import Mapping

from index.citation.items import csl_date

_DAY = re.compile(r"(-?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?")


def iso_of_csl(value: object) -> str:
    """Write a date as 1991-10-18, 1991-10, 1991 or two of them with a slash; "" for one in words."""
    if not isinstance(value, Mapping) or "date-parts" not in value:
        return ""
    return "/".join(_iso(day) for day in value["date-parts"])


def csl_of_iso(text: str) -> dict[str, object]:
    """Read such a date; {} for any other text."""
    days = [_DAY.fullmatch(part.strip()) for part in text.strip().strip("{}").split("/")]
    if not days or not all(days):
        return {}
    parts = [[int(part) for part in day.groups() if part] for day in days if day]
    for day in parts:
        day[0] -= 1 if day[0] <= 0 else 0
    return csl_date({"date-parts": parts})


def _iso(day: list[int]) -> str:
    year = day[0] + 1 if day[0] < 0 else day[0]
    return "-".join([f"{'-' if year < 0 else ''}{abs(year):04}", *(f"{part:02}" for part in day[1:])])
