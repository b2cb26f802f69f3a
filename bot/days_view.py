"""What the library has for a day of the year → messages: pure functions."""

from collections.abc import Sequence
from typing import Any

from discord.ui import ActionRow, Button, Container, Item, Section, Separator, TextDisplay

from bot.buttons import cite_button, context_button
from bot.day import Day, year_of
from bot.limits import MESSAGE_TEXT, units
from bot.quoting import quotation
from bot.replies import GOLD, GREY, MAX_SHOWN, Reply, source_line
from index.model import DatedPassage

DAY_PATTERN = r"day:(?P<month>\d{1,2})-(?P<number>\d{1,2}):(?P<offset>\d{1,3})"
SHOWN = MAX_SHOWN  # passages in one message

_QUOTE_UNITS = 500  # of one passage: five are still read at a glance
_SOURCE_UNITS = 300  # of one line that names title, date, place and link
_FRAME_UNITS = 300  # heading and footer


def day_reply(day: Day, found: Sequence[DatedPassage], offset: int = 0) -> Reply:
    """Quote up to SHOWN passages on a day, from the one after the first `offset` on, or say that there are none."""
    shown = found[offset : offset + SHOWN]
    if not shown:
        nothing = f"### On this day: {day}\nThe library has nothing that is dated {day}."
        return Reply(Container(TextDisplay(nothing), accent_colour=GREY))
    room = (MESSAGE_TEXT - _FRAME_UNITS) // len(shown)
    children: list[Item[Any]] = [TextDisplay(f"### On this day: {day}")]
    named: set[str] = set()
    for one in shown:
        if named:
            children.append(Separator())
        children.append(_entry(one, room, one.passage.id not in named))
        named.add(one.passage.id)
    more = _more_button(day, offset + len(shown), len(found))
    row = ActionRow[Any](more, cite_button(dict.fromkeys(one.passage.id for one in shown)))
    children += [row, TextDisplay(_footer(offset, len(shown), len(found)))]
    return Reply(Container(*children, accent_colour=GOLD))


def _entry(one: DatedPassage, room: int, is_first: bool) -> Item[Any]:
    """The passage with its button, of which a message has one for each passage, however many dates it tells of."""
    passage = one.passage
    lead, source = f"**{year_of(one.edtf)}** · ", f"\n-# {source_line(passage, _SOURCE_UNITS)}"
    left = min(_QUOTE_UNITS, room - units(lead) - units(source))
    quoted = quotation(passage.text, one.highlight, left, passage.document.language)
    text = lead + quoted + source
    return Section(text, accessory=context_button(passage.id)) if is_first else TextDisplay(text)


def _more_button(day: Day, offset: int, total: int) -> Button[Any]:
    custom_id = f"day:{day.month}-{day.number}:{offset}"
    return Button(label="More passages", custom_id=custom_id, disabled=offset >= total)


def _footer(offset: int, shown: int, total: int) -> str:
    first, last = offset + 1, offset + shown
    which = f"{first}" if first == last else f"{first}–{last}"
    return f"-# Quoted word for word · {which} of {total} passages" if total > 1 else "-# Quoted word for word"
