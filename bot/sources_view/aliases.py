"""A server's own list of names for the same things, as its moderators see it."""

from typing import Any

from discord.ui import ActionRow, Button, Container, Item, TextDisplay

from bot.escaping import code_block, escape, one_line
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.ids import ALIASES_PATTERN
from bot.sources_view.words import counted, fitting
from index.names.aliases import AliasList, parse

EXAMPLE = "Beijing = Peking = Pei-p'ing\nSecond World War = World War II = WWII"
_NAMES_ROOM = 3000  # units of a message's 4,000
_FAULTS_ROOM = 600
_MOST_LINES = 100
_HOW = "Questions that hold one name of a line are searched by the others too."


def aliases_reply(text: str, said: str = "") -> Reply:
    """Show a list, what of it is not used, and a button to change it; `said` is what was done to it, in markdown."""
    names, faults = parse(text)
    parts = ["### Other names", *([said] if said else []), _HOW]
    children: list[Item[Any]] = [TextDisplay("\n".join(parts)), TextDisplay(_groups(names))]
    if faults:
        lines = [f"- {escape(str(fault))}" for fault in faults]
        children.append(TextDisplay("\n".join(["**Not used:**", *fitting(lines, _FAULTS_ROOM, "line", len(lines))])))
    children.append(ActionRow(Button[Any](label="Edit", custom_id=ALIASES_PATTERN)))
    return Reply(Container(*children, accent_colour=GOLD if names.groups else GREY))


def too_late_reply(typed: str) -> Reply:
    """Say that somebody else has changed the list meanwhile, and give back what was typed, to copy from."""
    said = "Somebody changed the list while you did, so yours is not saved. Here it is, to put in again:"
    again = ActionRow(Button[Any](label="Edit", custom_id=ALIASES_PATTERN))
    return Reply(Container(TextDisplay(said), TextDisplay(code_block(typed)), again, accent_colour=GREY))


def _groups(names: AliasList) -> str:
    if not names.groups:
        return f"There are none yet. Write a line for each, like this:\n{code_block(EXAMPLE)}"
    lines = [" = ".join(escape(one_line(name)) for name in group) for group in names.groups]
    shown = fitting(lines, _NAMES_ROOM, "group", _MOST_LINES)
    return "\n".join([f"-# {counted(len(lines), 'group')}", *shown])
