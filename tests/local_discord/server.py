"""The door of the package: a Discord on 127.0.0.1 that a test controls."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from aiohttp import web

from . import limits
from .channels import Channel, ChannelType
from .clock import Clock
from .commands import Command
from .gateway import GatewayConnection
from .guilds import Guild
from .http_app import API, GATEWAY, make_app
from .http_requests import Request
from .intents import NONE, Intent
from .interactions import Interaction
from .messages import Message
from .openapi import OpenApi
from .ratelimits import DROPPED, Ordered, route_pattern
from .sessions import Session
from .starts import Starts
from .typing_notes import Typing
from .users import User
from .violations import Violations
from .waiting import DEFAULT_TIMEOUT
from .world import TeamMember, World

GOING_AWAY = 1001
RECONNECTABLE = 4000


class LocalDiscord:
    """A Discord of one application, served over real sockets while used as an async context manager.

    `granted_intents` are the privileged intents that the application was granted, none by default.
    `shards` is the number of shards that the bot is told to use, `concurrency` how many of them it may start at the
    same time, and `heartbeat_s` how often it has to show that it is there.
    """

    def __init__(
        self,
        token: str = "local-discord-token",
        granted_intents: Intent = NONE,
        *,
        shards: int = 1,
        concurrency: int = 1,
        heartbeat_s: float = limits.HEARTBEAT_SECONDS,
    ) -> None:
        """Prepare an empty Discord; it listens from `async with` on."""
        self._world = World(token, granted_intents, shards, heartbeat_s)
        self._world.starts.concurrency = concurrency
        self._runner: web.AppRunner | None = None
        self.api_url = ""

    async def __aenter__(self) -> LocalDiscord:
        """Start to listen on a free port."""
        self._runner = web.AppRunner(make_app(self._world), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.api_url = f"http://127.0.0.1:{port}{API}"
        self._world.gateway_url = f"ws://127.0.0.1:{port}{GATEWAY}"
        self._world.attachments.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection and the port."""
        for connection in list(self._world.connections):
            connection.close(GOING_AWAY)
        assert self._runner is not None
        await self._runner.cleanup()

    # What there is.

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._world.token

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens."""
        return self._world.gateway_url

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self._world.bot

    @property
    def application_owner(self) -> User:
        """The person who owns the application, or the team that does; also the owner of servers made without one."""
        return self._world.operator

    @application_owner.setter
    def application_owner(self, owner: User) -> None:
        self._world.operator = owner

    @property
    def application_team(self) -> tuple[TeamMember, ...]:
        """The team that owns the application; empty when its owner does alone."""
        return self._world.application_team

    @application_team.setter
    def application_team(self, team: Iterable[TeamMember]) -> None:
        self._world.application_team = tuple(team)

    @property
    def clock(self) -> Clock:
        """The clock that deadlines are measured with."""
        return self._world.clock

    @property
    def violations(self) -> Violations:
        """What the bot did that Discord does not allow."""
        return self._world.violations

    @property
    def requests(self) -> list[Request]:
        """Every HTTP request, oldest first."""
        return self._world.requests

    @property
    def typing(self) -> list[Typing]:
        """Every time that the bot showed that it is typing."""
        return self._world.typing

    @property
    def presence(self) -> dict[str, object] | None:
        """The status that the bot last set, as it sent it."""
        return self._world.presence

    @property
    def openapi(self) -> OpenApi | None:
        """Discord's specification; None when it is not at hand, and requests are not checked against it."""
        return self._world.openapi

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The gateway sessions that are connected or may resume."""
        return tuple(self._world.sessions)

    @property
    def starts(self) -> Starts:
        """How often sessions were started, and may be."""
        return self._world.starts

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """Every interaction, oldest first."""
        return tuple(self._world.interactions.values())

    @property
    def rate_limits(self) -> bool:
        """Whether buckets run out; a test that sends much and is not about limits may switch that off."""
        return self._world.rate_limits.enforced

    @rate_limits.setter
    def rate_limits(self, enforced: bool) -> None:
        self._world.rate_limits.enforced = enforced

    @property
    def sends_referenced(self) -> bool:
        """Whether a reply comes with the message that it replies to; Discord may leave that out."""
        return self._world.sends_referenced

    @sends_referenced.setter
    def sends_referenced(self, sends: bool) -> None:
        self._world.sends_referenced = sends

    # What a test sets up.

    def create_user(self, name: str) -> User:
        """Make a person."""
        return self._world.create_user(name)

    def create_guild(
        self, name: str, *, owner: User | None = None, shard: int | None = None, with_bot: bool = True
    ) -> Guild:
        """Make a guild, on a certain shard if wished; `with_bot=False` for one that has not added the app."""
        world = self._world
        number = world.ids.next() if shard is None else world.ids.next_on_shard(shard, world.shards)
        guild = Guild(world, number, name, owner or world.operator)
        world.guilds[number] = guild
        if with_bot:
            guild.add_member(world.bot)
        return guild

    def create_group_dm(self, *people: User) -> Channel:
        """Make a private group without the bot, where only apps of its members' accounts work."""
        return self._world.private_channel(ChannelType.GROUP_DM, people)

    def create_dm(self, one: User, other: User) -> Channel:
        """Make the direct messages between two people, the bot not being one."""
        return self._world.private_channel(ChannelType.DM, (one, other))

    # What a test waits for.

    async def ready(self, timeout: float = DEFAULT_TIMEOUT) -> None:  # noqa: ASYNC109
        """Wait until the bot has identified on every shard and was told its guilds."""

        def find() -> bool:
            connected = self._world.sessions.connected()
            return bool(connected) and {session.shard for session in connected} >= set(range(connected[0].shards))

        await self._world.changes.until(find, "the bot to be ready on every shard", self._seen, timeout)

    async def gone(self, timeout: float = DEFAULT_TIMEOUT) -> None:  # noqa: ASYNC109
        """Wait until the bot has no connection."""

        def find() -> bool:
            return not any(session.connection for session in self._world.sessions)

        await self._world.changes.until(find, "the bot to disconnect", self._seen, timeout)

    async def resumed(self, shard: int = 0, timeout: float = DEFAULT_TIMEOUT) -> None:  # noqa: ASYNC109
        """Wait until a shard has resumed its session and is connected."""

        def find() -> bool:
            return any(s.shard == shard and s.resumed and s.connection for s in self._world.sessions)

        await self._world.changes.until(find, f"shard {shard} to resume", self._seen, timeout)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The global commands."""
        return self._world.commands.all()

    @property
    def sync_count(self) -> int:
        """How often the bot has overwritten its commands."""
        return self._world.commands.sync_count

    async def commands_synced(self, timeout: float = DEFAULT_TIMEOUT) -> tuple[Command, ...]:  # noqa: ASYNC109
        """Wait until the bot has registered global commands, and return them."""
        return await self._world.changes.until(
            lambda: self.commands, "the bot to register its commands", self._seen, timeout
        )

    async def next_message(
        self,
        channel: Channel,
        *,
        after: Message | None = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109
    ) -> Message:
        """Wait for a message of the bot in a channel, later than `after`, that everyone there sees."""

        def find() -> Message | None:
            for message in channel.messages:
                hidden = message.author is not self.bot or message.ephemeral or message.loading
                if not hidden and (after is None or message.id > after.id):
                    return message
            return None

        def seen() -> str:
            return f"messages there {list(channel.messages)[-4:]}; {self._seen()}"

        return await self._world.changes.until(find, f"a message of the bot in {channel!r}", seen, timeout)

    # What a test does to the connection.

    async def disconnect(self, shard: int = 0, code: int | None = RECONNECTABLE) -> None:
        """Close a shard's connection with a code, or without a word when `code` is None."""
        for connection in self._of(shard):
            if code is None:
                connection.drop()
            else:
                connection.close(code, "closed by the test")

    async def request_reconnect(self, shard: int = 0) -> None:
        """Ask the bot to reconnect a shard (opcode 7)."""
        for connection in self._of(shard):
            connection.order_reconnect()

    async def invalidate_session(self, shard: int = 0, *, resumable: bool = False) -> None:
        """Tell the bot that a shard's session is not valid (opcode 9)."""
        for connection in self._of(shard):
            connection.invalidate(resumable=resumable)

    def limit_next(self, method: str, route: str, retry_after: float, *, global_: bool = False, times: int = 1) -> None:
        """Answer the next requests of a route, such as "/channels/{id}/messages", with 429."""
        order = Ordered(method, route_pattern(route), 429, retry_after, global_, times)
        self._world.rate_limits.order(order)

    def fail_next(self, method: str, route: str, status: int, *, times: int = 1) -> None:
        """Answer the next requests of a route with an error of Discord's own, such as 500 or 503."""
        self._world.rate_limits.order(Ordered(method, route_pattern(route), status, times=times))

    def drop_next(self, method: str, route: str, *, times: int = 1) -> None:
        """Break the connection at the next requests of a route, which stay without an answer."""
        self.fail_next(method, route, DROPPED, times=times)

    def _of(self, shard: int) -> list[GatewayConnection]:
        found = [c for c in self._world.connections if c.session is not None and c.session.shard == shard]
        if not found:
            msg = f"shard {shard} is not connected"
            raise AssertionError(msg)
        return found

    def _seen(self) -> str:
        sessions = [(session.shard, session.connection is not None) for session in self._world.sessions]
        last = [(r.method, r.path, r.status) for r in self.requests[-6:]]
        return f"sessions (shard, connected) {sessions}; {self.violations}; last requests {last}"
