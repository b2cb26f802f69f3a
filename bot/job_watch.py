"""Jobs that another process works at: the process that hears of their server looks how far they are, to tell it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.errors import BotError
from bot.job_news import EVERY_S
from index.errors import ClioError

if TYPE_CHECKING:
    from bot.client import Clio
    from index.archive import Job
    from index.library import Library

AWAY = timedelta(hours=1)  # whose job ended longer ago than this will have looked for its end in the log


class JobWatch:
    """Looks for the jobs of all processes that share an archive. To be used on the event loop only."""

    def __init__(self, client: Clio) -> None:
        self._client = client
        self._has_looked = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, unless there is no other process."""
        if not self._client.shards_run.are_all:
            self._task = asyncio.create_task(self._run(), name="jobs of other processes")

    def stop(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            with suppress(BotError, ClioError):  # the library is not open yet, or cannot be reached at this moment
                for job in await self._client.librarian.look_up(self._jobs):
                    self._client.job_news.notice(job)
                self._has_looked = True
            await asyncio.sleep(EVERY_S)

    def _jobs(self, library: Library) -> list[Job]:
        """Those that are not over, those that were being told, and at first those that ended meanwhile."""
        archive = library.archive
        numbers = {ticket.number for ticket in archive.tickets()} | self._client.job_news.numbers
        jobs = [archive.job(number) for number in sorted(numbers)]
        return jobs if self._has_looked else [*jobs, *filter(_ended_lately, archive.jobs(None, over=True))]


def _ended_lately(job: Job) -> bool:
    return datetime.now(UTC) - datetime.fromisoformat(job.ended_at).astimezone(UTC) < AWAY
