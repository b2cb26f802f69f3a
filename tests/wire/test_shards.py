"""Several processes share out the shards of one bot; and one process bears many servers.

They have no library, so that none need load its model: what they say then shows who hears whom.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

import pytest_asyncio

from bot.start_turns import TURN_S
from tests.local_discord import Channel, LocalDiscord, User
from tests.local_discord.limits import IDENTIFY_SECONDS, SESSION_STARTS, SHARD_GUILDS
from tests.wire.conftest import READY_S
from tests.wire.process import BotProcess
from tests.wire.sources import LIGHTHOUSE_QUESTION

MANY, CHANNELS = 1000, 10  # servers, and channels of each
START_S = 30.0  # in which one process has heard of them all; it takes some four seconds
LATER_S = 1.0  # after the turn of the process that waits for another one, Discord lets sessions be started again
NONE_LEFT = "Discord lets this bot start only 0 more sessions until "
NO_LIBRARY = "I can't open my library; my operator has to look at the log."
CONNECTED = "Servers: {}; shards: {}."


@dataclass(frozen=True)
class Pair:
    """Two processes, each with one of two shards, and a channel in a server of each."""

    discord: LocalDiscord
    processes: tuple[BotProcess, ...]
    channels: tuple[Channel, ...]
    ada: User

    async def answers_once(self, *channels: Channel) -> None:
        """See that a mention in each channel gets one answer."""
        said = [await self.ada.say(channel, f"{self.discord.bot.mention} why?") for channel in channels]
        for channel, message in zip(channels, said, strict=True):
            answer = await self.discord.next_message(channel, after=message, timeout=READY_S)
            assert answer.text == NO_LIBRARY
            assert [one for one in channel.messages if one.id > message.id] == [answer]

    async def first_start(self) -> None:
        """Wait until the first session is started."""
        async with asyncio.timeout(READY_S):
            while not self.discord.starts.times:  # noqa: ASYNC110 nothing tells of it
                await asyncio.sleep(0.02)

    async def ready(self, shard: int) -> None:
        """Wait until one of them hears what is said."""
        await self.processes[shard].until_logged("The library cannot be opened")
        await self.processes[shard].until_logged(CONNECTED.format(1, f"{shard}/2"))


@pytest_asyncio.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with LocalDiscord(shards=2) as discord:
        ada = discord.create_user("ada")
        guilds = [discord.create_guild(f"Shard {shard}", shard=shard) for shard in (0, 1)]
        for guild in guilds:
            guild.add_member(ada)
        one = BotProcess(
            discord.token, discord.api_url, tmp_path / "data0", tmp_path / "none", tmp_path / "log0", "0/2"
        )
        processes = (one, replace(one, data=tmp_path / "data1", log=tmp_path / "log1", shards="1/2"))
        yield Pair(discord, processes, tuple(guild.create_text_channel("general") for guild in guilds), ada)
        for process in processes:
            if process.is_running:
                await process.stop()
                assert "Traceback" not in process.logged
        assert not discord.violations


async def test_two_processes_share_out_the_servers_of_one_bot(pair: Pair, tmp_path: Path) -> None:
    discord, ada, (first, second) = pair.discord, pair.ada, pair.channels
    for process in pair.processes:
        await process.start()
    await pair.first_start()
    discord.starts.leave(0, reset_after_s=TURN_S + LATER_S)
    for shard in (0, 1):
        await pair.ready(shard)
    assert discord.sync_count == 1
    (one, at), (other, later) = discord.starts.times
    assert {one, other} == {0, 1}
    assert later - at >= TURN_S + LATER_S >= IDENTIFY_SECONDS
    assert NONE_LEFT in pair.processes[other].logged
    await pair.answers_once(first, second)
    await pair.answers_once(ada.dm)
    for data, reason in (
        ("data0", "another clio run uses the data folder "),
        ("data2", "another clio run on this machine runs shard 1 of 2; "),
    ):
        twice = replace(pair.processes[1], data=tmp_path / data, log=tmp_path / f"log of {data}")
        await twice.start()
        assert await twice.exit_status() == 1
        assert twice.logged.splitlines()[-1].startswith(f"clio: {reason}")


async def test_a_process_that_may_not_start_all_its_shards_today_waits(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    rmtree(clio.documents)
    elsewhere.starts.concurrency = 2
    elsewhere.starts.leave(1, reset_after_s=3)
    both = await replace(clio, shards="0-1/2").start()
    try:
        await both.until_logged("Discord lets this bot start only 1 more sessions until ")
        assert not elsewhere.starts.times
        await elsewhere.ready(READY_S)
        assert elsewhere.starts.remaining == SESSION_STARTS - 2
        await both.until_logged(CONNECTED.format(0, "0-1/2"))
    finally:
        await both.stop()
    assert not elsewhere.violations


async def test_shards_that_discord_does_not_take_are_one_line(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    rmtree(clio.documents)
    for number in range(SHARD_GUILDS + 1):
        elsewhere.create_guild(f"G{number}")
    single = await replace(clio, shards="0/1").start()
    assert await single.exit_status() == 1
    assert single.logged.splitlines()[-1].startswith("clio: Discord does not take these shards: ")
    assert "Traceback" not in single.logged


async def test_a_thousand_servers_are_borne_by_one_process(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    rmtree(clio.documents)
    ada = elsewhere.create_user("ada")
    guilds = [elsewhere.create_guild(f"G{number}") for number in range(MANY)]
    channels = [guild.create_text_channel(f"channel-{number}") for guild in guilds for number in range(CHANNELS)]
    guilds[-1].add_member(ada)
    begun = time.monotonic()
    await clio.start()
    await clio.until_logged(CONNECTED.format(MANY, "0/1"))
    assert time.monotonic() - begun < START_S
    said = await ada.say(channels[-1], f"{elsewhere.bot.mention} {LIGHTHOUSE_QUESTION}")
    assert (await elsewhere.next_message(channels[-1], after=said)).text == NO_LIBRARY
    assert not elsewhere.violations
