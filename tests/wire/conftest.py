"""One Discord and one bot for all tests of this folder: a model takes seconds to load."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from tests.local_discord import Channel, Guild, Interaction, LocalDiscord, User
from tests.postgres import OwnServer, one_of_its_own
from tests.proxy import Proxy
from tests.wire.house import House, open_house
from tests.wire.process import BotProcess
from tests.wire.sources import LIGHTHOUSE_QUESTION, write_sources

READY_S = 60.0


@dataclass(frozen=True)
class Town:
    """A server with two people, and what the bot said before it could answer."""

    discord: LocalDiscord
    clio: BotProcess
    guild: Guild
    channel: Channel
    ada: User
    bob: User
    first_words: list[str]


@pytest_asyncio.fixture(scope="session")
async def discord() -> AsyncIterator[LocalDiscord]:
    """A Discord that has seen no violation when all is over."""
    async with LocalDiscord() as discord:
        yield discord
        assert not discord.violations


@pytest_asyncio.fixture(scope="session")
async def town(discord: LocalDiscord, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The bot at work: connected, its commands known, its first index built.

    What it has logged when all is over holds no secret and no fault.
    """
    folder = tmp_path_factory.mktemp("clio")
    write_sources(folder / "sources")
    ada, bob, guild = discord.create_user("ada"), discord.create_user("bob"), discord.create_guild("History")
    guild.add_member(ada)
    guild.add_member(bob)
    channel = guild.create_text_channel("general")
    clio = BotProcess(discord.token, discord.api_url, folder / "data", folder / "sources", folder / "log")
    await clio.start()
    try:
        first_words = await until_it_answers(discord, ada, channel)
        yield Town(discord, clio, guild, channel, ada, bob, first_words)
    finally:
        status = await clio.stop()
    assert status == 0
    assert not [word for word in (discord.token, "lighthouse", "Traceback", "ERROR") if word in clio.logged]


@dataclass(frozen=True)
class Twins:
    """Two processes of one bot on one database, each with one of two shards and a house in it.

    `server` is theirs alone, and they reach it by `network`.
    """

    discord: LocalDiscord
    processes: tuple[BotProcess, BotProcess]
    houses: tuple[House, House]
    server: OwnServer
    network: Proxy


@pytest_asyncio.fixture(scope="session")
async def twins(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Twins]:
    """The bot at work in two processes that were started together; their Discord limits no rates of requests."""
    folder = tmp_path_factory.mktemp("twins")
    write_sources(folder / "sources")
    async with LocalDiscord(shards=2) as discord:
        discord.rate_limits = False
        houses = open_house(discord, "First house", shard=0), open_house(discord, "Second house", shard=1)
        with one_of_its_own(tmp_path_factory.getbasetemp()) as server:
            async with Proxy(server.url) as network:
                url = network.url_of(server.url)
                first = BotProcess(
                    discord.token, discord.api_url, folder / "data", folder / "sources", folder / "log0", "0/2", url
                )
                processes = first, replace(first, log=folder / "log1", shards="1/2")
                try:
                    for process in processes:
                        await process.start()
                    for house in houses:
                        await until_it_answers(discord, house.bob, house.channel)
                    yield Twins(discord, processes, houses, server, network)
                finally:
                    statuses = [await process.stop() for process in processes]
        assert statuses == [0, 0]
        assert not discord.violations
        assert not [word for word in ("Traceback", url) for process in processes if word in process.logged]


@pytest.fixture
def channel(town: Town) -> Channel:
    """A channel of one test's own, as Discord takes only a few messages per channel and second."""
    return town.guild.create_text_channel("history")


@pytest_asyncio.fixture
async def elsewhere() -> AsyncIterator[LocalDiscord]:
    """A Discord of one test's own, which may break rules in it."""
    async with LocalDiscord() as discord:
        yield discord


@pytest_asyncio.fixture
async def clio(elsewhere: LocalDiscord, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot of one test's own, not started."""
    write_sources(tmp_path / "sources")
    clio = BotProcess(elsewhere.token, elsewhere.api_url, tmp_path / "data", tmp_path / "sources", tmp_path / "log")
    yield clio
    if clio.is_running:
        await clio.stop()


def member(discord: LocalDiscord) -> tuple[User, Guild]:
    """Somebody who shares a server with the bot and so may write to it, and that server."""
    ada, guild = discord.create_user("ada"), discord.create_guild("History")
    guild.add_member(ada)
    return ada, guild


async def until_it_answers(discord: LocalDiscord, person: User, channel: Channel) -> list[str]:
    """Ask again and again until there is an answer; returns what was said instead, and to the asker alone."""
    await discord.ready(READY_S)
    await discord.commands_synced(READY_S)
    said: list[str] = []
    async with asyncio.timeout(READY_S):
        while True:
            asked = await person.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)
            message = await settled(asked)
            if not message.startswith("I am still getting ready: "):
                return said
            assert asked.first is not None
            assert asked.first.ephemeral
            said.append(message)
            await asyncio.sleep(0.05)


async def settled(interaction: Interaction) -> str:
    """The text that an interaction was answered with."""
    return (await interaction.message(READY_S)).text
