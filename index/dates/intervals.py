"""EDTF → the days that it may mean, as numbers to compare and to sort by."""

from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

from index.dates.model import Interval


def is_edtf(text: str) -> bool:
    """Whether a text is a date in EDTF, levels 0 to 2."""
    try:
        parse_edtf(text)
    except EDTFParseException:
        return False
    return True


@lru_cache(maxsize=65_536)  # reading takes a fraction of a millisecond, and dates come again and again
def interval_of(edtf: str) -> Interval:
    """The days from the first to the last that a date may mean. Raises ValueError for what is not EDTF."""
    try:
        parsed = parse_edtf(edtf)
    except EDTFParseException as error:
        raise ValueError(f"{edtf!r} is not EDTF") from error
    first, slash, last = edtf.partition("/")
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return Interval(
        None if slash and first in ("", "..") else day_number(lower.tm_year, lower.tm_mon, lower.tm_mday),
        None if slash and last in ("", "..") else day_number(upper.tm_year, upper.tm_mon, upper.tm_mday),
    )


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """The number of a day in the proleptic Gregorian calendar: 1 is 1 January of year 1, 0 the day before.

    `year` is astronomical: 0 is 1 BC. It is what `date.toordinal` gives, also for years that `date` does not know.
    """
    before = year - 1 if month > 2 else year - 2  # the last year whose leap day is over
    years = year - 1
    leap_days = before + 1
    in_year = sum(_MONTH_DAYS[: month - 1]) + day
    return years * 365 + leap_days // 4 - leap_days // 100 + leap_days // 400 + in_year


_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
