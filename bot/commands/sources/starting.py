"""A job begun by an interaction, whose response then tells of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import discord

    from bot.client import Clio
    from bot.commands.sources.desk import Desk
    from index.archive.model import Job
    from index.collection import Jobs

C = TypeVar("C", bound="Jobs")
Begun = tuple["Job | None", list[str]]  # the job, if there is anything to do, and lines of markdown about it


class Once:
    """The messages whose question is answered already, the last thousand of them; to be used on the event loop."""

    def __init__(self) -> None:
        self._known: deque[int] = deque(maxlen=1000)

    def is_first(self, message: int) -> bool:
        """Whether nobody has answered the message with this id before."""
        if message in self._known:
            return False
        self._known.append(message)
        return True


async def start_job(interaction: discord.Interaction[Clio], desk: Desk[C], begin: Callable[[C, str], Job]) -> None:
    """Begin a job in a collection: `begin` is given the place where it is told. The interaction is deferred already."""
    await start(interaction, desk, lambda collection, place: (begin(collection, place), []))


async def start(interaction: discord.Interaction[Clio], desk: Desk[C], begin: Callable[[C, str], Begun]) -> list[str]:
    """Begin a job, or none where there is nothing to do; returns the lines that then nobody has told."""
    news = interaction.client.job_news
    place = news.expect(interaction)
    try:
        job, notes = await desk.do(lambda collection: begin(collection, place))
    except BaseException:
        news.forget(interaction)
        raise
    if job is None:
        news.forget(interaction)
        return notes
    news.begin(job, notes)
    interaction.client.librarian.wake()
    return []
