"""`/sources list` and `/sources show`: what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.finding import listed, present, record_named, record_with, titles
from bot.commands.sources.group import sources
from bot.sources_view.ids import LIST_PATTERN, MAX_FILTER, SHOW_PATTERN
from bot.sources_view.listing import list_reply
from bot.sources_view.showing import OPENING_PASSAGES, show_reply
from index.citation import cite
from index.collection import Collection

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.records import Record


@sources.command(name="list")
@app_commands.describe(filter="Words of a title or a file's name")
@app_commands.autocomplete(filter=titles)
async def list_sources(
    interaction: discord.Interaction[Clio], filter: app_commands.Range[str, 1, MAX_FILTER] = ""
) -> None:
    """List this server's sources: title, date, passages, who added them and when."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    view = await desk.do(lambda collection: _page(collection, filter, 0))
    await interaction.edit_original_response(view=view)


@sources.command()
@app_commands.describe(source="Its title or file name")
@app_commands.autocomplete(source=present)
async def show(interaction: discord.Interaction[Clio], source: str) -> None:
    """One source: what is known of it, its first lines, how to cite it, its versions."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    view = await desk.do(lambda collection: _shown(collection, record_named(collection, source)))
    await interaction.edit_original_response(view=view)


class TurnList(PressedItem, template=LIST_PATTERN):
    """Turns the page of the list."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put the other page in the place of this one."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer()
        page, wanted = turned(self.match["way"], self.match["page"]), self.match["filter"]
        view = await desk.do(lambda collection: _page(collection, wanted, page))
        await interaction.edit_original_response(view=view)


class Show(PressedItem, template=SHOW_PATTERN):
    """Shows a source of the list."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Send a message of its own."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await desk.do(lambda collection: _shown(collection, record_with(collection, self.match["key"])))
        await interaction.edit_original_response(view=view)


def turned(way: str, page: str) -> int:
    """The page (from 0) that a button leads to."""
    return max(0, int(page) + (1 if way == ">" else -1))


def _page(collection: Collection, wanted: str, page: int) -> Reply:
    return list_reply(listed(collection), wanted, page, collection.size(), collection.allowance)


def _shown(collection: Collection, record: Record) -> Reply:
    first = collection.opening(record.name, OPENING_PASSAGES)
    return show_reply(record, first, cite(first[0]) if first else "")
