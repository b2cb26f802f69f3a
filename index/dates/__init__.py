"""Historical dates: read as people write them, kept as EDTF, shown as people read them.

EDTF is the Library of Congress's Extended Date/Time Format (ISO 8601-2:2019, annex A): `1991-10-18`,
`1991-10`, `1991`, `1948~` (approximate), `1948?` (uncertain), `195X` (a decade), `1967-06-05/1967-06-10`.
"""

from index.dates.calendars import format_in_both, other_calendar
from index.dates.formatting import format_date
from index.dates.intervals import day_number, interval_of, is_edtf, named_days
from index.dates.model import Interval, Mention
from index.dates.reading import find_dates, parse_date

VERSION = 2  # to be raised when other dates are found in the same text: files are then read again

__all__ = [
    "Interval",
    "Mention",
    "day_number",
    "find_dates",
    "format_date",
    "format_in_both",
    "interval_of",
    "is_edtf",
    "named_days",
    "other_calendar",
    "parse_date",
]
