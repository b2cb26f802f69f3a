"""Sessions with Discord are started one after the other, and never more of them in a day than it lets a bot start."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from bot.connection import REFUSED, in_one_line
from bot.start_turns import TURN_S, Turns

if TYPE_CHECKING:
    from discord.types.gateway import SessionStartLimit

    from bot.client import Clio

LOOK_AGAIN_S = 15 * 60.0  # while there is no start left: the operator may have been given more
LOOK_S = TURN_S - 1.5  # that an answer of Discord's is waited for, so that a turn lasts until it is there
SPREAD_S = 0.2  # by which those who wait for the same turn wake at different instants

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gateway:
    """What GET /gateway/bot tells: how many shards are recommended, and how many sessions may still be started."""

    url: str
    shards: int
    total: int
    remaining: int
    reset_after_s: float
    concurrency: int

    @classmethod
    def of(cls, shards: int, url: str, limit: SessionStartLimit) -> Self:
        """Discord's answer in this form."""
        return cls(
            url=url,
            shards=max(1, shards),
            total=limit["total"],
            remaining=limit["remaining"],
            reset_after_s=limit["reset_after"] / 1000,
            concurrency=max(1, limit["max_concurrency"]),
        )


class SessionStarts:
    """Lets a process start its sessions when Discord allows it. To be used on the event loop only.

    discord.py waits five seconds between its own, knows nothing of those of other processes, and does not look how
    many are left for the day. To start one too many costs the token: Discord ends all sessions and makes a new one.
    """

    def __init__(self, client: Clio, turns: Turns) -> None:
        self._client, self._turns = client, turns
        self._known: Gateway | None = None
        self._taken: dict[int, str] = {}  # by shard: as whom it took the turn that it has not used yet

    async def look(self) -> Gateway:
        """Ask Discord. Raises what discord.py raises when it cannot."""
        self._known = Gateway.of(*await self._client.http.get_bot_gateway())
        return self._known

    async def wait_for(self, count: int) -> None:
        """Wait until as many sessions may be started today."""
        while (gateway := await self._latest()).remaining < (least := min(count, gateway.total)):
            until = datetime.now(UTC) + timedelta(seconds=gateway.reset_after_s)
            log.warning(
                "Discord lets this bot start only %d more sessions until %s. Waiting until there are at least %d, "
                "since one too many would cost the token.",
                gateway.remaining,
                until.strftime("%d %B %H:%M UTC"),
                least,
            )
            await asyncio.sleep(min(max(1.0, gateway.reset_after_s), LOOK_AGAIN_S))

    async def take_turn(self, shard: int) -> None:
        """Wait for a shard's turn before it connects: a connection on which nothing is said for long is closed."""
        self._taken[shard] = await self._turn(shard, secrets.token_hex(8))

    async def use_turn(self, shard: int) -> None:
        """Let the turn of a shard begin now that it is connected and about to identify; waits where it is over."""
        await self._turn(shard, self._taken.pop(shard, "") or secrets.token_hex(8))
        if self._known:  # for when Discord cannot be asked
            self._known = replace(self._known, remaining=self._known.remaining - 1)

    async def _turn(self, shard: int, who: str) -> str:
        """Have a turn that begins now, and a start that is left for it.

        What is left is looked at within the turn, as others have started sessions in theirs. Since as many may be at
        this as Discord lets start at once, each of them wants one left for all.
        """
        while True:
            while wait_s := await self._take(shard, who):  # noqa: ASYNC110 of another process
                await asyncio.sleep(wait_s + random.uniform(0, SPREAD_S))
            gateway = await self._latest()
            if gateway.remaining < min(gateway.concurrency, gateway.total):
                await self.wait_for(gateway.concurrency)
            elif not await self._take(shard, who):  # anew, as to look takes its time
                return who

    async def _take(self, shard: int, who: str) -> float:
        """See Turns."""
        gateway = self._known or await self.look()
        key = f"{self._client.name} {shard % gateway.concurrency}"
        return await asyncio.to_thread(self._turns.take, key, who)

    async def _latest(self) -> Gateway:
        """What Discord tells now, or last told where it cannot be asked."""
        try:
            async with asyncio.timeout(LOOK_S):
                return await self.look()
        except REFUSED as error:
            if self._known is None:
                raise
            log.info("Discord did not tell how many sessions may be started: %s", in_one_line(error))
            return self._known
