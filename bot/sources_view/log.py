"""The log of a server's library: who did what to what, when; the newest first."""

from collections.abc import Sequence
from typing import Any

from discord.ui import Container, Item, TextDisplay

from bot.escaping import escape, one_line, shortened
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.listing import page_row
from bot.sources_view.words import counted, fitting, moment, named, person
from index.archive.model import Entry

PAGE = 15  # entries
_ROOM = 3500  # units: of a message's 4,000, what is left beside heading and footer
_DETAIL = 120  # characters
_WORDS = {
    "add": "added",
    "replace": "replaced",
    "edit": "changed the details of",
    "remove": "removed",
    "restore": "brought back",
    "reindex": "had read again",
    "retry": "tried again",
    "import": "imported",
    "export": "exported the library",
    "done": "finished",
    "failed": "could not finish",
    "cancel": "cancelled",
    "refused": "was refused",
    "settings": "changed the setting",
}


def log_reply(entries: Sequence[Entry], page: int, total: int) -> Reply:
    """One page (from 0) of the log, which has `total` entries in all."""
    if not total:
        return Reply(Container(TextDisplay("### The log is empty\nNothing was done here yet."), accent_colour=GREY))
    lines = fitting([_line(entry) for entry in entries], _ROOM, "line", PAGE)
    first = page * PAGE + 1
    footer = f"-# {first}–{first + len(entries) - 1} of {counted(total, 'entry').replace('entrys', 'entries')}"
    items: list[Item[Any]] = [TextDisplay("### Log"), TextDisplay("\n".join(lines) or "Nothing."), TextDisplay(footer)]
    if total > PAGE:
        items.append(page_row("log", page, (total - 1) // PAGE))
    return Reply(Container(*items, accent_colour=GOLD))


def _line(entry: Entry) -> str:
    subject = f" **{named(entry.subject)}**" if entry.subject else ""
    detail = f": {escape(shortened(one_line(entry.detail), _DETAIL))}" if entry.detail else ""
    action = _WORDS.get(entry.action) or escape(one_line(entry.action))
    return f"{moment(entry.at, 'f')} · {person(entry.by)} {action}{subject}{detail}"
