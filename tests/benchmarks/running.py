"""`clio run`, connected to a Discord on 127.0.0.1, with one person who asks."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from index.library import LibraryOptions
from tests.local_discord import Channel, LocalDiscord, User
from tests.wire.process import BotProcess

_PATIENCE_S = 600.0
_AGAIN_S = 0.05
_QUESTION = "When did the Suez crisis begin?"  # which the starter library answers, and those made from it
QUOTED = "Quoted word for word"  # in every answer


@dataclass(frozen=True, slots=True)
class Running:
    """The bot at work, and who asks it."""

    clio: BotProcess
    person: User
    channel: Channel

    async def ask(self, question: str) -> str:
        """What it says to a question."""
        asked = await self.person.slash(self.channel, "ask", question=question)
        return (await asked.message(_PATIENCE_S)).text

    async def until_it_answers(self) -> None:
        """Ask until there is an answer."""
        async with asyncio.timeout(_PATIENCE_S):
            while QUOTED not in (said := await self.ask(_QUESTION)):
                if "getting ready" not in said:
                    raise RuntimeError(f"The bot was asked {_QUESTION!r} and said: {said[:300]}")
                await asyncio.sleep(_AGAIN_S)  # it can only be asked


@asynccontextmanager
async def running(options: LibraryOptions) -> AsyncIterator[Running]:
    """Start it with a library of one folder, and wait until it answers a question."""
    (documents,) = options.documents
    async with LocalDiscord() as discord:
        discord.rate_limits = False
        person, guild = discord.create_user("ada"), discord.create_guild("History")
        guild.add_member(person)
        channel = guild.create_text_channel("general")
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder, "log")
            clio = BotProcess(discord.token, discord.api_url, options.data, documents, log)
            await clio.start()
            try:
                await discord.ready(_PATIENCE_S)
                await discord.commands_synced(_PATIENCE_S)
                found = Running(clio, person, channel)
                await found.until_it_answers()
                yield found
            finally:
                await clio.stop()
