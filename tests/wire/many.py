"""Many servers of one bot: opened, some with settings of their own, each asked, and what that takes."""

import asyncio
import statistics
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.guilds.view import PRIVATE, YES
from tests.local_discord import Channel, Guild, LocalDiscord, User
from tests.postgres import OwnServer
from tests.wire.conftest import READY_S
from tests.wire.process import BotProcess
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

AT_ONCE = 8  # people who ask
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name ~ '^clio'"


@dataclass(frozen=True)
class Place:
    """A server, a channel in it, and somebody who asks there and may set everything."""

    guild: Guild
    channel: Channel
    owner: User


def open_servers(discord: LocalDiscord, count: int) -> list[Place]:
    """Make servers, on each of two shards in turn."""
    guilds = [discord.create_guild(f"Server {number}", shard=number % 2) for number in range(count)]
    return [Place(guild, guild.create_text_channel("general"), guild.owner) for guild in guilds]


async def set_private(servers: Sequence[Place]) -> set[int]:
    """Let answers in these servers be for the asker alone; gives their ids."""
    left = iter(servers)

    async def choose() -> None:
        for place in left:  # shared by all who choose
            menu = await (await place.owner.slash(place.channel, "settings")).message(READY_S)
            await (await place.owner.select(menu, PRIVATE, (YES,))).message(READY_S)

    await asyncio.gather(*(choose() for _ in range(AT_ONCE)))
    return {place.guild.id for place in servers}


async def ask_everywhere(
    servers: Sequence[Place], private: Collection[int], processes: Sequence[BotProcess], database: OwnServer
) -> str:
    """Ask in each server and see that it has the answer, in private where that is set; gives what that took."""
    waits: list[float] = []
    left = iter(servers)

    async def ask() -> None:
        for place in left:  # shared by all who ask
            began = time.monotonic()
            asked = await place.owner.slash(place.channel, "ask", question=LIGHTHOUSE_QUESTION)
            answer = await asked.message(READY_S)
            waits.append((time.monotonic() - began) * 1000)
            assert LIGHTHOUSE_ANSWER in answer.text
            assert asked.first is not None
            assert asked.first.ephemeral == (place.guild.id in private)

    began = time.monotonic()
    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    per_s = len(servers) / (time.monotonic() - began)
    with database.connect() as connection:
        connections = connection.execute(_CONNECTIONS).fetchone()
    waits.sort()
    return (
        f"{len(servers):,} servers, {len(private)} with settings of their own, {AT_ONCE} people at once: {per_s:.1f} "
        f"questions/s, median {statistics.median(waits):.0f} ms, 99th percentile {waits[len(waits) * 99 // 100]:.0f} "
        f"ms; memory of each process {', '.join(f'{_memory_mb(one):.0f} MB' for one in processes)}; "
        f"{connections and connections[0]} connections"
    )


def _memory_mb(process: BotProcess) -> float:
    """What a process alone has in memory, and its part of what it shares."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if not rollup.exists():  # not Linux
        return float("nan")
    (line,) = [line for line in rollup.read_text().splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) * 1024 / 1e6
