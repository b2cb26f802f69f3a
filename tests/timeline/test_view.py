"""The message: the picture, and each sentence word for word with its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import DESCRIPTION
from bot.timeline.request import TimelineRequest, read_request
from bot.timeline.view import PICTURE, SHOWN, timeline_reply
from index.errors import QuestionError
from index.model import DatedPassage
from tests.component_checks import check_limits, payload, walk
from tests.strategies import examples, shown
from tests.timeline.dated import dated, found

GALLERY, BUTTON = 12, 2


@given(st.text(max_size=200), found(most=SHOWN + 2))
@examples(100)
def test_a_timeline_keeps_every_limit(topic: str, entries: list[DatedPassage]) -> None:
    reply = timeline_reply(TimelineRequest(topic, "1900-01", "2000-12-31"), entries, "x" * DESCRIPTION)
    said = check_limits(reply)
    assert len(said) == min(SHOWN, len(entries)) + 2
    (gallery,) = (part for part in walk(payload(reply)) if part["type"] == GALLERY)
    assert gallery["items"] == [
        {"media": {"url": f"attachment://{PICTURE}"}, "description": "x" * DESCRIPTION, "spoiler": False}
    ]


def test_sentences_are_whole_and_sourced_and_each_can_be_seen_in_context() -> None:
    entries = [
        dated(f"195{number}-07-26", f"Canal {number}", number, f"Ship {number} {'sailed and ' * 12}sank.")
        for number in range(SHOWN)
    ]
    reply = timeline_reply(read_request("canal ships"), entries, "words")
    heading, *said, footer = check_limits(reply)
    assert heading == "### Timeline: canal ships"
    for number, text in enumerate(said):
        assert text.startswith(f"**{number + 1} · 26 July 195{number}** · ")
        assert entries[number].highlight in shown(text)
        assert text.endswith(f"\n-# Canal {number} · 26 July 195{number} · ¶ 1")
    assert footer == "-# Quoted word for word, in order of time"
    buttons = [part["label"] for part in walk(payload(reply)) if part["type"] == BUTTON]
    assert buttons == ["In context"] * SHOWN + ["Cite", "Cite the others"]


def test_who_has_little_to_say_leaves_the_room_to_the_others() -> None:
    long = " ".join(f"Sentence {number} of the long passage." for number in range(120))
    entries = [dated("1950", "Short", number, "Short.") for number in range(SHOWN - 1)] + [
        dated("1990", "Long", 30, long)
    ]
    *_, text, _ = check_limits(timeline_reply(read_request("room"), entries, "words"))
    assert "Sentence 30 of the long passage" in text
    assert "[…]" in text


def test_one_passage_with_two_dates_has_one_button() -> None:
    one = dated("1950", "Canal")
    reply = timeline_reply(read_request("canal"), [one, DatedPassage(one.passage, "1960", one.highlight)])
    check_limits(reply)
    assert [part["label"] for part in walk(payload(reply)) if part["type"] == BUTTON] == ["In context", "Cite"]


def test_nothing_is_said_plainly() -> None:
    (said,) = check_limits(timeline_reply(read_request("vitamins"), []))
    assert said == "### Timeline: vitamins\nThe library has nothing on that with a date."
    (said,) = check_limits(timeline_reply(read_request("vitamins", "1950", "5 June 1967"), []))
    assert said == (
        "### Timeline: vitamins, from 1950 until 5 June 1967\nThe library has nothing on that with a date in that time."
    )


def test_a_request_reads_dates_as_people_write_them() -> None:
    assert read_request(" the  canal ", "June 5, 1967", "1970") == TimelineRequest("the canal", "1967-06-05", "1970")
    assert read_request("canal", "1948~").since == "1948~"
    assert str(read_request("canal", "", "1970")) == "canal, until 1970"
    for since, until in (("soon", ""), ("", "1970-13"), ("1970", "1950")):
        with pytest.raises(QuestionError):
            read_request("canal", since, until)
