"""The Julian and the Gregorian calendar: which day of one is which day of the other.

A day is converted only where the text says which calendar it is in, and only where the other one was in use: the
Gregorian calendar began with 15 October 1582, the day after 4 October 1582 of the Julian one. Countries went over one
after the other until 1923, so that between these years a bare date may be in either; of such a one nothing is said.
Nor is anything said of days before 1582: nobody then knew the Gregorian calendar, and historians give them as Julian.
"""

import re

from convertdate import gregorian, julian

from index.dates.formatting import format_date

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_GREGORIAN_BEGINS = (1582, 10, 15)
_JULIAN_ENDS = (1582, 10, 4)


def other_calendar(edtf: str, calendar: str) -> str:
    """The same day, or range of days, in the other calendar as EDTF; "" where it is not known.

    `calendar` is that of `Mention`: "julian", "gregorian" or "" for unknown.

    >>> other_calendar("1917-10-25", "julian"), other_calendar("1917-11-07", "gregorian"), other_calendar("1917", "")
    ('1917-11-07', '1917-10-25', '')
    """
    parts = [_other_day(part, calendar) for part in edtf.split("/")]
    return "/".join(parts) if all(parts) else ""


def format_in_both(edtf: str, calendar: str) -> str:
    """Show a date as its source has it, and behind it the other calendar's where that is known.

    >>> format_in_both("1917-10-25", "julian")
    '25 October 1917 Old Style (7 November 1917 New Style)'
    """
    other = other_calendar(edtf, calendar)
    if not other:
        return format_date(edtf)
    here, there = ("Old Style", "New Style") if calendar == "julian" else ("New Style", "Old Style")
    return f"{format_date(edtf)} {here} ({format_date(other)} {there})"


def is_same_day(in_julian: tuple[int, int, int], in_gregorian: tuple[int, int, int]) -> bool:
    """Whether a day (year, month, day) of the Julian calendar is that day of the Gregorian one, or a day beside it.

    Writers count the days between the calendars wrong by one now and then.
    """
    if in_julian <= _JULIAN_ENDS:
        return False
    try:
        days: float = julian.to_jd(*in_julian) - gregorian.to_jd(*in_gregorian)
    except ValueError:  # no such day
        return False
    return abs(days) <= 1


def _other_day(edtf: str, calendar: str) -> str:
    match = _DAY.fullmatch(edtf)
    if not match or not calendar:
        return ""
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    begins = _GREGORIAN_BEGINS if calendar == "gregorian" else (1582, 10, 5)
    if (year, month, day) < begins:
        return ""
    convert = julian.to_gregorian if calendar == "julian" else julian.from_gregorian
    try:
        other = convert(year, month, day)
    except ValueError:
        return ""
    return "{:04}-{:02}-{:02}".format(*other)
