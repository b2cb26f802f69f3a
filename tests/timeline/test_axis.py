"""The axis: round dates, none too close, and no year zero."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timeline.axis import LEAST_DAYS, Axis, Tick, year_label
from index.dates import Interval, interval_of


def labels(*dates: str, most: int = 8) -> list[str]:
    axis = Axis.over([interval_of(date) for date in dates])
    return [tick.label for tick in axis.ticks(lambda ticks: len(ticks) <= most)]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("1967-06-05",), ["5 Jun\n1967", "6 Jun", "7 Jun", "8 Jun", "9 Jun"]),
        (("1967-12-30", "1968-01-02"), ["30 Dec\n1967", "31 Dec", "1 Jan\n1968", "2 Jan", "3 Jan"]),
        (("1967-06-05", "1967-07-20"), ["11 Jun\n1967", "21 Jun", "1 Jul", "11 Jul", "21 Jul"]),
        (("1990-02", "1990-11"), ["Apr\n1990", "Jul", "Oct"]),
        (("1948", "1991"), ["1950", "1960", "1970", "1980", "1990"]),
        (("-0002", "0003"), ["3 BC", "2 BC", "1 BC", "AD 1", "2", "3", "4"]),
        (("-2999", "2000"), ["3000 BC", "2000 BC", "1000 BC", "AD 1", "1000", "2000"]),
        (("-0499", "-0399"), ["500 BC", "480 BC", "460 BC", "440 BC", "420 BC", "400 BC"]),
    ],
)
def test_ticks_are_round_dates(dates: tuple[str, ...], expected: list[str]) -> None:
    assert labels(*dates) == expected


def test_years_are_counted_as_people_do() -> None:
    assert [year_label(year) for year in (-43, -1, 0, 1, 1967)] == ["44 BC", "2 BC", "1 BC", "1", "1967"]


spans = st.tuples(st.integers(-1_500_000, 800_000), st.integers(0, 2_000_000) | st.integers(0, 40)).map(
    lambda pair: Interval(pair[0], pair[0] + pair[1])
)


@given(st.lists(spans, min_size=1, max_size=20), st.integers(2, 12))
def test_every_span_is_on_the_axis_and_ticks_go_forward(found: list[Interval], most: int) -> None:
    axis = Axis.over(found)
    assert axis.last - axis.first >= LEAST_DAYS
    for span in found:
        assert span.first is not None
        assert span.last is not None
        assert 0 < axis.share(span.first) <= axis.share(span.last) < 1
    ticks: Sequence[Tick] = axis.ticks(lambda ticks: len(ticks) <= most)
    days = [tick.day for tick in ticks]
    assert days == sorted(set(days))
    assert all(axis.first <= day <= axis.last for day in days)
    assert not any(label.startswith("0") for tick in ticks for label in tick.label.split("\n"))


def test_an_open_end_has_room_for_its_arrow() -> None:
    closed, opened = (
        Axis.over([interval_of("1900/2000")]),
        Axis.over([interval_of("1900/2000"), interval_of("1950/..")]),
    )
    assert opened.last > closed.last
    assert opened.first == closed.first
    assert Axis.over([Interval(None, None)]).last > 0
