"""`Comparison` → Discord message: documents one under the other, and above them where they differ. Pure functions."""

from collections.abc import Sequence
from typing import Any

from discord.ui import ActionRow, Container, Item, Section, Separator, TextDisplay

from bot.buttons import cite_button, context_button
from bot.conversation import HEADING
from bot.escaping import bold, escape, one_line, shortened
from bot.limits import MESSAGE_TEXT, units
from bot.quoting import quotation
from bot.replies import BLUE, GOLD, Reply, source_line
from index.comparing import Comparison, Difference, Reading
from index.model import Hit
from index.provenance import provenance

ONE_ALONE = "Only one document {where} bears on that, so there is nothing to compare it with:"
UNSURE = "Nothing {where} clearly answers that. **These may help:**"
NO_DIFFERENCE = "-# No plain difference of dates or numbers was found; that does not mean that they agree."
DIFFERENCE = "-# Which of them is right, Clio does not say; others may differ unseen."

_DIFFERENCES = 3  # that are named
_READINGS = 5
_VALUE, _TITLE = 40, 36  # characters
_DIFFERENCE_UNITS = 420  # of one line
_FOOTER_UNITS = 220
_MOST_QUOTED = 700  # units of one passage
_MOST_CITED = 300


def comparison_reply(comparison: Comparison, references: Sequence[str], add_sources: str = "") -> Reply:
    """Show the passages of a comparison, at least one, each with its full reference, and where they differ.

    The question has at most MAX_QUESTION characters; `add_sources` is as of `reply_for`.
    """
    hits, where = comparison.hits, "in this server's sources" if add_sources else "in the library"
    head = "\n".join([HEADING + escape(one_line(comparison.question)), *_said(comparison, where)])
    room = (MESSAGE_TEXT - units(head) - _FOOTER_UNITS) // len(hits)
    children: list[Item[Any]] = [TextDisplay(head)]
    for hit, reference in zip(hits, references, strict=True):
        children += [Separator(), _section(hit, reference, room)]
    row = ActionRow[Any](cite_button([hit.passage.id for hit in hits]))
    colour = GOLD if comparison.answered else BLUE
    return Reply(Container(*children, row, TextDisplay(_footer(comparison)), accent_colour=colour))


def difference_line(difference: Difference, hits: Sequence[Hit]) -> str:
    """Say who gives what, in at most _DIFFERENCE_UNITS units as far as titles can be cut."""
    for length in (_TITLE, _TITLE // 2, 0):
        named = [_reading(reading, hits, length) for reading in difference.readings[:_READINGS]]
        line = f"⚠️ **These differ:** {', '.join(named)}."
        if units(line) <= _DIFFERENCE_UNITS:
            break
    return line


def _reading(reading: Reading, hits: Sequence[Hit], length: int) -> str:
    places = " and ".join(_place(hits[at], length) for at in reading.hits)
    return f"{bold(one_line(shortened(reading.text, _VALUE)))} in {places}"


def _place(hit: Hit, length: int) -> str:
    title = f" *{escape(shortened(one_line(hit.passage.document.title) or 'Untitled', length))}*" if length else ""
    return f"{hit.rank}{title}"


def _said(comparison: Comparison, where: str) -> list[str]:
    said = [] if comparison.answered else [UNSURE.format(where=where)]
    if len(comparison.hits) == 1:
        return [*said, ONE_ALONE.format(where=where)]
    return said + [difference_line(one, comparison.hits) for one in comparison.differences[:_DIFFERENCES]]


def _section(hit: Hit, reference: str, room: int) -> Section[Any]:
    """A passage with its marked sentence; below it source and date, who wrote it when, and the reference."""
    number, passage = f"**{hit.rank}** · ", hit.passage
    source = f"\n-# {source_line(passage, max(60, room // 4))}"
    origin = _small(str(provenance(passage.document)), room // 8)
    cited = _small(reference, min(_MOST_CITED, room // 4))
    left = min(_MOST_QUOTED, room - units(number + source + origin + cited))
    quoted = quotation(passage.text, hit.highlight, left, passage.document.language)
    return Section(number + quoted + source + origin + cited, accessory=context_button(passage.id))


def _small(text: str, room: int) -> str:
    """A line of small print in at most so many units: escaping at most doubles a text."""
    plain, frame = one_line(text), len("\n-# ")
    if not plain:
        return ""
    whole = escape(plain)
    return f"\n-# {whole if units(whole) <= room - frame else escape(shortened(plain, (room - frame) // 2))}"


def _footer(comparison: Comparison) -> str:
    shown, of = len(comparison.hits), comparison.documents
    counted = f"-# Quoted word for word from {shown} of {of} document{'s' if of != 1 else ''}"
    if shown == 1:
        return counted
    return f"{counted}\n{DIFFERENCE if comparison.differences else NO_DIFFERENCE}"
