"""What is on a day of the year: which day is meant, and what is shown of it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.day import Day, read_day, year_of
from bot.days_view import DAY_PATTERN, SHOWN, day_reply
from index.errors import QuestionError
from index.model import DatedPassage
from tests.component_checks import check_limits, payload, walk
from tests.timeline.dated import dated, found

TODAY = date(2026, 6, 5)
BUTTON = 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", Day(6, 5)),
        ("Today", Day(6, 5)),
        ("5 June", Day(6, 5)),
        (" june  5 ", Day(6, 5)),
        ("5th of June", Day(6, 5)),
        ("06-05", Day(6, 5)),
        ("--06-05", Day(6, 5)),
        ("5 June 1967", Day(6, 5)),
        ("1967-06-05", Day(6, 5)),
        ("29 February", Day(2, 29)),
        ("Feb 29", Day(2, 29)),
        ("31 Dec", Day(12, 31)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: Day) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["30 February", "June", "1967", "5", "soon", "32 May", "13-40", "5 June 6 June", "x" * 90]
)
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(QuestionError, match=r"is no day of the year that I can read\. Write it as"):
        read_day(text, TODAY)


@given(st.dates(), st.dates())
def test_any_day_can_be_named_as_it_is_shown(day: date, today: date) -> None:
    assert read_day(str(Day.of(day)), today) == Day.of(day)


def test_the_year_is_that_in_which_a_date_begins() -> None:
    dates = ("1967-06-05", "-0043-03-15", "1967-06-05/1968-06-10", "0070-06-05~")
    assert [year_of(date) for date in dates] == ["1967", "44 BC", "1967", "AD 70"]


@given(found(most=12), st.integers(0, 12))
def test_a_day_keeps_every_limit(entries: list[DatedPassage], offset: int) -> None:
    texts = check_limits(day_reply(Day(6, 5), entries, offset))
    assert len(texts) == (2 + min(SHOWN, len(entries) - offset) if offset < len(entries) else 1)


def test_passages_are_quoted_by_year_with_their_sources() -> None:
    entries = [dated(f"19{50 + number}-06-05", f"Canal {number}", number) for number in range(7)]
    heading, *said, footer = check_limits(day_reply(Day(6, 5), entries))
    assert heading == "### On this day: 5 June"
    assert said == [
        f"**{1950 + number}** · Nobody knew. **The canal was opened.** Nobody minded.\n"
        f"-# Canal {number} · 5 June {1950 + number} · ¶ 1"
        for number in range(SHOWN)
    ]
    assert footer == "-# Quoted word for word · 1–5 of 7 passages"
    buttons = [part for part in walk(payload(day_reply(Day(6, 5), entries))) if part["type"] == BUTTON]
    assert [button["label"] for button in buttons] == ["In context"] * SHOWN + ["More passages", "Cite"]
    assert buttons[SHOWN]["custom_id"] == "day:6-5:5"
    assert not buttons[SHOWN]["disabled"]


def test_the_last_passages_of_a_day_are_the_last() -> None:
    entries = [dated("1950-06-05", f"Canal {number}", number) for number in range(6)]
    *_, footer = check_limits(day_reply(Day(6, 5), entries, SHOWN))
    assert footer == "-# Quoted word for word · 6 of 6 passages"
    (more,) = (
        part for part in walk(payload(day_reply(Day(6, 5), entries, SHOWN))) if part.get("label") == "More passages"
    )
    assert more["disabled"]


def test_a_day_with_nothing_is_said_plainly() -> None:
    (said,) = check_limits(day_reply(Day(2, 29), []))
    assert said == "### On this day: 29 February\nThe library has nothing that is dated 29 February."


def test_one_passage_that_tells_of_two_years_has_one_button() -> None:
    one = dated("1950-06-05", "Canal")
    reply = day_reply(Day(6, 5), [one, DatedPassage(one.passage, "1960-06-05", one.highlight)])
    assert len(check_limits(reply)) == 4
    labels = [part["label"] for part in walk(payload(reply)) if part["type"] == BUTTON]
    assert labels == ["In context", "More passages", "Cite"]


def test_its_button_is_known_again() -> None:
    assert re.fullmatch(DAY_PATTERN, "day:12-31:45")
    assert not re.fullmatch(DAY_PATTERN, "day:123-1:0")
