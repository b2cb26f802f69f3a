"""One date as it was read, whole or in part, and its EDTF."""

from calendar import isleap
from dataclasses import dataclass

_LAST_JULIAN_YEAR = 1923  # Greece was the last state to leave the Julian calendar
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_PLAIN_YEAR = -9999  # earlier ones are written with a Y, which takes no mark and no range
_MONTHS_OF = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_MONTHS_OF |= {37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12)}
SPANNING = (28, 30)  # a northern winter and a southern summer end in the year after


@dataclass(frozen=True, slots=True)
class Point:
    """A date as read; 0, None and "" where the text does not say.

    `number` is the year as written, the first year of a decade, or which century or millennium it is, as `unit` says;
    `month` is 1 to 12 or one of EDTF's 21 to 41 for seasons and other parts of a year; `era` is "BC", "AD" or "";
    `mark` is EDTF's: "~" about, "?" uncertain, "%" both; `part` is "early", "mid", "late", "half 1" …; `end` is where
    it ends in its text.
    """

    end: int
    number: int | None = None
    unit: str = "year"
    month: int = 0
    day: int = 0
    era: str = ""
    mark: str = ""
    part: str = ""
    calendar: str = ""
    short: bool = False  # its number lacks the century

    @property
    def year(self) -> int:
        """The first year, astronomical: 0 is 1 BC."""
        return self.years[0]

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year, astronomical. A century is its hundred years with the same first digits."""
        size = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}[self.unit]
        number = self.number or 0
        if self.unit in ("century", "millennium"):
            return (-number * size + 1, (1 - number) * size) if self.era == "BC" else _clipped(number - 1, size)
        return (2 - number - size, 1 - number) if self.era == "BC" else (number, number + size - 1)

    @property
    def exists(self) -> bool:
        """Whether there is such a day, in the Julian or the Gregorian calendar."""
        if self.number is None or (self.number < 1 and self.unit != "decade"):
            return False
        if not self.day:
            return True
        leap = isleap(self.year) or (self.year <= _LAST_JULIAN_YEAR and self.year % 4 == 0)
        return self.day <= _MONTH_DAYS[self.month - 1] - (self.month == 2 and not leap)


def _clipped(hundreds: int, size: int) -> tuple[int, int]:
    return max(hundreds * size, 1), hundreds * size + size - 1


def edtf_of(point: Point) -> str:
    """The EDTF of one date; an interval where EDTF has no shorter form for it."""
    if point.part:
        return _part(point)
    first, last = ends_of(point)
    return first if first == last else f"{first}/{last}"


def ends_of(point: Point) -> tuple[str, str]:
    """The EDTF of the first and of the last that a date spans; both are the same where one form says it all."""
    if point.unit == "year":
        one = _plain(point.year, point.month, point.day, point.mark)
        return one, one
    if point.unit == "decade" and point.era == "BC":
        return _both(point.years, point.mark)
    one = _digits(point) + point.mark
    return one, one


def bounds_of(point: Point) -> tuple[str, str]:
    """The first and the last of a date as an end of a range, where EDTF takes no X, no mark behind one and no part."""
    if point.part and "/" in (edtf := _part(point)):
        first, _, last = edtf.partition("/")
        return first, last
    if point.unit != "year":
        exact = not point.mark and point.era != "BC" and point.unit != "millennium"
        return ends_of(point) if exact else _both(point.years, point.mark)
    if point.month > 24 or (point.part and not point.month):
        part = int(edtf_of(point)[-2:])
        begin, end = _MONTHS_OF.get(part, (12, 2))
        return _plain(point.year, begin), _plain(point.year + (part in SPANNING), end)
    return ends_of(point)


def _both(years: tuple[int, int], mark: str) -> tuple[str, str]:
    return _plain(years[0], mark=mark), _plain(years[1], mark=mark)


def _plain(year: int, month: int = 0, day: int = 0, mark: str = "") -> str:
    if year < _FIRST_PLAIN_YEAR:
        return f"Y{year}"
    text = f"-{-year:04}" if year < 0 else f"{year:04}"
    if month:
        text += f"-{month:02}"
    if day:
        text += f"-{day:02}"
    return text if month > 12 else text + mark


def _digits(point: Point) -> str:
    number = point.number or 0
    sign = "-" if point.era == "BC" else ""
    if point.unit == "decade":
        return f"{number // 10:03}X"
    return f"{sign}{number - 1:02}XX" if point.unit == "century" else f"{sign}{number - 1}XXX"


_SHARES = {  # of a century or a decade, in hundredths; of a month, in days; of a year, EDTF's own codes
    "beginning": ((0, 10), (1, 10), 37),
    "early": ((0, 34), (1, 10), 37),
    "mid": ((34, 67), (11, 20), 38),
    "late": ((67, 100), (21, 31), 39),
    "end": ((90, 100), (21, 31), 39),
    "half 1": ((0, 50), (1, 15), 40),
    "half 2": ((50, 100), (16, 31), 41),
    "quarter 1": ((0, 25), (1, 7), 33),
    "quarter 2": ((25, 50), (8, 15), 34),
    "quarter 3": ((50, 75), (16, 23), 35),
    "quarter 4": ((75, 100), (24, 31), 36),
}

_OF_DECADE = {"beginning": "early", "end": "late"}  # a tenth would be a year


def _part(point: Point) -> str:
    """A part of a month, year, decade or century: its third, half or quarter, with ends that are about right."""
    if point.part == "turn":
        return _plain(point.year, mark="~")
    part = _OF_DECADE.get(point.part, point.part) if point.unit == "decade" else point.part
    of_years, of_days, code = _SHARES[part]
    if point.unit != "year":
        return _share_of_years(point.years, of_years)
    if not point.month:
        return _plain(point.year, code)
    if point.month > 12:
        return _plain(point.year, point.month)
    last = Point(0, point.number, month=point.month, day=of_days[1], era=point.era)
    days = of_days[0], of_days[1] if last.exists else _month_days(point.year, point.month)
    return "/".join(_plain(point.year, point.month, day, "~") for day in days)


def _share_of_years(years: tuple[int, int], share: tuple[int, int]) -> str:
    size = 10 ** len(str(years[1] - years[0]))
    first = years[1] + 1 - size
    begin, end = (first - -size * percent // 100 for percent in share)
    return f"{_plain(max(begin, years[0]), mark='~')}/{_plain(end - 1, mark='~')}"


def _month_days(year: int, month: int) -> int:
    return _MONTH_DAYS[month - 1] - (month == 2 and not isleap(year))


def plain_bounds(point: Point) -> tuple[str, str]:
    """The first and the last of a date without a mark or an X, as the end of an open range."""
    begin, end = bounds_of(point)
    if point.unit != "year" and not point.part:
        begin, end = _both(point.years, "")
    return begin.rstrip("~?%"), end.rstrip("~?%")


def year_written(year: int) -> str:
    """An astronomical year as EDTF writes it."""
    return _plain(year)
