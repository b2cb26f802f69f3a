"""Files that somebody gave in Discord: looked at, fetched, and put into the server's collection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.commands.sources.desk import Desk, moderator_desk
from bot.commands.sources.starting import Begun, start
from bot.mishaps import UNREACHABLE
from bot.sources_view.ids import key_of
from bot.sources_view.intake import I_READ, Offer, for_each, is_known, lost, receipt_line, refusal, too_much
from bot.sources_view.lines import lines_reply
from index.archive.model import Incoming, Kind, Receipt
from index.model import Details
from index.readers import SUFFIXES

if TYPE_CHECKING:
    from bot.client import Clio
    from index.collection import Collection

FETCH_S = 60.0  # for one file; Discord delivers megabytes in a second

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be fetched."""

    offer: Offer
    attachment: discord.Attachment


async def receive(
    interaction: discord.Interaction[Clio], attachments: Sequence[discord.Attachment], details: Details
) -> None:
    """Add files to the server's collection: what cannot be taken is told, file by file, and the others go on."""
    desk = await moderator_desk(interaction)
    files = [File(Offer(name_of(attachment), attachment.size), attachment) for attachment in attachments]
    most = interaction.client.settings.limits.file_bytes
    refused = {file: line for file in files if (line := refusal(file.offer, SUFFIXES, most))}
    notes = list(refused.values())
    if not all(is_known(file.offer, SUFFIXES) for file in files):
        notes.append(I_READ)
    if len(refused) == len(files):
        await interaction.response.send_message(view=lines_reply(notes), ephemeral=True)
        return
    await interaction.response.defer(thinking=True)
    said, more = for_each(details, len(files))
    async with interaction.client.intake:
        fetched = await fetch([file for file in files if file not in refused], notes, desk)
        given = [Incoming(name, data, said) for name, data in fetched]
        if given:
            notes += more
        untold = await start(
            interaction, desk, lambda collection, place: _add(collection, given, desk.by, place, notes)
        )
    if untold:
        await interaction.edit_original_response(view=lines_reply(untold))


def name_of(attachment: discord.Attachment) -> str:
    """The name that the file had; Discord drops what is not ASCII from `filename`, and then tells it as the title."""
    if not attachment.title:
        return attachment.filename
    _, dot, suffix = attachment.filename.rpartition(".")
    return f"{attachment.title}{dot}{suffix}"


async def fetch(files: Iterable[File], notes: list[str], desk: Desk[Collection]) -> list[tuple[str, bytes]]:
    """The bytes of those files that fit into what the server may keep; what is left out is added to the notes."""
    kept, allowed = await desk.do(lambda collection: (collection.size(), collection.allowance))
    fetched: list[tuple[str, bytes]] = []
    for file in files:
        if kept + file.offer.size > allowed:
            notes.append(too_much(file.offer, allowed - kept, allowed))
            continue
        data = await download(file.attachment)
        if data is None:
            notes.append(lost(file.offer.name))
            continue
        fetched.append((file.offer.name, data))
        kept += len(data)
    return fetched


async def download(attachment: discord.Attachment) -> bytes | None:
    """The bytes of a file; None when they could not be had."""
    try:
        async with asyncio.timeout(FETCH_S):
            return await attachment.read()
    except (*UNREACHABLE, TimeoutError) as error:
        log.info("A file of %d bytes could not be fetched from Discord: %s", attachment.size, error)
        return None


def _add(collection: Collection, given: Sequence[Incoming], by: str, place: str, notes: list[str]) -> Begun:
    """Runs on a thread: put the files into the collection."""
    if not given:
        return None, notes
    before = {key_of(record.name): record.added_at for record in collection.sources()}
    receipts, job = collection.add(given, by, place)
    told = (told_of(collection, receipt, before.get(key_of(receipt.name), "")) for receipt in receipts)
    return job, [*notes, *filter(None, told)]


def told_of(collection: Collection, receipt: Receipt, made_at: str) -> str:
    """A line on what a file became, or ""."""
    title = collection.record(receipt.name).title if receipt.kind is Kind.SAME else ""
    return receipt_line(receipt, title, made_at)
