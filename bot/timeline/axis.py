"""The axis of a timeline: which days it reaches over, and where its ticks stand.

Days are numbers as `index.dates.day_number` gives them. Years are shown as people count them: before AD 1 comes 1 BC.
"""

from calendar import month_abbr, monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.dates import Interval, day_number

LEAST_DAYS = 4  # that an axis reaches over
_PADDING = 0.03  # of the axis, before the first event and after the last
_OPEN_PADDING = 0.10  # where an event has no end, for its arrow
_DAY_STEPS = (1, 2, 5, 10)
_MONTH_STEPS = (1, 3, 6)
_YEAR_STEPS = (1, 2, 5)  # times a power of ten
_YEAR_DAYS = 365.2425
_LONGEST_BY_DAY, _LONGEST_BY_MONTH = 400, 15 * 366  # days of an axis that has such ticks
_MOST = 60  # ticks that are worth a try

Fits = Callable[[Sequence["Tick"]], bool]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that is named, in one line or two."""

    day: int
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `first` to `last`, with fractions where there is room around the events. A day is a point on it."""

    first: float
    last: float

    @classmethod
    def over(cls, spans: Iterable[Interval]) -> "Axis":
        """An axis that reaches over all of these, with room around."""
        known = list(spans)
        ends = [day for span in known for day in (span.first, span.last) if day is not None] or [1]
        first, last = float(min(ends)), float(max(ends))
        last = max(last, first + LEAST_DAYS)  # more room after it than before, for the labels
        before = _OPEN_PADDING if any(span.first is None for span in known) else _PADDING
        after = _OPEN_PADDING if any(span.last is None for span in known) else _PADDING
        return cls(first - before * (last - first), last + after * (last - first))

    def share(self, day: float) -> float:
        """Where a moment stands: 0 at the start of the axis, 1 at its end."""
        return (day - self.first) / (self.last - self.first)

    def ticks(self, fits: Fits) -> tuple[Tick, ...]:
        """The finest ticks that fit; none where not even the coarsest do."""
        for candidate in self._candidates():
            ticks = tuple(tick for tick in candidate if self.first <= tick.day <= self.last)
            if 2 <= len(ticks) <= _MOST and fits(ticks):
                return ticks
        return ()

    def _candidates(self) -> Iterator[Sequence[Tick]]:
        days = self.last - self.first
        if days <= _LONGEST_BY_DAY:
            yield from (self._day_ticks(step) for step in _DAY_STEPS)
        if days <= _LONGEST_BY_MONTH:
            yield from (self._month_ticks(step) for step in _MONTH_STEPS)
        power = 1
        while power <= days:
            yield from (self._year_ticks(step * power) for step in _YEAR_STEPS if days / (step * power) < 366 * _MOST)
            power *= 10

    def _day_ticks(self, step: int) -> list[Tick]:
        found: list[tuple[int, str, int]] = []
        for year, month in self._months(1):
            length = monthrange(_calendar_year(year), month)[1]
            # The last one before the next month's first is left out where it would stand close to that.
            numbers = [number for number in range(1, length + 1, step) if step == 1 or number + step // 2 <= length]
            found += [(day_number(year, month, number), f"{number} {month_abbr[month]}", year) for number in numbers]
        return self._labelled(found)

    def _month_ticks(self, step: int) -> list[Tick]:
        return self._labelled(
            [(day_number(year, month), month_abbr[month], year) for year, month in self._months(step)]
        )

    def _year_ticks(self, step: int) -> list[Tick]:
        start, end = self._years()
        counts = range(start // step, end // step + 1)
        years = list(dict.fromkeys(_astronomical(count * step) for count in counts))
        eras = {1: "AD "} if start < 0 else {}  # where the axis begins in another era, its end is marked
        return [Tick(day_number(year), eras.get(year, "") + year_label(year)) for year in years]

    def _months(self, step: int) -> Iterator[tuple[int, int]]:
        start, end = self._years()
        return ((year, month) for year in range(start, end + 1) for month in range(1, 13, step))

    def _years(self) -> tuple[int, int]:
        """The first and the last year, and one more on either side."""
        return int(self.first // _YEAR_DAYS) - 1, int(self.last // _YEAR_DAYS) + 2

    def _labelled(self, found: Sequence[tuple[int, str, int]]) -> list[Tick]:
        """Name the year below the first tick that is seen, and below the first of each year."""
        ticks: list[Tick] = []
        named: int | None = None
        for day, label, year in found:
            is_new = self.first <= day <= self.last and year != named
            ticks.append(Tick(day, f"{label}\n{year_label(year)}" if is_new else label))
            named = year if is_new else named
        return ticks


def year_label(year: int) -> str:
    """A year as people write it; `year` is astronomical: 0 is 1 BC."""
    return str(year) if year > 0 else f"{1 - year} BC"


def _astronomical(count: int) -> int:
    """The year of a round number as people count: 500, 1 for 0 (there is none), and for -500 the year 500 BC."""
    return count if count > 0 else 1 if count == 0 else count + 1


def _calendar_year(year: int) -> int:
    """A year with a calendar of the same kind that the standard library knows."""
    return year if year > 0 else year % 400 + 400
