"""How one job is told: what is new of it, and the message as it should be now."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord

from bot.job_place import JobPlace
from bot.sources_view.job_report import NO_PACE, Pace, Reached, progress_reply, reached, report_reply
from index.archive.model import Job, JobState

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.model import Progress

RESPONSE_S = 14 * 60.0  # for which a response is edited: its token lives 15 minutes
RESUMED = "I was restarted in between; this goes on from where it was."
NO_MESSAGE = (
    "-# I may not write messages in this channel. Should this take more than 15 minutes, look for its end with "
    "`/sources log`."
)
_LEAST_S = 1.0  # in which nothing can be said of a pace


@dataclass
class Telling:
    """How one job is told: what is new, and where it is said. `response` is the interaction while its token lives."""

    place: JobPlace
    response: discord.Interaction[Clio] | None
    notes: list[str] = field(default_factory=list)
    job: Job | None = None
    progress: Progress | None = None
    is_held: bool = False  # until the command that began the job has said its part
    is_quiet: bool = False  # only the end is still told
    url: str = ""  # of the response
    is_kept: bool = False  # it is noted with the job in which message it is told
    until: float = field(default_factory=lambda: time.monotonic() + RESPONSE_S)  # the response can be edited
    first: tuple[float, Reached] | None = None  # when the job was first seen to run, and how far it was
    news: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def take(self, job: Job, progress: Progress | None) -> None:
        """Take note of how far the job is, unless that is older than what is known."""
        if self.job and (self.job.is_over or (self.job.state is JobState.RUNNING and job.state is JobState.QUEUED)):
            return
        self.job, self.progress = job, progress
        if self.first is None and job.state is JobState.RUNNING:
            self.first = (time.monotonic(), reached(job, progress))
        if job.is_over:
            self.over.set()

    def pace(self) -> Pace:
        """How fast it goes, by what was seen since it was first seen to run."""
        if self.first is None or self.job is None:
            return NO_PACE
        (begun, then), now = self.first, reached(self.job, self.progress)
        spent, files = time.monotonic() - begun, now.files - then.files
        if spent < _LEAST_S:
            return NO_PACE
        left = (self.job.total - now.files) * spent / files if files > 0 else None
        return Pace((now.passages - then.passages) / spent, left)

    def reply(self) -> Reply:
        """The message as it should be now."""
        assert self.job is not None
        if self.job.is_over:
            return report_reply(self.job, self.notes)
        return progress_reply(self.job, self.progress, self.pace(), self.notes)


def resumed(place: JobPlace) -> Telling:
    """How a job is told that an earlier process began."""
    notes = [note for note in place.notes if note not in (RESUMED, NO_MESSAGE)]
    return Telling(place, None, notes=[*notes, RESUMED], is_kept=True)
