"""`/sources edit`: what is said of a source over what its file says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

import discord
from discord import app_commands
from discord.ui.select import BaseSelect

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.finding import editable, record_named, record_with, still_listed
from bot.commands.sources.forms import DetailsForm
from bot.commands.sources.group import sources
from bot.commands.sources.starting import start_job
from bot.errors import ChangedMeanwhile, NeverRead
from bot.escaping import one_line, shortened
from bot.sources_view.details import changed_reply, faults, faults_reply, typed_in
from bot.sources_view.ids import AGAIN_PATTERN, DETAILS_PATTERN, EDIT_MODAL_PATTERN, EDIT_PATTERN, key_of
from bot.sources_view.showing import newest, people, standing
from index.model import Details

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.archive.model import Job
    from index.collection import Collection
    from index.records import Record

_TITLE = 120  # characters, where what was typed stands beside it
NOTHING_NEW = "Those are the details that it has already, so nothing is changed."


@sources.command()
@app_commands.describe(source="Its title or file name")
@app_commands.autocomplete(source=editable)
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
        form = EditForm(self.match["key"], int(self.match["stamp"]))
        form.ask_details(typed_in(interaction.message.components))
        await interaction.response.send_modal(form)


class EditForm(DetailsForm):
    """Asks for the details of the source with a key; `stamp` is that of its newest version when it was opened."""

    pattern = re.compile(EDIT_MODAL_PATTERN)

    def __init__(self, key: str, stamp: int) -> None:
        super().__init__("Edit details", f"sources:details:{key}:{stamp}")
        self.key, self.stamp = key, stamp

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answers to be put in."""
        form = cls(match["key"], int(match["stamp"]))
        form.ask_details()
        return form

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Change the details, or say what is wrong with them, or that somebody else has changed them meanwhile."""
        desk = await moderator_desk(interaction)
        details = self.details()
        if faults(details):
            await interaction.response.send_message(view=faults_reply(self.key, self.stamp, details), ephemeral=True)
            return
        record = await desk.quickly(lambda collection: _editable(record_with(collection, self.key)))
        if details == given_of(record):
            await interaction.response.send_message(NOTHING_NEW, ephemeral=True)
            return
        if newest(record).stamp != self.stamp:
            await interaction.response.send_message(view=self._changed(record, details), ephemeral=True)
            return
        await interaction.response.defer(thinking=True)
        await start_job(interaction, desk, lambda collection, place: self._edit(collection, details, desk.by, place))

    def _changed(self, record: Record, details: Details) -> Reply:
        why = str(ChangedMeanwhile(shortened(one_line(record.title), _TITLE)))
        return changed_reply(why, self.key, newest(record).stamp, details, given_of(record))

    def _edit(self, collection: Collection, details: Details, by: str, place: str) -> Job:
        record = record_with(collection, self.key)
        if newest(record).stamp != self.stamp:  # just now
            raise ChangedMeanwhile(record.title)
        return collection.edit(record.name, details, by, place)


async def _open(interaction: discord.Interaction[Clio], record: Record) -> None:
    form = EditForm(key_of(_editable(record).name), newest(record).stamp)
    form.ask_details(given_of(record), found_in(record))
    await interaction.response.send_modal(form)


def _editable(record: Record) -> Record:
    """The source, if there are details to be changed. Raises AlreadyRemoved, NeverRead."""
    if still_listed(record).source.standing is None:
        raise NeverRead(record.title)
    return record


def given_of(record: Record) -> Details:
    """What moderators said of a source."""
    return standing(record).details


def found_in(record: Record) -> Details:
    """What stands in the library now, as far as one document has it."""
    document = record.document
    if document is None or record.documents > 1:
        return Details()
    return Details(document.title, people(document.csl.get("author")), document.date, document.url)
