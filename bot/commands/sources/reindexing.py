"""`/sources reindex`: files are read again, once it was said what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import desk_of, moderator_desk, operator_desk
from bot.commands.sources.finding import present, record_named, record_with, still_listed
from bot.commands.sources.group import sources
from bot.commands.sources.starting import Begun, Once, start, start_job
from bot.errors import AlreadyStarted
from bot.sources_view.ids import ALL, LEAVE_PATTERN, OWN, REINDEX_PATTERN, RETRY_ONE_PATTERN, SHARED, START_PATTERN
from bot.sources_view.lines import lines_reply
from bot.sources_view.plan import NOTHING_TO_READ, plan_reply, started_reply

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.archive.model import Job
    from index.collection import Collection
    from index.records import Record

LEFT = "Nothing is read again."
NOT_FAILING = "That source does not fail any more, or is being tried again already."

_started = Once()  # the plans: a second person may press before they see that the buttons are gone


@sources.command()
@app_commands.describe(
    source="Its title or file name; if left out, all of them",
    library="This server's sources, or the shared library (which only my operator may reindex)",
)
@app_commands.autocomplete(source=present)
async def reindex(
    interaction: discord.Interaction[Clio],
    source: str = "",
    library: Literal["this server", "shared"] = "this server",
) -> None:
    """Read sources again from their files; I say first what that will do."""
    if library == "shared":
        await _plan_shared(interaction)
        return
    desk = await moderator_desk(interaction)
    await interaction.response.defer(thinking=True)
    view = await desk.do(
        lambda collection: _planned(collection, record_named(collection, source)) if source else _plan_all(collection)
    )
    await interaction.edit_original_response(view=view)


class ReindexOne(PressedItem, template=REINDEX_PATTERN):
    """Says what reading a source again will do."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Say it in a message of its own, which then tells how far it is."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer(thinking=True)
        view = await desk.do(lambda collection: _planned(collection, record_with(collection, self.match["key"])))
        await interaction.edit_original_response(view=view)


class Start(PressedItem, template=START_PATTERN):
    """Begins what was planned."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Take the buttons away, and let the message tell how far it is. Raises AlreadyStarted."""
        if self.match["whose"] == SHARED:
            shared = await operator_desk(interaction)
            await _take_buttons(interaction)
            await start_job(interaction, shared, lambda collection, place: collection.reindex(shared.by, place))
            return
        desk = await moderator_desk(interaction)
        await _take_buttons(interaction)
        await start_job(interaction, desk, lambda collection, place: self._begin(collection, desk.by, place))

    def _begin(self, collection: Collection, by: str, place: str) -> Job:
        what = self.match["what"]
        chosen = None if what == ALL else [record_with(collection, what).name]
        return collection.reindex(chosen, by, place)


class Leave(PressedItem, template=LEAVE_PATTERN):
    """Leaves everything as it is."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Say so in the place of the plan."""
        await desk_of(interaction, self.match["whose"])
        await interaction.response.edit_message(view=lines_reply([LEFT]))


class RetryOne(PressedItem, template=RETRY_ONE_PATTERN):
    """Tries a source again that could not be read."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Begin at once: there is nothing to lose."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer(thinking=True)
        untold = await start(interaction, desk, lambda collection, place: self._begin(collection, desk.by, place))
        if untold:
            await interaction.edit_original_response(view=lines_reply(untold))

    def _begin(self, collection: Collection, by: str, place: str) -> Begun:
        job = collection.retry([still_listed(record_with(collection, self.match["key"])).name], by, place)
        return job, [] if job else [NOT_FAILING]


async def _take_buttons(interaction: discord.Interaction[Clio]) -> None:
    """Show the plan without its buttons, so that it is begun once. Raises AlreadyStarted."""
    assert interaction.message is not None
    if not _started.is_first(interaction.message.id):
        raise AlreadyStarted
    await interaction.response.edit_message(view=started_reply(interaction.message.components))


async def _plan_shared(interaction: discord.Interaction[Clio]) -> None:
    desk = await operator_desk(interaction)
    await interaction.response.defer(thinking=True)
    plan = await desk.do(lambda collection: collection.plan())
    await interaction.edit_original_response(view=plan_reply(plan, SHARED))


def _planned(collection: Collection, record: Record) -> Reply:
    """The plan for one source. Raises AlreadyRemoved."""
    still_listed(record)
    return plan_reply(collection.plan([record.name]), OWN, record.name, record.title)


def _plan_all(collection: Collection) -> Reply:
    plan = collection.plan(None)
    return plan_reply(plan, OWN) if plan.sources else lines_reply([NOTHING_TO_READ])
