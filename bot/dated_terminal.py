"""What is on a day of the year, and timelines, as text for a terminal or a pipe."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.day import DAY_LIMIT, Day, year_of
from bot.streams import complain
from bot.terminal import QUESTION, SOURCE, block, console_for, join, marked, printable, source_lines
from bot.timeline.events import events_of
from bot.timeline.request import TimelineRequest
from index.dates import format_in_both
from index.library import Library
from index.model import DatedPassage


def print_day(day: Day, library: Library) -> None:
    """Print what happened on a day. Raises what `Library.on_this_day` raises."""
    out = console_for(sys.stdout)
    out.print(render_day(day, library.on_this_day(day.month, day.number, limit=DAY_LIMIT), out))


def print_timeline(request: TimelineRequest, library: Library, limit: int, png: Path | None) -> None:
    """Print a timeline of up to `limit` passages, and draw it into a file when there are any.

    Raises what `Library.timeline` raises, OSError when the file cannot be written.
    """
    found = library.timeline(request.topic, since=request.since, until=request.until, limit=limit)
    out = console_for(sys.stdout)
    out.print(render_timeline(request, found, out))
    if png and not found:
        complain(f"nothing to draw: {png} is not written")
    if png and found:
        from bot.timeline.picture import draw  # here: matplotlib takes a second to load

        png.write_bytes(draw(request.heading, events_of(found)))


def render_day(day: Day, found: Sequence[DatedPassage], console: Console) -> Text:
    """Each passage word for word under its year, with the sentence marked that tells of the day."""
    heading = block(Text(f"On this day: {day}", QUESTION), console)
    if not found:
        return join((heading, block(Text(f"The library has nothing that is dated {day}."), console)), blank=True)
    passages = (_passage(one, Text(year_of(one.edtf), QUESTION), console) for one in found)
    return join((heading, *passages), blank=True)


def render_timeline(request: TimelineRequest, found: Sequence[DatedPassage], console: Console) -> Text:
    """Each sentence word for word under its number and date."""
    heading = block(Text(printable(request.heading), QUESTION), console)
    if not found:
        return join((heading, block(Text(request.nothing), console)), blank=True)
    entries = (_sentence(number, one, console) for number, one in enumerate(found, 1))
    return join((heading, *entries), blank=True)


def _passage(one: DatedPassage, label: Text, console: Console) -> Text:
    body = marked(one.passage.text, one.highlight, plain=console.color_system is None)
    return join((block(label, console), block(body, console, lead=""), _source(one, console)))


def _sentence(number: int, one: DatedPassage, console: Console) -> Text:
    date = block(Text(printable(format_in_both(one.edtf, one.calendar)), QUESTION), console, lead=f"{number:>3}")
    return join((date, block(marked(one.highlight, "", plain=True), console, lead=""), _source(one, console)))


def _source(one: DatedPassage, console: Console) -> Text:
    return block(Text(source_lines(one.passage), SOURCE), console, lead="")
