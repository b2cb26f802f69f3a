"""Who posts: looks every few seconds which servers' posts are due, and posts them one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import discord

from bot.commands.days import find_day
from bot.connection import in_one_line
from bot.daily.claims import Claims
from bot.daily.schedule import Subscription, due, is_due, next_at
from bot.day import Day
from bot.days_view import day_reply
from bot.errors import BotError, SettingsUnavailable
from bot.guilds.daily_view import NO_STATE, DailyState
from bot.mishaps import UNREACHABLE
from index.errors import ClioError

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply

EVERY_S = 5.0  # between two looks at what is due
SOON_S = 0.5  # between two looks whether the bot can post
SPREAD_S = 0.5  # after each post: Discord takes 50 requests a second of a bot, and people's questions go first
LEAVE_S = 5.0  # for the post that is under way at the end
GIVE_UP_AFTER = 7  # days in a row; then a server's post is ended until a moderator sets it anew

GONE = "The channel of the daily post no longer exists."
CLOSED = "I may not write in the channel of the daily post."

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time by the machine's clock."""
    return datetime.now(UTC)


class DailyPosts:
    """Posts for all servers. To be used on the event loop only.

    `now` gives the time, with its zone; `every_s` is how long to wait between two looks at what is due.
    """

    def __init__(self, client: Clio, now: Callable[[], datetime] = utc_now, every_s: float = EVERY_S) -> None:
        self._client, self._now, self._every_s = client, now, every_s
        self.claims = Claims(client.settings.data, client.server)
        self._is_over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to post as soon as the bot is connected."""
        self._task = asyncio.create_task(self._run(), name="daily posts")

    async def take_leave(self) -> None:
        """End; a post that is under way is finished."""
        self._is_over.set()
        if self._task:
            await asyncio.wait((self._task,), timeout=LEAVE_S)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _post_due(self) -> None:
        """Post for all servers whose post is due."""
        subscriptions, done = await asyncio.to_thread(self._read)
        for subscription in due(subscriptions, done, self._now()):
            now = self._now()  # some may have had to wait until their day was over
            if self._is_over.is_set() or not is_due(subscription, done.get(subscription.server), now):
                continue
            if await self._post_alone(subscription, subscription.day(now)):
                await self._wait(SPREAD_S)

    async def _post_alone(self, subscription: Subscription, day: date) -> bool:
        """Post for one server; a fault of ours there keeps no other server waiting."""
        try:
            return await self._post(subscription, day)
        except SettingsUnavailable:
            raise
        except Exception:
            log.exception("Unexpected error in the daily post of server %d", subscription.server)
            return False

    async def state_of(self, server: int) -> DailyState:
        """How a server's post fares. Nothing is known of it where the file cannot be read."""
        settings = self._client.guild_settings.of(server)
        try:
            claim = await asyncio.to_thread(self.claims.of, server)
        except SettingsUnavailable:  # the log has the reason
            return NO_STATE
        wish, now = Subscription.of(server, settings), self._now()
        if claim is None:
            return DailyState(next_at(wish, None, now))
        return DailyState(next_at(wish, claim.day, now), claim.day if claim.trouble else None, claim.trouble)

    async def _run(self) -> None:
        while not self._is_over.is_set():
            is_ready = self._is_ready()
            try:
                if is_ready:
                    await self._post_due()
            except SettingsUnavailable:  # the log has the reason
                pass
            except Exception:
                log.exception("Unexpected error in the daily posts")
            await self._wait(self._every_s if is_ready else min(SOON_S, self._every_s))

    def _is_ready(self) -> bool:
        """Whether Discord and the library are there; looked at, not waited for: the end may come before."""
        try:
            self._client.librarian.require_ready()
        except BotError:
            return False
        return self._client.is_ready()

    async def _wait(self, seconds: float) -> None:
        """Wait, but no longer than until the end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), seconds)

    def _read(self) -> tuple[dict[int, Subscription], dict[int, date]]:
        """All wishes, and the day that was done last, by server."""
        settings = self._client.guild_settings.with_daily_post()
        done = {server: claim.day for server, claim in self.claims.all().items()} if settings else {}
        return {server: Subscription.of(server, chosen) for server, chosen in settings.items()}, done

    async def _post(self, subscription: Subscription, day: date) -> bool:
        """Post for one server; returns whether Discord was asked to."""
        server = subscription.server
        guild = self._client.get_guild(server)
        if guild is None or guild.unavailable:  # it has removed the bot, or Discord is having trouble with it
            return False
        try:
            found = await find_day(self._client, Day.of(day), server)
        except (BotError, ClioError) as error:  # the library is not ready yet: another look finds it so
            log.debug("The daily post of server %d waits: %s", server, error)
            return False
        if not await asyncio.to_thread(self.claims.claim, server, day) or not found:
            return False
        await self._send(subscription, day_reply(Day.of(day), found))
        return True

    async def _send(self, subscription: Subscription, reply: Reply) -> None:
        server = subscription.server
        channel = self._client.get_partial_messageable(subscription.channel, guild_id=server)
        try:
            await channel.send(view=reply, allowed_mentions=discord.AllowedMentions.none())
        except discord.NotFound:
            await self._fail(server, GONE)
        except discord.Forbidden:
            await self._fail(server, CLOSED)
        except UNREACHABLE as error:
            # It may have arrived all the same; a second one would be worse than none.
            log.warning("The daily post of server %d may be missing today: %s", server, in_one_line(error))
        else:
            await asyncio.to_thread(self.claims.went_well, server)
            log.info("Daily post in server %d.", server)

    async def _fail(self, server: int, trouble: str) -> None:
        """Note why there is no post; after some days, and at once where the channel is gone, there is none any more."""
        failures = await asyncio.to_thread(self.claims.failed, server, trouble)
        log.warning("No daily post in server %d: %s (%d days in a row)", server, trouble, failures)
        if trouble == GONE or failures >= GIVE_UP_AFTER:
            await asyncio.to_thread(self._client.guild_settings.change, server, daily_channel=0)
