"""A process that loses its database leaves Discord to others that may have its shards, and comes back.

It has no library, so that it need load no model, and is out of reach after a second in place of minutes.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest_asyncio

from bot.on_database import OnDatabase
from bot.shards import Shards
from bot.start_turns import FileTurns
from index.postgres.server import Server
from tests.local_discord import Channel, LocalDiscord, User
from tests.proxy import Proxy
from tests.wire.conftest import READY_S
from tests.wire.process import BotProcess

LEASE_S, OUT_OF_REACH_S = 1.0, 1.0
RUN = f"""
import sys
from pathlib import Path
from bot.client import Clio
from bot.on_database import OnDatabase
from bot.serving import run
from bot.settings import Settings
from bot.start_turns import FileTurns

def others(settings, server):
    return OnDatabase(server, FileTurns(settings.data), {LEASE_S}, out_of_reach_s={OUT_OF_REACH_S})

sys.exit(run(Settings.load(), lambda settings, librarian: Clio(settings, librarian, others=others)))
"""
LEFT = "in which another clio run may have taken over what this one does"


@dataclass(frozen=True)
class Far:
    """A bot whose database lies behind a network, and Discord behind another."""

    discord: LocalDiscord
    bot: BotProcess
    network: Proxy
    to_discord: Proxy
    ada: User
    channel: Channel

    async def is_answered(self) -> None:
        """See that a mention gets an answer; the bot has nothing to answer from."""
        await self.discord.ready(READY_S)
        said = await self.ada.say(self.channel, f"{self.discord.bot.mention} why?")
        await self.discord.next_message(self.channel, after=said, timeout=READY_S)


@pytest_asyncio.fixture
async def far(elsewhere: LocalDiscord, clio: BotProcess, database_url: str, tmp_path: Path) -> AsyncIterator[Far]:
    ada, guild = elsewhere.create_user("ada"), elsewhere.create_guild("History")
    guild.add_member(ada)
    async with Proxy(database_url) as network, Proxy(elsewhere.api_url) as to_discord:
        url, api = network.url_of(database_url), to_discord.url_of(elsewhere.api_url)
        bot = replace(clio, api=api, documents=tmp_path / "none", database_url=url, program=("-c", RUN))
        try:
            await bot.start()
            yield Far(elsewhere, bot, network, to_discord, ada, guild.create_text_channel("general"))
        finally:
            network.swallows = network.refuses = to_discord.refuses = False
            if bot.is_running:
                await bot.stop()


async def test_who_is_out_of_reach_leaves_discord_and_comes_back_unless_others_have_its_shards(
    far: Far, database_url: str, tmp_path: Path
) -> None:
    await far.is_answered()
    far.network.swallows = True
    await far.discord.gone(READY_S)
    assert LEFT in far.bot.logged
    far.network.swallows = False
    await far.is_answered()

    far.network.swallows = True
    await far.discord.gone(READY_S)
    with Server(database_url) as server:
        other = OnDatabase(server, FileTurns(tmp_path))
        other.hold(name_of_bot(database_url), Shards.all(1))
        far.network.swallows = False
        assert await far.bot.exit_status() == 1
        other.release()
    assert far.bot.logged.endswith(
        "clio: another clio run on this database runs shard 0 of 1; stop it first, or give each process other shards "
        "by CLIO_SHARDS.\n"
    )
    assert "Traceback" not in far.bot.logged


async def test_who_is_out_of_reach_of_discord_too_tries_again_until_it_is_there_or_a_signal_comes(far: Far) -> None:
    await far.is_answered()
    far.network.refuses = far.to_discord.refuses = True
    await far.discord.gone(READY_S)
    await far.bot.until_logged("Check the network. It is tried again.")
    far.network.refuses = far.to_discord.refuses = False
    await far.is_answered()

    far.network.refuses = far.to_discord.refuses = True
    await far.bot.until_logged("It is tried again.", times=2)
    assert await far.bot.stop() == 0
    assert "Traceback" not in far.bot.logged


def name_of_bot(url: str) -> str:
    """By which its leases are known, also when they have run out."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT name FROM leases WHERE name LIKE 'bot %, shard 0 of 1'").fetchone()
    assert row is not None
    return str(row[0]).removeprefix("bot ").removesuffix(", shard 0 of 1")
