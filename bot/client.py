"""The Discord client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Never, ParamSpec, Self

import discord
from yarl import URL

from bot.beside import Beside, beside
from bot.cited import Cited
from bot.commands.bibliography import BibliographyFile, BibliographyStyle
from bot.commands.citing import Cite, FileButton, StyleChoice
from bot.commands.daily import DailyButton, DailyForm
from bot.commands.days import MoreOfDay
from bot.commands.feedback import VoteButton
from bot.commands.find_sources import ShowEveryone
from bot.commands.forms import form_sent
from bot.commands.messages import answer_message
from bot.commands.passages import InContext, MorePassages, Turn
from bot.commands.settings import (
    ChannelsMenu,
    CooldownButton,
    CooldownForm,
    ModeratorsMenu,
    PassagesMenu,
    PrivateMenu,
    SharedMenu,
    StyleMenu,
)
from bot.commands.sources import FORMS, ITEMS
from bot.commands.tree import Commands
from bot.daily.posting import DailyPosts
from bot.feedback import Feedback
from bot.guilds.journal import Journal
from bot.guilds.pauses import Pauses
from bot.guilds.settings import Guilds
from bot.job_news import JobNews
from bot.job_watch import JobWatch
from bot.librarian import Librarian
from bot.open_quotes import hear
from bot.run_lock import ShardTaken
from bot.session_starts import SessionStarts
from bot.settings import Settings
from bot.shards import Shards
from bot.under_way import UnderWay
from index.database import open_server
from index.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from index.postgres.server import Server

FILES_OF = 2  # people whose files are held in memory at the same time; those of others wait
LOOK_EVERY_S = 5.0  # whether this process still has its shards
FORGET_AGAIN_S = 60.0  # after what was cited could not be deleted
FAREWELL_S = 5.0  # for the last answers to be sent; sending takes tenths of a second unless Discord limits its rate

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Clio does not speak

log = logging.getLogger(__name__)

P = ParamSpec("P")


class Clio(discord.AutoShardedClient):
    """Answers commands, buttons and messages from the library."""

    def __init__(
        self, settings: Settings, librarian: Librarian, daily_posts: Callable[[Clio], DailyPosts] = DailyPosts,
        others: Callable[[Settings, Server | None], Beside] = beside,
    ) -> None:  # fmt: skip
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,  # what people write is not kept, not even in memory
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.settings = settings
        self.librarian = librarian
        self.server = open_server(settings.database_url)
        self.feedback = Feedback(settings.data, self.server)
        self.cited = Cited(settings.data, server=self.server)
        self.guild_settings = Guilds(settings.data, self.server)
        self.journal = Journal(librarian)
        self.pauses = Pauses()
        self.under_way = UnderWay()
        self.job_news = JobNews(self)
        self._job_watch = JobWatch(self)
        self.daily_posts = daily_posts(self)
        self.intake = asyncio.Semaphore(FILES_OF)
        self.tree = Commands(self)
        self.add_dynamic_items(InContext, Turn, MorePassages, Cite, StyleChoice, FileButton, VoteButton, ShowEveryone)
        self.add_dynamic_items(ModeratorsMenu, ChannelsMenu, PrivateMenu, PassagesMenu, SharedMenu)
        self.add_dynamic_items(StyleMenu, CooldownButton)
        self.add_dynamic_items(BibliographyStyle, BibliographyFile)
        self.add_dynamic_items(DailyButton, MoreOfDay)
        self.add_dynamic_items(*ITEMS)
        self.shards_run = settings.shards or Shards.all(1)  # how many Discord recommends is known when it was asked
        self._beside = others(settings, self.server)
        self._starts = SessionStarts(self, self._beside.turns)
        self._syncing: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Between login and connection: begin, once the shards are had, what need not be waited for."""
        await self._find_gateway()
        await asyncio.to_thread(self._beside.hold, self.name, self.shards_run)
        if self.is_closed():  # meanwhile, and nothing is held
            return
        self.librarian.watch(self.job_news.hear)
        self.librarian.start()
        await asyncio.to_thread(self.guild_settings.load)
        self.daily_posts.start()
        self._job_watch.start()
        if self.shards_run.has_first:
            syncing = self.tree.sync_if_changed(self.settings.discord_api, self.settings.data)
        else:
            syncing = self.tree.learn()
        self._syncing = asyncio.create_task(syncing, name="syncing commands")

    async def on_ready(self) -> None:
        """Say in the log who and where the bot is."""
        if self.is_closed():  # discord.py is ready some seconds after it is connected
            return
        log.info("Connected as %s. Servers: %d; shards: %s.", self.user, len(self.guilds), self.shards_run)
        known = {guild.id for guild in self.guilds}
        await self._forget(self.cited.forget_servers_but, known, self.shards_run)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget what was cited in a server that has removed Clio."""
        await self._forget(self.cited.forget_server, guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget what was cited in a channel that is no more."""
        await self._forget(self.cited.forget_channel, channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget what was cited in a thread that is no more."""
        await self._forget(self.cited.forget_channel, payload.thread_id)

    async def _forget(self, forget: Callable[P, object], *what: P.args, **named: P.kwargs) -> None:
        """Delete what was cited somewhere; what cannot be deleted while the database is away, is when it is back."""
        while not self.is_closed():
            try:
                await asyncio.to_thread(forget, *what, **named)
                return
            except DatabaseUnavailable as error:
                log.error("What was cited is not deleted yet: %s", error)
                await asyncio.sleep(FORGET_AGAIN_S)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Keep what an answer quotes: it takes the place of a message that said that Clio is thinking."""
        if "flags" in payload.data:  # else it would not be said whether it is for one person alone
            hear(self, payload.message)

    async def on_message(self, message: discord.Message) -> None:
        """Answer what is meant for the bot."""
        self.under_way.join()
        hear(self, message)
        await answer_message(self, message)

    async def on_interaction(self, interaction: discord.Interaction[Self]) -> None:
        """Take in the forms that are found by their custom id; discord.py deals with all else by itself."""
        if interaction.type is discord.InteractionType.modal_submit:
            await form_sent(interaction, (*FORMS, CooldownForm, DailyForm))

    @property
    def name(self) -> str:
        """What tells this bot from others: the API that it logged in to, and its application."""
        return f"{self.settings.discord_api} {self.application_id}"

    async def until_taken(self) -> Never:
        """Wait until another process has taken a shard of this one, which lost it, or may have; raises what says so.

        That is ShardTaken, OutOfReach or HalfCarried; StoreError where a newer version of Clio uses the database.
        """
        while True:
            if what := await asyncio.to_thread(self._beside.taken):
                raise ShardTaken(what)
            await asyncio.sleep(LOOK_EVERY_S)

    async def close(self) -> None:
        """Disconnect from Discord, let other processes run the shards, and let go of the database."""
        await super().close()
        await asyncio.to_thread(self._beside.release)
        await asyncio.to_thread(self.guild_settings.close)
        if self.server:
            await asyncio.to_thread(self.server.close)

    async def take_leave(self) -> None:
        """Answer nothing more; whoever waits for an answer is told so."""
        self.librarian.stop()
        await self.daily_posts.take_leave()
        self._job_watch.stop()
        await self.job_news.take_leave()
        await self.under_way.finish(FAREWELL_S)

    async def launch_shards(self) -> None:
        """Connect, as soon as as many sessions may be started today."""
        await self._starts.wait_for(len(self.shards_run.ids))
        await super().launch_shards()

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect one shard, when it is its turn."""
        await self._starts.take_turn(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for a shard's turn in place of discord.py's five seconds, also when it begins a new session later."""
        await self._starts.use_turn(shard_id or 0)

    async def _find_gateway(self) -> None:
        """Point discord.py at the gateway that belongs to the API, and let it run as many shards as are needed.

        It would ask for both itself, but only where it runs all shards; and it forgets the gateway when a session is
        invalidated. This default, which it takes then, is the class's: one API per process.
        """
        gateway = await self._starts.look()
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway.url)
        self.shards_run = self.settings.shards or Shards.all(gateway.shards)
        self.shard_ids, self.shard_count = list(self.shards_run.ids), self.shards_run.count


def intents() -> discord.Intents:
    """What the bot wants to hear of; none of it needs Discord's permission."""
    wanted = discord.Intents.none()
    wanted.guilds = True  # which servers, channels and threads there are
    wanted.guild_messages = True  # mentions and replies
    wanted.dm_messages = True
    return wanted
