"""One date at a place in a text: "18th of October 1991", "spring 1948", "late fifth century BC".

What is read here may lack its year or more ("June 5", "18"); `index.dates.ranges` and `index.dates.completing` add it.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from index.dates import vocabulary as words
from index.dates.context import ends_as_year, is_counted
from index.dates.point import Point

_B = words.BLANK
_FLAGS = re.IGNORECASE
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_BEFORE_MONTH = rf"{_B}(?:day{_B})?(?:of{_B})?"
_DAY_MONTH = re.compile(rf"{words.WEEKDAY}?(?:the{_B})?{_DAY}{_BEFORE_MONTH}(?P<month>{words.MONTH})", _FLAGS)
_MONTH_DAY = re.compile(rf"{words.WEEKDAY}?(?P<month>{words.MONTH}){_B}(?:the{_B})?{_DAY}", _FLAGS)
_MONTH = re.compile(rf"(?P<month>{words.MONTH})", _FLAGS)
_ERA_NEXT = re.compile(rf"\s{{0,2}}{words.ERA}")  # "March 44 BC" names no day
_NUMERIC = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\w-])"
    r"|(?P<first>\d{1,2})(?P<sign>[./])(?P<second>\d{1,2})(?P=sign)(?P<last>\d{4})(?![\w-]|[./]\d)"
)
_SEASON = re.compile(rf"(?P<season>{words.alternatives(words.SEASONS)})\b", _FLAGS)
_ERA_FIRST = r"(?P<ad>A\.\s?D\.|AD)\s{0,2}|(?P<bc>B\.\s?C\.)\s{0,2}(?=\d{1,3}\b)"
_YEAR = re.compile(
    rf"(?:{_ERA_FIRST})?(?P<number>\d{{1,2}},\d{{3}}(?=\s{{0,2}}B)|\d{{1,5}})(?![\d])(?:\s{{0,2}}(?P<era>{words.ERA}))?"
)
_OF = re.compile(rf",?{_B}(?:of{_B})?(?:the{_B}year{_B})?|,(?=\d)", _FLAGS)
_DUAL = re.compile(r"/(?P<second>\d{1,4})(?!\d)")
_CENTURY = re.compile(
    rf"(?:the{_B})?(?P<ordinal>{words.ORDINAL})[-\s]{{1,2}}(?P<unit>centur(?:y|ies)|cent\.|millenni(?:um|a))"
    rf"(?:,?\s{{1,2}}(?P<era>{words.ERA}))?",
    _FLAGS,
)
_DECADE_OF = re.compile(
    rf"(?P<nth>{words.alternatives(words.ORDINALS)}){_B}decade{_B}of{_B}(?=(?:the{_B})?(?:{words.ORDINAL}))", _FLAGS
)
_DECADE = re.compile(rf"(?:the{_B})?['’‘]?(?P<number>\d{{1,3}}0)['’]?s\b(?:\s{{1,2}}(?P<era>{words.ERA}))?", _FLAGS)
_NAMED_DECADE = re.compile(rf"(?:the{_B})?(?P<name>{words.alternatives(words.DECADES)})\b", _FLAGS)
_MARK = re.compile(r"\s?(?:(?P<both>\(\?\)|\[\?\]|\(uncertain\))|\?(?=\s?[-–—),;\]]))")
_STYLE = re.compile(
    r",?\s(?:\((?P<bracket>)|\[(?P<square>))?"
    r"(?:(?P<old>O\.\s?S\.|OS|[Oo]ld\s[Ss]tyle|(?:(?:in|by|of|according\sto)\sthe\s)?Julian(?:\scalendar)?)"
    r"|(?P<new>N\.\s?S\.|NS|[Nn]ew\s[Ss]tyle|(?:(?:in|by|of|according\sto)\sthe\s)?Gregorian(?:\scalendar)?))"
    r"(?(bracket)\)|(?(square)\]|(?<=[.er])(?<!ulian)(?<!orian)(?!\w)))"
)
_ORDINAL_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?![\w])")
_FIRST_WORD = re.compile(r"[A-Za-z]+|['’‘]?\d")
_TWO_YEARS = re.compile(
    r"(?P<ad>AD\s|A\.\s?D\.\s)?(?P<first>\d{1,4})[-–/](?P<second>\d{1,4})(?!\d)"
    rf"(?:\s{{0,2}}(?P<era>{words.BEFORE_CHRIST}))?"
)
_IN_TWO_YEARS = {24: 28, 22: 30}  # EDTF's northern winter and southern summer, which end in the year after
_HUNDREDS_AS_DECADE = 2000  # "the 2000s" is a decade, "the 1800s" a century


def item(text: str, at: int, *, open_number: bool = False) -> Point | None:
    """Read one date; with `open_number` also a day or a season alone, which a range's other end completes."""
    if not (word := _FIRST_WORD.match(text, at)):
        return None
    for read in _FROM_DIGIT if word[0][-1].isdigit() else _FROM_WORD.get(word[0].lower(), ()):
        if point := read(text, at):
            return _marked(text, point)
    if open_number and (match := _ORDINAL_DAY.match(text, at)):
        return Point(match.end(), day=int(re.sub(r"\D", "", match[0])))
    if open_number and (match := _SEASON.match(text, at)):
        return Point(match.end(), month=words.SEASONS[match["season"].lower()])
    return None


