"""The picture: texts that nobody has to disentangle, and marks that say how sure a date is."""

import io
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import same_color
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Patch, Polygon
from matplotlib.transforms import Bbox
from PIL import Image

from bot.timeline.events import events_of
from bot.timeline.picture import GROUND, PALE, draw, figure_of
from index.model import DatedPassage
from tests.timeline.dated import dated, found

KILOBYTES = 1000
ROOT = Path(__file__).resolve().parents[2]


def texts_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text that is drawn, with the box around it in pixels of the file."""
    figure.draw_without_rendering()
    return [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts]


def check(figure: Figure) -> list[str]:
    """Assert that texts stand apart and inside, and return them."""
    boxes = texts_of(figure)
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, first), (other, second) in combinations(boxes, 2):
        apart = first.x1 <= second.x0 or second.x1 <= first.x0 or first.y1 <= second.y0 or second.y1 <= first.y0
        assert apart, (one, other)
    return [text for text, _ in boxes]


def marks(*dates: str) -> list[Patch]:
    """The marks of events of these dates."""
    events = events_of([dated(date, f"Event {number}", number) for number, date in enumerate(dates)])
    return list(figure_of("", events).axes[0].patches)


def is_broken(patch: Patch) -> bool:
    """Whether the outline is broken and there is no filling but the ground's."""
    return same_color(patch.get_facecolor(), GROUND) and patch.get_linewidth() > 0 and patch.get_linestyle() != "solid"


@settings(max_examples=25)
@given(st.text(max_size=60), found())
def test_texts_stand_apart_and_inside_whatever_they_say(heading: str, entries: list[DatedPassage]) -> None:
    check(figure_of(heading, events_of(entries)))


@settings(max_examples=10)
@given(found(when=st.just("1967-06-05")))
def test_also_when_all_is_on_one_day(entries: list[DatedPassage]) -> None:
    check(figure_of("One day", events_of(entries)))


@pytest.mark.parametrize("count", [1, 2, 20])
@pytest.mark.parametrize(
    "dates", [("-2999", "2000"), ("1967-06-05", "1967-06-08"), ("1967-06-05",), ("1066/1987", "../1500", "1500/..")]
)
def test_also_over_thousands_of_years_and_over_three_days(dates: tuple[str, ...], count: int) -> None:
    entries = [
        dated(dates[number % len(dates)], f"{'A long title of the event ' * (1 + number % 5)}{number}", number)
        for number in range(count)
    ]
    shown = check(figure_of("Extremes", events_of(entries)))
    assert [text for text in shown if re.match(r"\d+ · ", text)] != []
    assert sum(bool(re.match(rf"{count} · ", text)) for text in shown) == 1


def test_a_file_is_small_and_twice_as_large_as_it_is_shown() -> None:
    entries = [dated(f"19{number:02}-05-0{number % 9 + 1}", f"Title {number} " * 12, number) for number in range(20)]
    drawn = draw("Twenty events", events_of(entries))
    assert len(drawn) < 300 * KILOBYTES
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1440
        assert picture.convert("RGB").getpixel((0, 0)) == tuple(bytes.fromhex(GROUND[1:]))


def test_a_short_time_is_a_dot_and_a_long_one_a_bar() -> None:
    (dot,) = marks("1967-06-05")
    assert isinstance(dot, Circle)
    ruled, year = marks("1066/1087", "1075")
    assert isinstance(ruled, FancyBboxPatch)
    assert isinstance(year, FancyBboxPatch)
    assert ruled.get_width() > 20 * year.get_width()
    assert (ruled.get_alpha(), year.get_alpha()) == (1.0, PALE)  # it fell within the year, but lasted from 1066 to 1087


def test_a_date_that_is_not_sure_has_a_broken_outline() -> None:
    sure, about, doubtful, both, ruled = marks("1948-05", "1948~", "1950?", "1952%", "1900~/1990")
    assert [is_broken(mark) for mark in (sure, about, doubtful, both, ruled)] == [False, True, True, True, True]


def test_an_open_end_is_an_arrow_to_the_edge() -> None:
    patches = marks("../1453", "1453-05-29", "1461/..")
    before, after = (patch for patch in patches if isinstance(patch, Polygon))
    bars = [patch for patch in patches if isinstance(patch, FancyBboxPatch)]
    assert min(before.get_xy()[:, 0]) < bars[0].get_x()
    assert max(after.get_xy()[:, 0]) > bars[1].get_x() + bars[1].get_width()


def test_before_christ_there_is_no_year_zero() -> None:
    shown = check(figure_of("", events_of([dated("-0043-03-15", "Caesar"), dated("0014", "Augustus", 1)])))
    assert "1 · 15 March 44 BC" in shown
    assert {"40 BC", "AD 1"} <= set(shown)
    assert not [text for text in shown if text.startswith(("0", "-"))]


def test_other_scripts_are_shown_or_stand_in_the_list() -> None:
    titles = (
        "Война",
        "حرب الأيام الستة",
        "מלחמת ששת הימים",
        "$x^2$",
        "Ünïcödé",
        "a \U00012000 b",
        "🕊\ufe0f Peace",
        "\u0301" * 9,
    )
    shown = check(figure_of("", events_of([dated("1967", title, at) for at, title in enumerate(titles)])))
    for title in ("Война", "حرب الأيام الستة", "מלחמת ששת הימים", "$x^2$", "Ünïcödé"):
        assert title in shown
    assert "(see 6 in the list)" in shown  # a sign of cuneiform, for which few machines have letters
    assert any(text.endswith("Peace") for text in shown)  # with the bird where the machine has it


def test_several_entries_of_one_document_are_named_by_their_sentences() -> None:
    entries = [
        dated("1956", "Suez", 0, "It was closed."),
        dated("1957", "Suez", 1, "It was opened."),
        dated("1958", "Rome", 2),
    ]
    shown = check(figure_of("", events_of(entries)))
    assert {"“It was closed.”", "“It was opened.”", "Rome"} <= set(shown)


def test_long_titles_are_cut_between_words() -> None:
    title = "word " * 200
    shown = check(figure_of("", events_of([dated("1956", title), dated("1990", "end", 1)])))
    (cut,) = (text for text in shown if text.startswith("word"))
    assert re.fullmatch(r"(word )+word…", cut)


def test_nothing_but_a_picture_loads_matplotlib() -> None:
    modules = "bot.cli, bot.client, bot.commands.timeline, bot.timeline.view"
    script = f"import sys, {modules}; print([m for m in ('matplotlib', 'PIL') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"
