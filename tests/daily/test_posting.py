"""The bot posts by a clock that the tests move: once a day, late rather than never, and never twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import discord
import pytest
import pytest_asyncio

from bot.client import Clio
from bot.daily.claims import Claim
from bot.daily.posting import CLOSED, GIVE_UP_AFTER, GONE, SPREAD_S, DailyPosts
from bot.librarian import Librarian
from bot.settings import Settings
from tests.data_folders import data_folder
from tests.local_discord import Channel, Guild, LocalDiscord, Message, Permission

READY_S = 60.0
LOOK_S = 0.05
DATED = (5, 6, 8, 9, *range(11, 25))  # days of June that the library tells of
MORNING = datetime(2026, 6, 5, 6, 0, tzinfo=UTC)


@dataclass
class Bot:
    """A bot with the Discord that it is connected to, and its clock, which stands still unless it is set."""

    discord: LocalDiscord
    client: Clio
    now: datetime = MORNING

    def subscribe(self, name: str, **settings: object) -> tuple[Guild, Channel]:
        """Make a server with a daily post at 9:00 in its channel."""
        guild = self.discord.create_guild(name)
        channel = guild.create_text_channel("diary")
        self.client.guild_settings.change(guild.id, **{"daily_channel": channel.id, **settings})
        return guild, channel

    async def post(self, channel: Channel, after: Message | None = None) -> str:
        """The heading of the next post."""
        return (await self.discord.next_message(channel, after=after, timeout=READY_S)).text.split("\n")[0]

    async def until(self, guild: Guild, claim: Claim) -> None:
        """Wait until this is what is known of a server's post."""
        async with asyncio.timeout(READY_S):
            while self.client.daily_posts.claims.of(guild.id) != claim:  # noqa: ASYNC110 a database cannot be awaited
                await asyncio.sleep(LOOK_S)


