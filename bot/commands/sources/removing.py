"""`/sources remove`: out of the library at once, after a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.finding import present, record_named, record_with, still_listed
from bot.commands.sources.group import sources
from bot.errors import ChangedMeanwhile
from bot.sources_view.ids import KEEP_PATTERN, REMOVAL_PATTERN, REMOVE_PATTERN
from bot.sources_view.lines import lines_reply
from bot.sources_view.showing import newest, removal_reply, removed_reply
from index.collection import Collection

if TYPE_CHECKING:
    from bot.client import Clio
    from index.records import Record

KEPT = "Nothing is removed."


@sources.command()
@app_commands.describe(source="Its title or file name")
@app_commands.autocomplete(source=present)
async def remove(interaction: discord.Interaction[Clio], source: str) -> None:
    """Take a source out of the library; for 30 days it can be brought back."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    record = await desk.do(lambda collection: still_listed(record_named(collection, source)))
    await interaction.edit_original_response(view=removal_reply(record))


class Remove(PressedItem, template=REMOVE_PATTERN):
    """Asks whether a source is to be removed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Ask in a message of its own."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        record = await desk.do(lambda collection: still_listed(record_with(collection, self.match["key"])))
        await interaction.edit_original_response(view=removal_reply(record))


class Removal(PressedItem, template=REMOVAL_PATTERN):
    """Removes a source, as it was when the question was asked."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Remove it. Raises AlreadyRemoved, ChangedMeanwhile."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer()
        record = await desk.do(lambda collection: self._remove(collection, desk.by))
        await interaction.edit_original_response(view=removed_reply(record.title, record.name))

    def _remove(self, collection: Collection, by: str) -> Record:
        record = still_listed(record_with(collection, self.match["key"]))
        if newest(record).stamp != int(self.match["stamp"]):
            raise ChangedMeanwhile(record.title, "nothing is removed")
        collection.remove(record.name, by)
        return record


class Keep(PressedItem, template=KEEP_PATTERN):
    """Leaves a source where it is."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Say so in the place of the question."""
        await moderator_desk(interaction)
        await interaction.response.edit_message(view=lines_reply([KEPT]))
