"""`/sources edit`: what is said of a source over what its file says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

import discord
from discord import app_commands
from discord.ui.select import BaseSelect

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.finding import present, record_named, record_with
from bot.commands.sources.forms import DetailsForm
from bot.commands.sources.group import sources
from bot.commands.sources.starting import start_job
from bot.sources_view.details import faults, faults_reply, typed_in
from bot.sources_view.ids import AGAIN_PATTERN, DETAILS_PATTERN, EDIT_MODAL_PATTERN, EDIT_PATTERN, key_of
from bot.sources_view.showing import people, standing
from index.model import Details

if TYPE_CHECKING:
    from bot.client import Clio
    from index.records import Record

NOTHING_NEW = "Those are the details that it has already, so nothing is changed."


@sources.command()
@app_commands.describe(source="Its title or file name")
@app_commands.autocomplete(source=present)
async def edit(interaction: discord.Interaction[Clio], source: str) -> None:
    """Change title, author, date or link of a source."""
    desk = await moderator_desk(interaction)
    await _open(interaction, await desk.quickly(lambda collection: record_named(collection, source)))


class Edit(PressedItem, template=EDIT_PATTERN):
    """Opens the details of a source."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open them."""
        desk = await moderator_desk(interaction)
        await _open(interaction, await desk.quickly(lambda collection: record_with(collection, self.match["key"])))


class EditAdded(PressedItem, template=DETAILS_PATTERN):
    """Opens the details of a source that a job has added, chosen from a menu."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open them."""
        desk = await moderator_desk(interaction)
        assert isinstance(self.item, BaseSelect)
        key = str(self.item.values[0])
        await _open(interaction, await desk.quickly(lambda collection: record_with(collection, key)))


class EditAgain(PressedItem, template=AGAIN_PATTERN):
    """Opens details that could not be used, as they were typed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open them."""
        await moderator_desk(interaction)
        assert interaction.message is not None
        form = EditForm(self.match["key"])
        form.ask_details(typed_in(interaction.message.components))
        await interaction.response.send_modal(form)


class EditForm(DetailsForm):
    """Asks for the details of the source with a key."""

    pattern = re.compile(EDIT_MODAL_PATTERN)

    def __init__(self, key: str) -> None:
        super().__init__("Edit details", f"sources:details:{key}")
        self.key = key

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answers to be put in."""
        form = cls(match["key"])
        form.ask_details()
        return form

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Change the details, or say what is wrong with them."""
        desk = await moderator_desk(interaction)
        details = self.details()
        if faults(details):
            await interaction.response.send_message(view=faults_reply(self.key, details), ephemeral=True)
            return
        record = await desk.quickly(lambda collection: record_with(collection, self.key))
        if details == given_of(record):
            await interaction.response.send_message(NOTHING_NEW, ephemeral=True)
            return
        await interaction.response.defer(thinking=True)
        await start_job(
            interaction, desk, lambda collection, place: collection.edit(record.name, details, desk.by, place)
        )


async def _open(interaction: discord.Interaction[Clio], record: Record) -> None:
    form = EditForm(key_of(record.name))
    form.ask_details(given_of(record), found_in(record))
    await interaction.response.send_modal(form)


def given_of(record: Record) -> Details:
    """What moderators said of a source."""
    return standing(record).details


def found_in(record: Record) -> Details:
    """What stands in the library now, as far as one document has it."""
    document = record.document
    if document is None or record.documents > 1:
        return Details()
    return Details(document.title, people(document.csl.get("author")), document.date, document.url)