def year_at(text: str, at: int) -> Point | None:
    """Read a year that other words show to be one: "44 BC", "AD 70", "1948", "870"."""
    match = _YEAR.match(text, at)
    if not match:
        return None
    era = "BC" if match["bc"] else "AD" if match["ad"] else era_of(match["era"])
    if not era and not (3 <= len(match["number"]) <= 4):
        return None
    return Point(match.end(), int(match["number"].replace(",", "")), era=era)


def era_of(written: str | None) -> str:
    """BC or AD, "" where nothing is written."""
    if not written:
        return ""
    return "BC" if written[0] in "Bb" else "AD"


def ordinal_of(written: str) -> int:
    """The number of "18th" or "eighteenth"."""
    return int(written[:-2]) if written[0].isdigit() else words.ORDINALS[re.sub(r"\s+", " ", written.lower())]


def month_of(written: str) -> int:
    """The number of a month's name."""
    return words.MONTHS[written.rstrip(".").lower()]


def _numeric(text: str, at: int) -> Point | None:
    match = _NUMERIC.match(text, at)
    if not match:
        return None
    if match["year"]:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"] or 0)
        if not day and month > year % 100:  # "1904-05" is two years
            return None
        return Point(match.end(), year, month=month, day=day) if 0 < month <= 12 and match["day"] != "00" else None
    day, month = int(match["first"]), int(match["second"])
    if match["sign"] == "/" and day <= 12 < month:
        day, month = month, day
    sure = match["sign"] == "." or day > 12 or day == month
    return Point(match.end(), int(match["last"]), month=month, day=day) if sure and 0 < month <= 12 and day else None


def _day_and_month(text: str, at: int) -> Point | None:
    for form in (_DAY_MONTH, _MONTH_DAY):
        match = form.match(text, at)
        if match and 1 <= int(match["day"]) <= 31 and not (form is _MONTH_DAY and _ERA_NEXT.match(text, match.end())):
            return with_year(text, Point(match.end(), month=month_of(match["month"]), day=int(match["day"])))
    month = _MONTH.match(text, at)
    return with_year(text, Point(month.end(), month=month_of(month["month"]))) if month else None


def with_year(text: str, point: Point) -> Point:
    """A day or month with the year that follows it; as it is where none follows."""
    gap = _OF.match(text, point.end)
    year = year_at(text, gap.end()) if gap else None
    if not year or (len(str(year.number)) < 4 and not year.era and not ends_as_year(text, year.end)):
        return point
    if is_counted(text, year.end):
        return point
    dual = _dual_year(text, year, point.month)
    year = dual or year
    return replace(point, end=year.end, number=year.number, era=year.era, calendar=year.calendar)


