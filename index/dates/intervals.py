"""EDTF → the days that it may mean, as numbers to compare and to sort by."""

import re
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

from index.dates.calendars import other_calendar
from index.dates.model import Interval

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR_DAYS = 365
_PLAIN = re.compile(r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?[~?%]?|Y(?P<long>-?\d{5,9})")
_DIGITS = re.compile(r"(?P<sign>-?)(?P<digits>\d{1,3})(?P<x>X{1,3})[~?%]?")
_SOME_TIME = re.compile(r"\[\.\.(?P<before>[^.\]]+)\]|\[(?P<after>[^.\[]+)\.\.\]")
_PARTS = {
    **{21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (1, 12), 25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 14)},
    **{29: (9, 11), 30: (12, 14), 31: (3, 5), 32: (6, 8), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)},
    **{37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12)},
}  # months; those after 12 lie in the next year. A winter of one year may be either that begins or ends in it


def is_edtf(text: str) -> bool:
    """Whether a text is a date in EDTF, levels 0 to 2."""
    try:
        parse_edtf(text)
    except EDTFParseException:
        return False
    return True


@lru_cache(maxsize=65_536)
def interval_of(edtf: str, calendar: str = "") -> Interval:
    """The days from the first to the last that a date may mean. Raises ValueError for what is not EDTF.

    About ("~") and uncertain ("?") dates have the days of the plain one. The 18th century, `17XX`, is 1700 to 1799, as
    EDTF counts by digits; the 1st, `00XX`, begins with year 1, and the 1st before Christ, `-00XX`, is 100 to 1 BC. With
    `calendar` "julian" a day of the Julian calendar is converted where `other_calendar` knows how.
    """
    if calendar == "julian" and (converted := other_calendar(edtf, calendar)):
        edtf = converted
    interval = _ends(edtf)
    if interval is None:
        interval = _by_library(edtf)
    if interval.first is not None and interval.last is not None and interval.first > interval.last:
        raise ValueError(f"{edtf!r} ends before it begins")
    return interval


def named_days(edtf: str, calendar: str = "") -> Interval:
    """The days that a date names: those of `interval_of`, but of a span with one open end only that which is known.

    "Until 1862" and "before 1914" tell of 1862 and of 1914 rather than of all time before. Raises ValueError likewise.
    """
    if _SOME_TIME.fullmatch(edtf):
        interval = interval_of(edtf)
        if interval.last is None:
            return Interval((interval.first or 0) - _YEAR_DAYS, (interval.first or 0) - 1)
        return Interval(interval.last + 1, interval.last + _YEAR_DAYS)
    ends = [end for end in edtf.split("/") if end not in ("", "..")]
    return interval_of(ends[0] if len(ends) == 1 else edtf, calendar)


def _ends(edtf: str) -> Interval | None:
    """The interval of a common form; None for another, which the library, a thousand times slower, may know."""
    if match := _SOME_TIME.fullmatch(edtf):
        one = _days(match["before"] or match["after"])
        return one and (Interval(None, one.last) if match["before"] else Interval(one.first, None))
    first, slash, last = edtf.partition("/")
    if not slash:
        return _days(edtf)
    ends = [Interval(None, None) if end in ("", "..") else _days(end) for end in (first, last)]
    return Interval(ends[0].first, ends[1].last) if ends[0] and ends[1] else None


def _days(edtf: str) -> Interval | None:
    if match := _DIGITS.fullmatch(edtf):
        return _of_digits(match["sign"], match["digits"], len(match["x"]))
    match = _PLAIN.fullmatch(edtf)
    if not match:
        return None
    year, month = int(match["year"] or match["long"]), int(match["month"] or 0)
    if month > 12:
        return _of_part(year, month) if month in _PARTS and not match["day"] else None
    if match["day"]:
        day = int(match["day"])
        known = month > 0 and 0 < day <= 29 + (month != 2) + (month in (1, 3, 5, 7, 8, 10, 12))
        return Interval(number := day_number(year, month, day), number) if known else None
    if match["month"]:
        return _months(year, month, month) if month else None
    return _months(year, 1, 12)


def _of_digits(sign: str, digits: str, unknown: int) -> Interval | None:
    if len(digits) + unknown != 4:
        return None
    size = 10**unknown
    first = int(digits) * size
    if sign:
        return Interval(day_number(1 - first - size), day_number(-first, 12, 31))
    return Interval(day_number(max(first, 1)), day_number(first + size - 1, 12, 31))


def _of_part(year: int, part: int) -> Interval:
    first, last = _PARTS[part]
    return _months(year, first, last)


def _months(year: int, first: int, last: int) -> Interval:
    """From the first day of a month to the last of another; a month 13 is January of the next year."""
    after = year + last // 12, last % 12 + 1
    return Interval(day_number(year, first), day_number(*after) - 1)


def _by_library(edtf: str) -> Interval:
    try:
        parsed = parse_edtf(edtf)
    except (EDTFParseException, TypeError) as error:  # TypeError: what the library does not get right itself
        raise ValueError(f"{edtf!r} is not EDTF") from error
    ends = [parsed.lower_strict(), parsed.upper_strict()]
    numbers = [day_number(end.tm_year, end.tm_mon, end.tm_mday) if hasattr(end, "tm_year") else None for end in ends]
    return Interval(numbers[0], numbers[1])


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """The number of a day in the proleptic Gregorian calendar: 1 is 1 January of year 1, 0 the day before.

    `year` is astronomical: 0 is 1 BC. It is what `date.toordinal` gives, also for years that `date` does not know.
    """
    before = year - 1 if month > 2 else year - 2  # the last year whose leap day is over
    years = year - 1
    leap_days = before + 1
    in_year = sum(_MONTH_DAYS[: month - 1]) + day
    return years * 365 + leap_days // 4 - leap_days // 100 + leap_days // 400 + in_year
