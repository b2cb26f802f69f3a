"""`/sources log`: who did what, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.commands.pressed import PressedItem
from bot.commands.sources.browsing import turned
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.group import sources
from bot.sources_view.ids import LOG_PATTERN
from bot.sources_view.log import PAGE, log_reply

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.collection import Collection


@sources.command()
async def log(interaction: discord.Interaction[Clio]) -> None:
    """Who did what with this server's sources and settings, and when; newest first."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(view=await desk.do(lambda collection: _page(collection, 0)))


class TurnLog(PressedItem, template=LOG_PATTERN):
    """Turns the page of the log."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put the other page in the place of this one."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer()
        page = turned(self.match["way"], self.match["page"])
        await interaction.edit_original_response(view=await desk.do(lambda collection: _page(collection, page)))


def _page(collection: Collection, page: int) -> Reply:
    entries, total = collection.entries(page * PAGE, PAGE)
    if total and not entries:  # old entries are dropped
        return _page(collection, (total - 1) // PAGE)
    return log_reply(entries, page, total)
