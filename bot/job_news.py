"""Who tells in the channel how far each job is: in the interaction's response, then in an ordinary message."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.errors import BotError
from bot.job_place import JobPlace
from bot.job_telling import NO_MESSAGE, Telling, resumed
from bot.mishaps import UNREACHABLE, is_out_of_reach
from bot.sources_view.job_report import moved_reply, paused_reply
from bot.sources_view.words import fitting
from index.archive.model import Job, JobState
from index.errors import ClioError

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import Progress

EVERY_S = 5.0  # between two edits of a message; Discord allows about one in a second
FIRST_S = 0.5  # for a job to begin before it is said to wait: mostly it need not
LEAVE_S = 3.0  # for all of them to be told of a restart
ATTEMPTS = 5  # to tell the end of a job
_KEPT_UNITS, _KEPT_NOTES = 700, 10  # of the notes, so that they fit into a message also with RESUMED
_UNKNOWN_MESSAGE = 10008  # the message was deleted

log = logging.getLogger(__name__)


class JobNews:
    """Tells of all jobs. To be used on the event loop only."""

    def __init__(self, client: Clio) -> None:
        self._client = client
        self._expected: dict[int, Telling] = {}  # by the interaction that is about to begin a job
        self._tellings: dict[int, Telling] = {}  # by the job's number
        self._told: set[int] = set()  # the numbers of jobs whose end was told

    def expect(self, interaction: discord.Interaction[Clio]) -> str:
        """Let the response of an interaction tell of the job that it begins; returns the place to give to the job."""
        assert interaction.channel_id is not None
        place = JobPlace(interaction.channel_id, interaction=interaction.id, server=interaction.guild_id or 0)
        self._expected[interaction.id] = Telling(place, interaction, is_held=True)
        return place.text

    def forget(self, interaction: discord.Interaction[Clio]) -> None:
        """There will be no job."""
        self._expected.pop(interaction.id, None)

    def begin(self, job: Job, notes: Sequence[str] = ()) -> None:
        """Begin to tell of a job that was just queued; `notes` are lines of markdown that stay in the message."""
        telling = self._telling(job)
        if telling is None:
            return
        telling.is_held = False
        telling.notes += notes
        if telling.response and not may_write(telling.response):
            telling.notes.append(NO_MESSAGE)
        self.hear(job, None)

    def hear(self, job: Job, progress: Progress | None) -> None:
        """Take note of how far a job is, to be told soon.

        Jobs that were begun outside of Discord are not told, and those of servers that another process hears of not
        by this one, whichever works at them.
        """
        telling = self._telling(job)
        if telling is None:
            return
        telling.take(job, progress)
        if telling.is_held:
            return
        telling.news.set()
        if telling.task is None:
            telling.task = asyncio.create_task(self._follow(telling), name=f"news of job {job.number}")

    @property
    def numbers(self) -> frozenset[int]:
        """The jobs that are being told."""
        return frozenset(self._tellings)

    def notice(self, job: Job) -> None:
        """Take note of how far a job is by the archive: another process may be at work on it."""
        telling = self._telling(job)
        if telling and telling.job != job:
            self.hear(job, telling.progress)

    async def take_leave(self) -> None:
        """Tell the ends that are to be told, and of all other jobs that they go on after the restart.

        After it the tokens of their interactions are not known any more.
        """
        last: list[asyncio.Task[None]] = []
        for telling in self._tellings.values():
            if telling.task and telling.over.is_set():
                last.append(telling.task)
            elif telling.task:
                telling.task.cancel()
                last.append(asyncio.create_task(self._pause(telling)))
        if last:
            await asyncio.wait(last, timeout=LEAVE_S)

    async def _pause(self, telling: Telling) -> None:
        """Say that the job goes on after the restart, where that can still be said, and keep where that is."""
        if telling.response is None or telling.job is None:
            return
        with suppress(*UNREACHABLE):
            message = await telling.response.edit_original_response(view=paused_reply(telling.job, telling.notes))
            if not telling.is_kept and not message.flags.ephemeral:
                await self._keep(telling, message.id)

    def _telling(self, job: Job) -> Telling | None:
        """How a job is told; one that an earlier process began is taken up in a message."""
        if job.number in self._told:
            return None
        known = self._tellings.get(job.number)
        if known:
            return known
        place = JobPlace.read(job.place)
        if place is None or place.is_told or not self._client.shards_run.hear_of(place.server_of(job)):
            return None
        telling = self._expected.pop(place.interaction, None) or resumed(place)
        self._tellings[job.number] = telling
        return telling

    async def _follow(self, telling: Telling) -> None:
        """Tell what is new, not too often, until the end is told or cannot be."""
        assert telling.job is not None
        number, attempts = telling.job.number, 0
        await self._client.wait_until_ready()
        await self._look_again(telling)
        while attempts < ATTEMPTS:
            await telling.news.wait()
            telling.news.clear()
            is_last = telling.over.is_set()
            if await self._tell(telling) and is_last:
                await self._note_end(telling)
                break
            if is_last:  # it did not work
                attempts += 1
                telling.news.set()
                await asyncio.sleep(EVERY_S * attempts)
            else:
                await _pass(telling.over, EVERY_S)
        self._told.add(number)
        self._tellings.pop(number, None)

    async def _look_again(self, telling: Telling) -> None:
        """Give a job a moment to begin, and see whether it did: what is told first stays for some seconds."""
        assert telling.job is not None
        number = telling.job.number
        if telling.job.state is not JobState.QUEUED:
            return
        await _pass(telling.over, FIRST_S)
        if telling.job.state is not JobState.QUEUED:
            return
        with suppress(BotError, ClioError):
            job = await self._client.librarian.look_up(lambda library: library.archive.job(number))
            telling.take(job, telling.progress)
            telling.news.set()

    async def _tell(self, telling: Telling) -> bool:
        """Bring the message in line with the job; whether that is settled."""
        try:
            if telling.response is None or not await self._respond(telling, telling.response):
                await self._post(telling)
        except UNREACHABLE as error:
            is_hopeless = is_out_of_reach(error)
            log.info("How far job %s is could not be told: %s", telling.job and telling.job.number, error)
            telling.is_quiet = telling.is_quiet or is_hopeless
            return is_hopeless
        return True

    async def _respond(self, telling: Telling, response: discord.Interaction[Clio]) -> bool:
        """Edit the response; False when a message has to take its place."""
        if telling.is_quiet or time.monotonic() > telling.until:
            return False
        try:
            message = await response.edit_original_response(view=telling.reply())
        except discord.HTTPException as error:
            if not is_out_of_reach(error) and error.status != 401:
                raise
            telling.response, telling.is_quiet = None, error.code == _UNKNOWN_MESSAGE
            return False
        telling.url = message.jump_url
        if not telling.is_kept and not message.flags.ephemeral:  # what one person sees is reached by its token only
            await self._keep(telling, message.id)
        return True

    async def _post(self, telling: Telling) -> None:
        """Say it in a message of its own, at first in a new one."""
        if telling.is_quiet and not telling.over.is_set():  # the message was deleted, or may not be sent
            return
        channel = self._client.get_partial_messageable(telling.place.channel)
        if telling.place.message:
            message = channel.get_partial_message(telling.place.message)
            try:
                # Of an edit without content, discord.py does not say by itself that nobody is to be pinged.
                await message.edit(view=telling.reply(), allowed_mentions=discord.AllowedMentions.none())
                return
            except discord.NotFound:
                telling.place, telling.is_quiet = replace(telling.place, message=0), True
                if not telling.over.is_set():
                    return
            except discord.Forbidden:
                telling.place = replace(telling.place, message=0)
        if telling.url:
            telling.notes.insert(0, f"-# This goes on from [an earlier message]({telling.url}).")
            telling.url = ""
        sent = await channel.send(view=telling.reply())
        telling.place = replace(telling.place, message=sent.id)
        await self._keep(telling, sent.id)
        await _point(telling, sent.jump_url)
        telling.response = None

    async def _note_end(self, telling: Telling) -> None:
        """Note that the end was told, where another process may end a job while this one is off and tells it later."""
        if not self._client.shards_run.are_all:
            await self._keep(telling, telling.place.message, is_told=True)

    async def _keep(self, telling: Telling, message: int, is_told: bool = False) -> None:
        """Note with the job in which message it is told, and with what, for after a restart."""
        assert telling.job is not None
        notes = tuple(fitting(telling.notes, _KEPT_UNITS, "line", _KEPT_NOTES))
        job, place = telling.job, replace(telling.place, message=message, notes=notes, is_told=is_told).text
        try:
            await self._client.librarian.look_up(
                lambda library: library.archive.set_place(job.number, place), at_the_end=True
            )
            telling.is_kept = True
        except (BotError, ClioError) as error:
            log.info("Where job %d is told could not be noted: %s", job.number, error)


def may_write(interaction: discord.Interaction[Clio]) -> bool:
    """Whether the bot may send messages of its own in the channel of an interaction."""
    may = interaction.app_permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    return may.view_channel and (may.send_messages_in_threads if is_thread else may.send_messages)


async def _pass(event: asyncio.Event, seconds: float) -> None:
    """Let time pass, less when the event comes."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def _point(telling: Telling, url: str) -> None:
    """Let the response lead to the message that took its place, if its token still lives."""
    if telling.response is None or telling.job is None:
        return
    with suppress(*UNREACHABLE):
        await telling.response.edit_original_response(view=moved_reply(telling.job, url))
