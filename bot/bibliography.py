"""What was cited in a channel → the message and the file that list it: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discord.ui import ActionRow, Container, Item, Separator, TextDisplay

from bot.citing import FILES, file_buttons, style_menu
from bot.conversation import HEADING
from bot.escaping import escape, one_line, shortened
from bot.limits import MESSAGE_TEXT, units
from bot.replies import GOLD, GREY, Reply
from index.citation import Style

STYLE_PATTERN = "bibliography:style"
FILE_PATTERN = rf"bibliography:(?P<form>{FILES})"
FILE_NAME = "bibliography.txt"

_NOTE_UNITS = 400  # what is said below the list
_GONE_UNITS = 600  # of those that are named as gone
_NAMED = 5  # of those that are gone
_TITLE = 80  # characters


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The references of what was cited somewhere, in a style and its order.

    `gone` names passages that are not in the library any more, by title and place.
    """

    style: Style
    entries: tuple[str, ...]
    gone: tuple[str, ...] = ()


def bibliography_reply(listed: Bibliography) -> Reply:
    """List the references, as many as fit, with a menu for the style and buttons for files."""
    if not listed.entries and not listed.gone:
        return Reply(Container(TextDisplay(f"{HEADING}Nothing was cited here yet"), accent_colour=GREY))
    count = len(listed.entries)
    works = f"{count} work{'s' if count != 1 else ''} cited here · {listed.style.label}"
    heading = f"{HEADING}{listed.style.entry_name}\n-# {works}"
    gone = _gone(listed.gone)
    shown = fitting(listed, MESSAGE_TEXT - units(heading) - units(gone) - _NOTE_UNITS)
    more = len(listed.entries) - len(shown)
    children: list[Item[Any]] = [TextDisplay(heading)]
    if shown:
        children += [Separator(), TextDisplay("\n\n".join(map(escape, shown)))]
    if more:
        children.append(TextDisplay(f"-# and {more} more: all are in the file below."))
    if gone:
        children += [Separator(), TextDisplay(gone)]
    if listed.entries:
        children.append(ActionRow[Any](style_menu(STYLE_PATTERN, listed.style)))
        children.append(ActionRow[Any](*file_buttons("bibliography")))
    return Reply(Container(*children, accent_colour=GOLD))


def fitting(listed: Bibliography, room: int = MESSAGE_TEXT - _GONE_UNITS - _NOTE_UNITS) -> tuple[str, ...]:
    """The first entries that fit into so many units."""
    shown: list[str] = []
    for entry in listed.entries:
        line = one_line(entry) or "Untitled"
        room -= units(escape(line)) + 2
        if room < 0:
            break
        shown.append(line)
    return tuple(shown)


def is_long(listed: Bibliography) -> bool:
    """Whether not all of it may fit into a message."""
    return len(fitting(listed)) < len(listed.entries)


def text_file(listed: Bibliography) -> str:
    """All of it as plain text."""
    gone = [f"No longer in the library: {one_line(name)}" for name in listed.gone]
    return "\n\n".join([listed.style.entry_name, *map(one_line, listed.entries), *gone]) + "\n"


def _gone(names: Sequence[str]) -> str:
    if not names:
        return ""
    count = len(names)
    lines = [f"-# {escape(shortened(one_line(name), _TITLE))}" for name in names[:_NAMED]]
    more = [f"-# and {count - _NAMED} more"] if count > _NAMED else []
    which = f"{count} passages cited here are" if count > 1 else "One passage cited here is"
    head = f"**{which} no longer in the library**"
    text = "\n".join([head, *lines, *more])
    return text if units(text) <= _GONE_UNITS else head
