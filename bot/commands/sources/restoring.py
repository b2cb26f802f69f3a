"""`/sources restore`: an earlier version comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ui.select import BaseSelect

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.finding import record_named, record_with, restorable
from bot.commands.sources.group import sources
from bot.commands.sources.starting import start_job
from bot.sources_view.ids import RESTORE_PATTERN, UNDO_PATTERN
from index.collection import Collection
from index.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import Clio

_NO_VERSION = 0


@sources.command()
@app_commands.describe(
    source="Its title or file name",
    version="Number of the version, as /sources show names it; if left out, the one removed or replaced last",
)
@app_commands.autocomplete(source=restorable)
async def restore(
    interaction: discord.Interaction[Clio],
    source: str,
    version: app_commands.Range[int, 1, None] | None = None,
) -> None:
    """Bring back a source that was removed, or an earlier version of one, for 30 days."""
    await _restore(interaction, lambda collection: record_named(collection, source), version)


class RestoreMenu(PressedItem, template=RESTORE_PATTERN):
    """Brings back the version that was chosen."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Bring it back."""
        assert isinstance(self.item, BaseSelect)
        chosen = str(self.item.values[0])
        number = int(chosen) if re.fullmatch(r"[0-9]{1,9}", chosen) else _NO_VERSION
        await _restore(interaction, lambda collection: record_with(collection, self.match["key"]), number)


class Undo(PressedItem, template=UNDO_PATTERN):
    """Brings back what was removed just now."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Bring it back."""
        await _restore(interaction, lambda collection: record_with(collection, self.match["key"]), None)


async def _restore(
    interaction: discord.Interaction[Clio], find: Callable[[Collection], Record], number: int | None
) -> None:
    """Bring back a version of a source. Raises UnknownSource, UnknownVersion, NotRestorable."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(thinking=True)
    await start_job(
        interaction,
        desk,
        lambda collection, place: collection.restore(find(collection).name, number, desk.by, place),
    )
