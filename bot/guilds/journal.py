"""The log that a server's moderators read: who did what in it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.errors import BotError
from bot.guilds.scope import server_of
from index.errors import ClioError

if TYPE_CHECKING:
    from bot.client import Clio

log = logging.getLogger(__name__)

_writing: set[asyncio.Task[None]] = set()  # a task that nobody holds may be dropped before it is done


async def note(interaction: discord.Interaction[Clio], action: str, subject: str = "", detail: str = "") -> None:
    """Put what somebody did, or was refused, into the log of the server they did it in, and into that of the operator.

    Nothing that keeps the server's log from being written stops the act itself.
    """
    server, person = server_of(interaction), interaction.user.id
    log.info("%s by %d in server %s: %s (%s)", action, person, server, subject, detail)
    if server is None:
        return
    try:
        await interaction.client.librarian.look_up(
            lambda library: library.collection(str(server)).log(
                by=str(person), action=action, subject=subject, detail=detail
            )
        )
    except (BotError, ClioError) as error:
        log.warning("That is not in the log of server %d: %s", server, error)


def note_soon(interaction: discord.Interaction[Clio], action: str, subject: str = "", detail: str = "") -> None:
    """Do the same beside, so that who waits for a word gets it at once."""

    async def write() -> None:
        interaction.client.under_way.join()
        await note(interaction, action, subject, detail)

    task = asyncio.create_task(write(), name="log")
    _writing.add(task)
    task.add_done_callback(_writing.discard)
