"""The local Discord's shards: who hears of what, and when a session may be started."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.local_discord import LocalDiscord
from tests.local_discord.limits import IDENTIFY_SECONDS, SESSION_STARTS, SESSION_STARTS_SECONDS, SHARD_GUILDS

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
INTENTS = GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES
HELLO, INVALID_SESSION = 10, 9
PATIENCE_S = 5


class Shard:
    """A bare connection to the gateway."""

    def __init__(self, discord: LocalDiscord, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.discord, self.ws = discord, ws

    async def send_identify(self, shard: object = None) -> None:
        """Identify as a shard, such as [0, 2], or without one."""
        data = {"token": self.discord.token, "intents": INTENTS, "properties": {}}
        await self.ws.send_json({"op": 2, "d": data if shard is None else data | {"shard": shard}})

    async def identify(self, shard: object = None) -> dict[str, Any]:
        """Identify; returns what is answered."""
        await self.send_identify(shard)
        return await self.next()

    async def next(self) -> dict[str, Any]:
        """What Discord sends next."""
        sent: dict[str, Any] = await self.ws.receive_json(timeout=PATIENCE_S)
        return sent

    async def events(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """The next events."""
        return [(event["t"], event["d"]) for event in [await self.next() for _ in range(count)]]

    async def closed_with(self) -> int | None:
        """Wait until Discord closes; with which code."""
        assert (await self.ws.receive(timeout=PATIENCE_S)).type is aiohttp.WSMsgType.CLOSE
        return self.ws.close_code


class Gateway:
    """Opens connections to a Discord."""

    def __init__(self, discord: LocalDiscord, http: aiohttp.ClientSession, stack: AsyncExitStack) -> None:
        self.discord, self.http, self._stack = discord, http, stack

    async def connect(self) -> Shard:
        """A connection that has heard hello."""
        opening = self.http.ws_connect(self.discord.gateway_url + "?v=10&encoding=json")
        shard = Shard(self.discord, await self._stack.enter_async_context(opening))
        assert (await shard.next())["op"] == HELLO
        return shard

    async def told(self) -> dict[str, Any]:
        """What GET /gateway/bot answers."""
        headers = {"Authorization": f"Bot {self.discord.token}"}
        async with self.http.get(f"{self.discord.api_url}/gateway/bot", headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            return found


@pytest_asyncio.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LocalDiscord(shards=2, concurrency=2))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield Gateway(discord, http, stack)
        assert not discord.violations


async def test_each_shard_hears_of_its_own_guilds_and_the_first_of_all_else(gateway: Gateway) -> None:
    discord = gateway.discord
    ada, guilds = discord.create_user("ada"), [discord.create_guild(f"G{shard}", shard=shard) for shard in (0, 1)]
    shards = [await gateway.connect() for _ in guilds]
    for number, (shard, guild) in enumerate(zip(shards, guilds, strict=True)):
        ready = (await shard.identify([number, 2]))["d"]
        assert ready["shard"] == [number, 2]
        assert ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
        assert [(name, data["id"]) for name, data in await shard.events(1)] == [("GUILD_CREATE", str(guild.id))]
    for guild in reversed(guilds):
        guild.add_member(ada)
        await ada.say(guild.create_text_channel("general"), "hello")
    await ada.direct_message("in private")
    names = ["CHANNEL_CREATE", "MESSAGE_CREATE"]
    assert [(name, data.get("guild_id")) for name, data in await shards[0].events(3)] == [
        *((name, str(guilds[0].id)) for name in names),
        ("MESSAGE_CREATE", None),
    ]
    assert [(name, data.get("guild_id")) for name, data in await shards[1].events(2)] == [
        (name, str(guilds[1].id)) for name in names
    ]


async def test_a_shard_of_the_same_key_that_identifies_too_early_is_sent_away(gateway: Gateway) -> None:
    clock = gateway.discord.clock
    first, other, third = [await gateway.connect() for _ in range(3)]
    assert (await first.identify([0, 4]))["t"] == "READY"
    assert (await other.identify([1, 4]))["t"] == "READY"  # another key: 1 % 2
    assert (await third.identify([2, 4]))["op"] == INVALID_SESSION
    gateway.discord.violations.take(f"shard 2 identified within {IDENTIFY_SECONDS:g} s")
    clock.advance(IDENTIFY_SECONDS)
    assert (await third.identify([2, 4]))["t"] == "READY"
    assert [shard for shard, _ in gateway.discord.starts.times] == [0, 1, 2]


async def test_what_is_left_of_the_day_is_told_and_renewed(gateway: Gateway) -> None:
    assert (await (await gateway.connect()).identify([1, 2]))["t"] == "READY"
    told = await gateway.told()
    day_ms = SESSION_STARTS_SECONDS * 1000
    assert told["shards"] == 2
    limit = told["session_start_limit"]
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (SESSION_STARTS, SESSION_STARTS - 1, 2)
    assert day_ms - 60_000 < limit["reset_after"] <= day_ms
    gateway.discord.clock.advance(SESSION_STARTS_SECONDS)
    assert (await gateway.told())["session_start_limit"]["remaining"] == SESSION_STARTS


async def test_a_start_beyond_the_days_last_costs_the_token(gateway: Gateway) -> None:
    token, discord = gateway.discord.token, gateway.discord
    first, second = await gateway.connect(), await gateway.connect()
    assert (await first.identify([0, 2]))["t"] == "READY"
    discord.starts.leave(0, reset_after_s=60)
    await second.send_identify([1, 2])
    assert (await first.closed_with(), await second.closed_with()) == (4004, 4004)
    assert discord.token != token
    assert not discord.sessions
    discord.violations.take("shard 1 identified with no session start left")


@pytest.mark.parametrize("shard", [[2, 2], [-1, 2], [0, 0], [0], "0/2", [0, 1, 2]])
async def test_a_shard_that_cannot_be_is_refused(gateway: Gateway, shard: object) -> None:
    connection = await gateway.connect()
    await connection.send_identify(shard)
    assert await connection.closed_with() == 4010
    gateway.discord.violations.take("4010")


async def test_more_guilds_than_a_shard_holds_need_several(gateway: Gateway) -> None:
    for number in range(SHARD_GUILDS + 1):
        gateway.discord.create_guild(f"G{number}")
    alone, one_of_two = await gateway.connect(), await gateway.connect()
    await alone.send_identify()
    assert await alone.closed_with() == 4011
    gateway.discord.violations.take("4011")
    assert (await one_of_two.identify([0, 2]))["t"] == "READY"
