"""The picture in words."""

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import DESCRIPTION, units
from bot.timeline.alt_text import alt_text
from bot.timeline.events import events_of
from index.model import DatedPassage
from tests.timeline.dated import dated, found


def test_dates_and_titles_are_said() -> None:
    events = events_of([dated("1956-07-26", "The canal"), dated("-0043~", "Caesar", 1)])
    assert alt_text("Timeline: Suez", events) == "Timeline: Suez. 1. 26 July 1956: The canal; 2. c. 44 BC: Caesar."


def test_long_titles_are_shortened_before_events_are_left_out() -> None:
    long = events_of([dated("1956", f"{number} " + "long title " * 30, number) for number in range(12)])
    said = alt_text("Timeline: much", long)
    assert units(said) <= DESCRIPTION
    assert said.count("1956") == 12
    many = alt_text("Timeline: much", long * 4)
    assert units(many) <= DESCRIPTION
    assert many.endswith(f"and {48 - many.count('1956')} more.")


@given(st.text(max_size=500), found())
def test_it_is_never_too_long(heading: str, entries: list[DatedPassage]) -> None:
    assert 0 < units(alt_text(heading, events_of(entries))) <= DESCRIPTION
