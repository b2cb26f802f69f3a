"""A timeline → message: pure functions."""

from collections.abc import Sequence
from typing import Any

from discord import MediaGalleryItem
from discord.ui import ActionRow, Button, Container, Item, MediaGallery, Section, TextDisplay

from bot.buttons import cite_button, context_button
from bot.escaping import escape, one_line, shortened, visible
from bot.limits import MESSAGE_TEXT, units
from bot.quoting import opening, quotation
from bot.replies import GOLD, GREY, MAX_SHOWN, Reply, source_line
from bot.timeline.request import TimelineRequest
from index.dates import format_in_both
from index.model import DatedPassage

SHOWN = 10  # passages: each takes three of the components that a message may have
PICTURE = "timeline.png"

_DATE = 60
_SOURCE_UNITS = 160  # of a line that names title and place, with the link where that fits
_FOOTER_UNITS = 100
_LEAST_UNITS = 30  # that a quotation can have


def timeline_reply(request: TimelineRequest, found: Sequence[DatedPassage], alt_text: str = "") -> Reply:
    """Show the picture and up to SHOWN passages in their order, or say that there are none.

    With an `alt_text` (at most DESCRIPTION units) a file named PICTURE has to be sent along.
    """
    top = f"### {escape(request.heading)}"
    if not found:
        return Reply(Container(TextDisplay(f"{top}\n{request.nothing}"), accent_colour=GREY))
    children: list[Item[Any]] = [TextDisplay(top)]
    if alt_text:
        children.append(MediaGallery(MediaGalleryItem(f"attachment://{PICTURE}", description=alt_text)))
    shown = found[:SHOWN]
    children += _entries(shown, MESSAGE_TEXT - units(top) - _FOOTER_UNITS)
    children.append(ActionRow(*_cite_buttons(shown)))
    children.append(TextDisplay("-# Quoted word for word, in order of time"))
    return Reply(Container(*children, accent_colour=GOLD))


def _entries(shown: Sequence[DatedPassage], room: int) -> list[Item[Any]]:
    """Each passage with its button, of which a message has one for each passage, however many dates it tells of."""
    frames = [_frame(number, one) for number, one in enumerate(shown, 1)]
    quotes = [escape(visible(one.highlight)).strip() for one in shown]
    left = room - sum(units(lead + source) for lead, source in frames)
    most = _share([units(quote) for quote in quotes], left)
    entries: list[Item[Any]] = []
    named: set[str] = set()
    for one, (lead, source), quote in zip(shown, frames, quotes, strict=True):
        text = lead + (quote if units(quote) <= most else _cut(one, most)) + source
        is_new = one.passage.id not in named
        entries.append(Section(text, accessory=context_button(one.passage.id)) if is_new else TextDisplay(text))
        named.add(one.passage.id)
    return entries


def _frame(number: int, one: DatedPassage) -> tuple[str, str]:
    """What stands before a quotation, and below it."""
    date = shortened(one_line(format_in_both(one.edtf, one.calendar)), _DATE)
    return f"**{number} · {escape(date)}** · ", f"\n-# {source_line(one.passage, _SOURCE_UNITS)}"


def _share(wanted: Sequence[int], room: int) -> int:
    """How much each may have at most, for all of them to fit: who wants little leaves the rest to the others."""
    left, most = room, 0
    for number, units_wanted in enumerate(sorted(wanted)):
        most = max(_LEAST_UNITS, left // (len(wanted) - number))
        if units_wanted > most:
            return most
        left -= units_wanted
    return max(most, *wanted)


def _cut(one: DatedPassage, room: int) -> str:
    """The sentences of the highlight that fit, or, where not one does, as many words of the first."""
    language = one.passage.document.language
    return opening(one.highlight, room, language) or quotation(one.highlight, one.highlight, room, language)


def _cite_buttons(shown: Sequence[DatedPassage]) -> list[Button[Any]]:
    """Buttons for the references of all passages, of which one button can name a few."""
    ids = list(dict.fromkeys(one.passage.id for one in shown))
    buttons = [cite_button(ids[start : start + MAX_SHOWN]) for start in range(0, len(ids), MAX_SHOWN)]
    for more in buttons[1:]:
        more.label = "Cite the others"
    return buttons