def _dual_year(text: str, year: Point, month: int) -> Point | None:
    """The year of "10 February 1731/32": by the old count it began on 25 March; we count it from January."""
    match = _DUAL.match(text, year.end)
    if not match or not 1 <= month <= 3 or not year.number:
        return None
    number = year.number + 1
    return Point(match.end(), number, calendar="julian") if str(number).endswith(match["second"]) else None


def _season(text: str, at: int) -> Point | None:
    match = _SEASON.match(text, at)
    gap = _OF.match(text, match.end()) if match else None
    if not match or not gap:
        return None
    month = words.SEASONS[match["season"].lower()]
    if two := _two_years(text, gap.end(), month):
        return two
    year = year_at(text, gap.end())
    sure = year and year.number and (year.era or year.number >= 1000)
    return replace(year, month=month) if year and sure else None


def _two_years(text: str, at: int, month: int) -> Point | None:
    """The winter "of 1916–17" and the southern summer "of 1956–57"; "480–479 BC" too."""
    match = _TWO_YEARS.match(text, at)
    if not match or month not in _IN_TWO_YEARS:
        return None
    era, first = ("BC" if match["era"] else "AD" if match["ad"] else ""), int(match["first"])
    second = str(first - 1 if era == "BC" else first + 1)
    sure = (era or first >= 1000) and second.endswith(match["second"])
    return Point(match.end(), first, month=_IN_TWO_YEARS[month], era=era) if sure else None


def _century(text: str, at: int) -> Point | None:
    match = _CENTURY.match(text, at)
    if not match:
        return None
    unit = "millennium" if match["unit"].lower().startswith("mill") else "century"
    return Point(match.end(), ordinal_of(match["ordinal"]), unit=unit, era=era_of(match["era"]))


def _decade_of(text: str, at: int) -> Point | None:
    match = _DECADE_OF.match(text, at)
    century = _century(text, match.end()) if match else None
    nth = words.ORDINALS[match["nth"].lower()] if match else 0
    if not century or not century.number or century.era == "BC" or nth > 10:
        return None
    return Point(century.end, (century.number - 1) * 100 + (nth - 1) * 10, unit="decade")


def _decade(text: str, at: int) -> Point | None:
    match = _DECADE.match(text, at)
    if not match:
        return None
    number, era = int(match["number"]), era_of(match["era"])
    if number % 100 == 0 and number != _HUNDREDS_AS_DECADE and not era:
        return Point(match.end(), number // 100 + 1, unit="century") if number >= 100 else None
    return Point(match.end(), number, unit="decade", era=era, short=number < 100 and not era)


def _named_decade(text: str, at: int) -> Point | None:
    match = _NAMED_DECADE.match(text, at)
    return Point(match.end(), words.DECADES[match["name"].lower()], unit="decade", short=True) if match else None


def _marked(text: str, point: Point) -> Point:
    if point.number is None:
        return point
    if match := _MARK.match(text, point.end):
        point = replace(point, end=match.end(), mark="?")
    if point.day and (style := _STYLE.match(text, point.end)):
        point = replace(point, end=style.end(), calendar="julian" if style["old"] else "gregorian")
    return point


_Reader = Callable[[str, int], Point | None]
_FROM_DIGIT: tuple[_Reader, ...] = (_numeric, _century, _day_and_month, _decade, year_at)
_FROM_WORD: dict[str, tuple[_Reader, ...]] = {
    **dict.fromkeys(words.WEEKDAYS, (_day_and_month,)),
    **dict.fromkeys(words.MONTHS, (_day_and_month,)),
    **dict.fromkeys(words.SEASONS, (_season,)),
    **dict.fromkeys(words.first_words(words.ORDINALS), (_century, _decade_of)),
    **dict.fromkeys(words.DECADES, (_named_decade,)),
    **dict.fromkeys(("ad", "a", "b"), (year_at,)),
    "the": (_century, _decade_of, _day_and_month, _decade, _named_decade),
}  # what a date may be that begins with a word
