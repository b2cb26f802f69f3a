"""`/bibliography`: what was cited in a channel or thread, in a style, and as files."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ui import Select

from bot.bibliography import (
    FILE_NAME,
    FILE_PATTERN,
    STYLE_PATTERN,
    Bibliography,
    bibliography_reply,
    is_long,
    text_file,
)
from bot.cited import Place
from bot.commands.asking import look_up
from bot.commands.citing import file_of
from bot.commands.pressed import PressedItem
from bot.guilds.journal import note
from bot.guilds.permissions import require_moderator
from bot.guilds.scope import server_of
from index.citation import Style, entry, in_order
from index.citation.formats import Format, export
from index.errors import PassageGone, UnknownPassage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cited import Quoted
    from bot.client import Clio
    from index.library import Library
    from index.model import Collections, Passage

STYLES = [app_commands.Choice(name=style.label, value=style.value) for style in Style]
EMPTY = "Nothing is cited here any more."


@app_commands.command()
@app_commands.describe(
    style="Chicago, APA or MLA; if left out, as this server has it set",
    forget="Delete the list of this channel instead; for moderators",
)
@app_commands.choices(style=STYLES)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def bibliography(interaction: discord.Interaction[Clio], style: str | None = None, forget: bool = False) -> None:
    """List what I have quoted openly in this channel or thread; only you see the list."""
    if forget:
        await _forget(interaction)
        return
    chosen = Style(style or interaction.client.guild_settings.of(server_of(interaction)).style)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _show(interaction, chosen)


class BibliographyStyle(PressedItem, template=STYLE_PATTERN):
    """Gives the list in another style."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put it in the place of the one that is there."""
        assert isinstance(self.item, Select)
        style = Style(self.item.values[0])
        await interaction.response.defer()
        await _show(interaction, style)


class BibliographyFile(PressedItem, template=FILE_PATTERN):
    """Gives what is listed as a file for a reference manager."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Send the file to who pressed."""
        form = Format(self.match["form"])
        await interaction.response.defer(ephemeral=True, thinking=True)
        quoted = await _quoted(interaction)

        def write(library: Library, collections: Collections) -> bytes:
            passages, _ = _passages(library, quoted, collections)
            return export(passages, form) if passages else b""

        data = await look_up(interaction, write)
        if not data:
            await interaction.edit_original_response(content=EMPTY)
            return
        said = f"What was cited here, as {form.label}:"
        await interaction.edit_original_response(content=said, attachments=[file_of(data, form)])


async def _show(interaction: discord.Interaction[Clio], style: Style) -> None:
    """Show the list, and send it as a file too where it is long."""
    quoted = await _quoted(interaction)

    def find(library: Library, collections: Collections) -> Bibliography:
        passages, gone = _passages(library, quoted, collections)
        documents = {(one.document.path, one.document.title): one.document for one in passages}
        ordered = in_order(documents.values(), style)
        return Bibliography(style, tuple(entry(document, style) for document in ordered), gone)

    listed = await look_up(interaction, find)
    await interaction.edit_original_response(view=bibliography_reply(listed))
    if is_long(listed):
        file = discord.File(BytesIO(text_file(listed).encode("utf-8", "replace")), FILE_NAME)
        await interaction.followup.send("The whole list:", file=file, ephemeral=True)


async def _quoted(interaction: discord.Interaction[Clio]) -> tuple[Quoted, ...]:
    if interaction.channel_id is None:
        return ()
    place = Place(interaction.channel_id, server_of(interaction))
    return await asyncio.to_thread(interaction.client.cited.of, place)


def _passages(
    library: Library, quoted: Sequence[Quoted], collections: Collections
) -> tuple[list[Passage], tuple[str, ...]]:
    """The passages, or what they have become, and the names of those that are gone; runs on a thread."""
    passages: list[Passage] = []
    gone: dict[str, None] = {}
    for one in quoted:
        try:
            passages.append(library.trace(one.passage_id, collections).passage)
        except PassageGone as error:
            gone[f"{error.title or one.title} · {error.locator or one.locator}"] = None
        except UnknownPassage:
            gone[f"{one.title} · {one.locator}"] = None
    return passages, tuple(gone)


async def _forget(interaction: discord.Interaction[Clio]) -> None:
    """Delete the list of the channel; in a server, moderators may."""
    if interaction.guild_id is not None:
        await require_moderator(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    count = 0
    if interaction.channel_id is not None:
        count = await asyncio.to_thread(interaction.client.cited.forget_channel, interaction.channel_id)
    listed = f"{count} passage{'s' if count != 1 else ''}"
    await interaction.edit_original_response(content=f"Deleted: the list of what was cited here ({listed}).")
    await note(interaction, "settings", "list of what was cited in a channel", "deleted")
