"""`/sources export` and `import`: the whole library as zip files, so that nobody is locked in."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import discord
from discord import Attachment, app_commands

from bot.commands.sources.desk import Desk, moderator_desk
from bot.commands.sources.group import sources
from bot.commands.sources.receiving import download, name_of, told_of
from bot.commands.sources.starting import Begun, start
from bot.errors import NotImported
from bot.guilds.journal import note
from bot.sources_view.intake import lost
from bot.sources_view.lines import lines_reply
from bot.sources_view.plan import export_text, part_line
from bot.sources_view.words import counted, size_text
from index.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.client import Clio
    from index.collection import Collection
    from index.exchange import Part

PACKING = "I am packing this server's sources…"
_ZIP_FILES = 10  # how many files of the largest size a zip may be as large as: it is held in memory as they are


@sources.command()
async def export(interaction: discord.Interaction[Clio]) -> None:
    """All sources as zip files, the originals with their details; only you see them."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content=PACKING)  # else the first zip would take this message's place
    limit = interaction.filesize_limit
    parts = await desk.do(lambda collection: collection.export(limit))
    files, left_out = await _send(interaction, desk, parts)
    await interaction.edit_original_response(content=export_text(files, left_out, limit))
    await note(interaction, "export", "", counted(files, "file"))


@sources.command(name="import")
@app_commands.describe(file="A zip from /sources export, or any zip of documents")
async def import_zip(interaction: discord.Interaction[Clio], file: Attachment) -> None:
    """Add the sources in a zip that /sources export made."""
    desk = await moderator_desk(interaction)
    most = _ZIP_FILES * interaction.client.settings.limits.file_bytes
    if file.size > most:
        reason = f"is {size_text(file.size)}, over the limit of {size_text(most)} for a zip; make several of it"
        raise NotImported(name_of(file), reason)
    await interaction.response.defer(thinking=True)
    async with interaction.client.intake:
        data = await download(file)
        if data is None:
            await interaction.edit_original_response(view=lines_reply([lost(name_of(file))]))
            return
        try:
            untold = await start(interaction, desk, lambda collection, place: _import(collection, data, desk.by, place))
        except ReadError as error:
            raise NotImported(name_of(file), str(error)) from None
    if untold:
        await interaction.edit_original_response(view=lines_reply(untold))


async def _send(
    interaction: discord.Interaction[Clio], desk: Desk[Collection], parts: Iterator[Part]
) -> tuple[int, list[str]]:
    """Send each zip as it is made; returns how many files are in them, and the names of those in none."""
    files, left_out = 0, list[str]()
    while part := await desk.do(lambda _: next(parts, None)):
        files += len(part.sources)
        left_out += part.left_out
        if part.sources:
            zipped = discord.File(BytesIO(part.data), f"library-{part.number}.zip")
            await interaction.followup.send(part_line(part.number, len(part.sources)), file=zipped, ephemeral=True)
    return files, left_out


def _import(collection: Collection, data: bytes, by: str, place: str) -> Begun:
    """Runs on a thread. Raises ReadError."""
    receipts, job = collection.import_(data, by, place)
    return job, [line for receipt in receipts if (line := told_of(collection, receipt, ""))]