@pytest_asyncio.fixture(scope="module")
async def connected(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    folder = tmp_path_factory.mktemp("clio")
    (folder / "sources").mkdir()
    for day in DATED:
        text = f"# Ship {day}\n\nShip number {day} sailed on {day} June 1904 with @everyone on board.\n"
        (folder / "sources" / f"{day}.md").write_text(text, encoding="utf-8")
    async with LocalDiscord() as local:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(discord.http.Route, "BASE", local.api_url)
            async for bot in _serve(local, folder):
                yield bot


async def _serve(local: LocalDiscord, folder: Path) -> AsyncIterator[Bot]:
    settings = Settings(local.token, data_folder(folder / "data"), (folder / "sources",), discord_api=local.api_url)
    librarian = Librarian(settings.library)
    bot: Bot | None = None

    def daily_posts(client: Clio) -> DailyPosts:
        return DailyPosts(client, lambda: bot.now if bot else MORNING, LOOK_S)

    async with Clio(settings, librarian, daily_posts) as client:
        bot = Bot(local, client)
        connection = asyncio.create_task(client.start(local.token))
        yield bot
        await client.take_leave()
        await client.close()
        with suppress(asyncio.CancelledError):
            await connection
        await librarian.close()


@pytest.fixture
def bot(connected: Bot) -> Iterator[Bot]:
    """The bot on the morning of 5 June, when nobody has subscribed yet."""
    connected.now = MORNING
    yield connected
    for server in connected.client.guild_settings.with_daily_post():
        connected.client.guild_settings.change(server, daily_channel=0)


async def test_there_is_one_post_a_day_and_none_on_days_with_nothing(bot: Bot) -> None:
    guild, channel = bot.subscribe("Berlin", time_zone="Europe/Berlin", daily_hour=9)
    _, early = bot.subscribe("Early", daily_hour=0)
    assert await bot.post(early) == "### On this day: 5 June"
    assert not channel.messages  # it is 8:00 in Berlin

    bot.now = MORNING + timedelta(hours=1)
    assert await bot.post(channel) == "### On this day: 5 June"
    assert not channel.messages[0].pings
    bot.now = datetime(2026, 6, 6, 21, 59, tzinfo=UTC)  # it was away all day long: a minute before midnight
    assert await bot.post(channel, channel.messages[-1]) == "### On this day: 6 June"
    bot.now = datetime(2026, 6, 7, 12, tzinfo=UTC)
    await bot.until(guild, Claim(date(2026, 6, 7)))

    bot.client.guild_settings.change(guild.id, time_zone="Pacific/Auckland", daily_hour=23)
    bot.now = datetime(2026, 6, 8, 11, tzinfo=UTC)
    assert await bot.post(channel, channel.messages[-1]) == "### On this day: 8 June"
    bot.client.guild_settings.change(guild.id, time_zone="America/Los_Angeles", daily_hour=5)
    bot.now = datetime(2026, 6, 8, 22, tzinfo=UTC)  # the same day over again
    _, late = bot.subscribe("Late", daily_hour=22)
    assert await bot.post(late) == "### On this day: 8 June"
    assert len(channel.messages) == 3
    assert not bot.discord.violations


async def test_where_it_may_not_write_it_gives_up_after_some_days(bot: Bot) -> None:
    guild, channel = bot.subscribe("Closed", daily_hour=0)
    channel.overwrite(bot.discord.bot, deny=Permission.SEND_MESSAGES)
    for number in range(GIVE_UP_AFTER):
        day = date(2026, 6, 11) + timedelta(days=number)
        bot.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        await bot.until(guild, Claim(day, number + 1, CLOSED))
    state = await bot.client.daily_posts.state_of(guild.id)
    assert (state.failed_on, state.trouble) == (day, CLOSED)
    bot.now += timedelta(days=2)
    _, other = bot.subscribe("Other", daily_hour=0)
    assert await bot.post(other) == "### On this day: 19 June"
    assert bot.client.guild_settings.of(guild.id).daily_channel == 0
    assert bot.client.daily_posts.claims.of(guild.id) == Claim(day, GIVE_UP_AFTER, CLOSED)


async def test_it_goes_on_where_it_may_write_again(bot: Bot) -> None:
    guild, channel = bot.subscribe("Closed for a day", daily_hour=0)
    channel.overwrite(bot.discord.bot, deny=Permission.VIEW_CHANNEL)
    await bot.until(guild, Claim(date(2026, 6, 5), 1, CLOSED))
    channel.overwrite(bot.discord.bot)
    bot.now += timedelta(days=1)
    assert await bot.post(channel) == "### On this day: 6 June"
    await bot.until(guild, Claim(date(2026, 6, 6)))


async def test_a_channel_that_is_gone_ends_it_at_once(bot: Bot) -> None:
    guild, _ = bot.subscribe("Gone", daily_hour=0, daily_channel=1)
    await bot.until(guild, Claim(date(2026, 6, 5), 1, GONE))
    bot.now += timedelta(days=1)
    _, other = bot.subscribe("There", daily_hour=0)
    await bot.post(other)
    assert bot.client.guild_settings.of(guild.id).daily_channel == 0
    assert bot.client.daily_posts.claims.of(guild.id) == Claim(date(2026, 6, 5), 1, GONE)


async def test_what_may_have_arrived_is_not_sent_again(bot: Bot) -> None:
    guild, channel = bot.subscribe("Unlucky", daily_channel=0, daily_hour=0)
    bot.discord.drop_next("POST", f"/channels/{channel.id}/messages")
    bot.client.guild_settings.change(guild.id, daily_channel=channel.id)
    await bot.until(guild, Claim(date(2026, 6, 5)))
    _, other = bot.subscribe("Lucky", daily_hour=0)
    await bot.post(other)
    bot.now += timedelta(days=1)
    assert await bot.post(channel) == "### On this day: 6 June"
    assert len(channel.messages) == 1


async def test_many_that_are_due_at_once_are_spread(bot: Bot) -> None:
    channels = [bot.subscribe(f"Server {number}", daily_hour=0)[1] for number in range(3)]
    posts = [await bot.discord.next_message(channel, timeout=READY_S) for channel in channels]
    times = sorted(post.created_at for post in posts)
    assert all((later - sooner).total_seconds() > SPREAD_S / 2 for sooner, later in pairwise(times))
