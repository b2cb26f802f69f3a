"""Historical dates: read as people write them, kept as EDTF, shown as people read them.

EDTF is the Library of Congress's Extended Date/Time Format (ISO 8601-2:2019, annex A): `1991-10-18`,
`1991-10`, `1991`, `1948~` (approximate), `1948?` (uncertain), `195X` (a decade), `1967-06-05/1967-06-10`.
Years are astronomical: `-0043` is 44 BC, for EDTF has a year 0. What texts write, and what it is taken for:

| text | EDTF | |
|---|---|---|
| the 18th century, the 1700s | `17XX` | as EDTF counts, by digits; "the 2000s" alone is a decade, `200X` |
| the 5th century BC | `-04XX` | 500 to 401 BC |
| the early, mid, late 1950s | `1950~/1953~` … | a third of a decade or century, with vague ends |
| the beginning, end of the 18th century | `1700~/1709~` … | a tenth of a century |
| early, mid, late 1948; its first half | `1948-37` … | EDTF's parts of a year |
| spring 1948; the winter of 1916–17 | `1948-21`; `1916-28` | a winter with one year, `1941-24`, may be either of it |
| since 1949; until 1917 | `1949/..`; `../1917` | behind "since" and "until" a day stays that day |
| before 1914; after 1945 | `[..1913]`; `[1946..]` | a month or a day stays what it is; so does "shortly after 1945" |
| 25 October (7 November) 1917 | `1917-10-25`, julian | the day as written first; `other_calendar` gives the other |
| 10 February 1731/32 | `1732-02-10`, julian | years are counted from January |
"""

from index.dates.calendars import format_in_both, other_calendar
from index.dates.formatting import format_date
from index.dates.intervals import day_number, interval_of, is_edtf, named_days
from index.dates.model import Interval, Mention
from index.dates.reading import find_dates, parse_date

VERSION = 3  # to be raised when other dates are found in the same text: files are then read again

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
