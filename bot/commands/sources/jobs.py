"""The buttons under a job: end it, or try again what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import desk_of, moderator_desk, operator_desk
from bot.commands.sources.starting import Begun, start, start_job
from bot.errors import AlreadyOver
from bot.sources_view.ids import CANCEL_PATTERN, RETRY_PATTERN, SHARED
from bot.sources_view.lines import lines_reply

if TYPE_CHECKING:
    from bot.client import Clio
    from index.archive.model import Job
    from index.collection import Collection, Jobs

NOTHING_FAILS = "Nothing of that report still fails, or it is being tried again already."


class CancelJob(PressedItem, template=CANCEL_PATTERN):
    """Ends a job before it is done."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """End it; the message then says how far it came. Raises UnknownJob, AlreadyOver."""
        desk = await desk_of(interaction, self.match["whose"])
        await interaction.response.defer()
        job = await desk.do(lambda collection: self._cancel(collection, desk.by))
        interaction.client.job_news.hear(job, None)

    def _cancel(self, collection: Jobs, by: str) -> Job:
        number = int(self.match["number"])
        if collection.job(number).is_over:
            raise AlreadyOver
        return collection.cancel(number, by)


class RetryFailed(PressedItem, template=RETRY_PATTERN):
    """Tries again what a job could not read, as far as that still fails."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Begin another job, told in a message of its own. Raises UnknownJob."""
        if self.match["whose"] == SHARED:
            shared = await operator_desk(interaction)
            await interaction.response.defer(thinking=True)
            await start_job(interaction, shared, lambda collection, place: collection.reindex(shared.by, place))
            return
        desk = await moderator_desk(interaction)
        await interaction.response.defer(thinking=True)
        untold = await start(interaction, desk, lambda collection, place: self._retry(collection, desk.by, place))
        if untold:
            await interaction.edit_original_response(view=lines_reply(untold))

    def _retry(self, collection: Collection, by: str, place: str) -> Begun:
        failed = collection.job(int(self.match["number"])).report.failed
        job = collection.retry([failure.path for failure in failed], by, place)
        return job, [] if job else [NOTHING_FAILS]
