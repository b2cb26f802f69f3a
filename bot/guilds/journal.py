"""The log that a server's moderators read: who did what in it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.errors import BotError, NotReady
from bot.guilds.pauses import Pauses
from bot.guilds.scope import server_of
from index.errors import ClioError

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.librarian import Librarian

REFUSAL_S = 3600.0  # in which a person's refusals of one kind are one line, so that nobody can fill a log
MAX_WAITING = 500  # lines that are kept while the library is being opened
LOOK_EVERY_S = 0.5  # whether it is open

log = logging.getLogger(__name__)

_writing: set[asyncio.Task[None]] = set()  # a task that nobody holds may be dropped before it is done


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody did in a server, or was refused."""

    server: int
    by: int
    action: str
    subject: str
    detail: str


class Journal:
    """Writes the servers' logs; what is to be written while the library is being opened, as soon as it is open."""

    def __init__(self, librarian: Librarian) -> None:
        self._librarian = librarian
        self._waiting: deque[Line] = deque()
        self._later: asyncio.Task[None] | None = None
        self._refusals = Pauses()
        self._turn = asyncio.Lock()  # the lines stay in their order

    async def write(self, line: Line) -> None:
        """Write a line, or keep it for later. What cannot be written is told in the operator's log only."""
        async with self._turn:
            if self._waiting:
                self._keep(line)
                return
            try:
                await self._put(line)
            except NotReady:
                self._keep(line)
            except (BotError, ClioError) as error:
                _lose(line, str(error))

    def is_new(self, line: Line) -> bool:
        """Whether this person was not refused that kind of thing there within the hour; remembers that it is now."""
        kind = ":".join(line.subject.split(":")[:2])  # what comes then in a custom id says of which thing
        key = (line.server, line.by, kind)
        if self._refusals.left(key, REFUSAL_S):
            return False
        self._refusals.begin(key)
        return True

    def _keep(self, line: Line) -> None:
        if len(self._waiting) >= MAX_WAITING:
            _lose(line, "too many others wait for the library to be opened")
            return
        self._waiting.append(line)
        if self._later is None or self._later.done():
            self._later = asyncio.create_task(self._write_later(), name="log of before the library was open")

    async def _write_later(self) -> None:
        while self._waiting:
            try:
                await self._put(self._waiting[0])
            except NotReady:
                await asyncio.sleep(LOOK_EVERY_S)
                continue
            except (BotError, ClioError) as error:
                _lose(self._waiting[0], str(error))
            self._waiting.popleft()

    async def _put(self, line: Line) -> None:
        await self._librarian.look_up(
            lambda library: library.collection(str(line.server)).log(
                by=str(line.by), action=line.action, subject=line.subject, detail=line.detail
            )
        )


async def note(interaction: discord.Interaction[Clio], action: str, subject: str = "", detail: str = "") -> None:
    """Put what somebody did, or was refused, into the log of the server they did it in, and into that of the operator.

    Nothing that keeps the server's log from being written stops the act itself. That has a person's refusals of one
    kind once in an hour, the operator's has each.
    """
    server, person = server_of(interaction), interaction.user.id
    log.info("%s by %d in server %s: %s (%s)", action, person, server, subject, detail)
    if server is None:
        return
    journal, line = interaction.client.journal, Line(server, person, action, subject, detail)
    if action != "refused" or journal.is_new(line):
        await journal.write(line)


def note_soon(interaction: discord.Interaction[Clio], action: str, subject: str = "", detail: str = "") -> None:
    """Do the same beside, so that who waits for a word gets it at once."""

    async def write() -> None:
        interaction.client.under_way.join()
        await note(interaction, action, subject, detail)

    task = asyncio.create_task(write(), name="log")
    _writing.add(task)
    task.add_done_callback(_writing.discard)


def _lose(line: Line, why: str) -> None:
    log.warning("%s by %d is not in the log of server %d: %s", line.action, line.by, line.server, why)
