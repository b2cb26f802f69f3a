"""What a reindex will do, said before it starts; and what an export came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discord import ButtonStyle, Component
from discord.components import Container as ContainerComponent
from discord.components import TextDisplay as TextComponent
from discord.ui import ActionRow, Button, Container, TextDisplay

from bot.replies import GOLD, Reply
from bot.sources_view.ids import ALL, SHARED, key_of
from bot.sources_view.words import counted, name_list, named, size_text

if TYPE_CHECKING:
    from index.records import Plan

_TITLE = 120  # characters
_NAMES_UNITS = 1500  # of the 2,000 of a message without components
NOTHING_TO_READ = "This server has no sources yet, so there is nothing to read again. `/sources add` takes some."
STARTED = "-# It begins."
_MEANWHILE = "Until each document is ready, questions are answered from what is there now; nothing is taken away first."


def plan_reply(plan: Plan, whose: str, name: str = "", title: str = "") -> Reply:
    """Say what reading one source again, or all of a collection, will do; it starts when a button is pressed."""
    what = named(title, _TITLE) if name else "the shared library" if whose == SHARED else "all of this server's sources"
    files, size = counted(plan.sources, "file"), size_text(plan.bytes)
    does = (
        f"look at {files} ({size}) and read those that changed" if whose == SHARED else f"read {files} again ({size})"
    )
    now = f"now {counted(plan.documents, 'document')} with {counted(plan.passages, 'passage')}"
    chosen = key_of(name) if name else ALL
    row = ActionRow[Any](
        Button(label="Start", style=ButtonStyle.primary, custom_id=f"sources:start:{whose}:{chosen}"),
        Button(label="Cancel", custom_id=f"sources:leave:{whose}"),
    )
    return Reply(
        Container(TextDisplay(f"### Read {what} again?\nI will {does}: {now}.\n{_MEANWHILE}"), row, accent_colour=GOLD)
    )


def started_reply(components: Sequence[Component]) -> Reply:
    """The same without buttons, of the message with these components: somebody has begun it."""
    inner = [part for whole in components if isinstance(whole, ContainerComponent) for part in whole.children]
    texts = [part.content for part in inner if isinstance(part, TextComponent)]
    return Reply(Container(TextDisplay("\n".join([*texts, STARTED])), accent_colour=GOLD))


def part_line(number: int, files: int) -> str:
    """What stands beside a zip of an export."""
    return f"Part {number}: {counted(files, 'file')}, with their details in `library.json`."


def export_text(files: int, left_out: Sequence[str], limit: int) -> str:
    """What an export came to; `left_out` are the names of files above `limit`, in bytes, with which Discord ends."""
    if not files and not left_out:
        return "This server has no sources yet, so there is nothing to export."
    lines = [f"**{counted(files, 'file')}** exported. `/sources import` takes the zips again, here or elsewhere."]
    if left_out:
        what = counted(len(left_out), "file")
        lines.append(f"Left out, being over the {size_text(limit)} that I may upload here: {what}.")
        lines.append(name_list(left_out, _NAMES_UNITS))
    return "\n".join(lines)
