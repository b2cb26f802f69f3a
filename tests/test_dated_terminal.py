"""Days and timelines in a terminal and a pipe."""

import io

from bot.dated_terminal import render_day, render_timeline
from bot.day import Day
from bot.terminal import console_for
from bot.timeline.request import read_request
from tests.timeline.dated import dated

PIPE = console_for(io.StringIO())


def test_passages_of_a_day_stand_under_their_years() -> None:
    entries = [dated("-0043-03-15", "Caesar"), dated("1967-03-15", "Canal \x1b[1m", 1)]
    assert render_day(Day(3, 15), entries, PIPE).plain == (
        "On this day: 15 March\n\n"
        "44 BC\n     Nobody knew. **The canal was opened.** Nobody minded.\n     — Caesar · 15 March 44 BC · ¶ 1\n\n"
        "1967\n     Nobody knew. **The canal was opened.** Nobody minded.\n     — Canal · 15 March 1967 · ¶ 1"
    )


def test_sentences_of_a_timeline_are_numbered() -> None:
    entries = [dated("1948~", "Caesar"), dated("1967-03-15", "Canal", 1)]
    assert render_timeline(read_request("ships", "1940"), entries, PIPE).plain == (
        "Timeline: ships, from 1940\n\n"
        "  1  c. 1948\n     The canal was opened.\n     — Caesar · c. 1948 · ¶ 1\n\n"
        "  2  15 March 1967\n     The canal was opened.\n     — Canal · 15 March 1967 · ¶ 1"
    )


def test_nothing_is_said_plainly() -> None:
    assert render_day(Day(2, 29), [], PIPE).plain.endswith("\n\nThe library has nothing that is dated 29 February.")
    assert render_timeline(read_request("ships"), [], PIPE).plain.endswith(
        "\n\nThe library has nothing on that with a date."
    )
