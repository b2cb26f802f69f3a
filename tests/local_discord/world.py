"""The state of the local Discord, which outlives the bot's connections."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import openapi
from .attachments import Attachments
from .channels import Channel, ChannelType
from .clock import Clock
from .commands import Commands
from .events import Events
from .intents import Intent, application_flags
from .message_store import MessageStore
from .ratelimits import RateLimits
from .responses import Responses
from .sessions import Sessions
from .snowflakes import Snowflakes
from .starts import Starts
from .typing_notes import Typing
from .users import User
from .violations import Violations
from .waiting import Changes

if TYPE_CHECKING:
    from .gateway import GatewayConnection
    from .guilds import Guild
    from .http_requests import Request
    from .interactions import Interaction


AUTHENTICATION_FAILED = 4004


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody in the team that owns the application, or invited to it; `role` is one of Discord's."""

    user: User
    accepted: bool = True
    role: str = "admin"


class World:
    """Everything there is: people, guilds, channels, commands, interactions, sessions."""

    def __init__(self, token: str, granted_intents: Intent, shards: int, heartbeat_s: float) -> None:
        """Make an empty world with the bot's account in it."""
        self.token = token
        self.granted_intents = granted_intents
        self.shards = shards
        self.heartbeat_s = heartbeat_s
        self.clock = Clock()
        self.ids = Snowflakes(self.clock)
        self.changes = Changes()
        self.violations = Violations()
        self.requests: list[Request] = []
        self.typing: list[Typing] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.sends_referenced = True
        self.bot = self.create_user("clio", bot=True)
        self.application_id = self.bot.id
        self.operator = self.create_user("operator")
        self.application_team: tuple[TeamMember, ...] = ()
        self.commands = Commands(self.ids, self.application_id)
        self.attachments = Attachments(self.clock, self.ids)
        self.store = MessageStore(self)
        self.responses = Responses(self)
        self.events = Events(self)
        self.sessions = Sessions()
        self.connections: set[GatewayConnection] = set()
        self.starts = Starts(self.clock)
        self.presence: dict[str, Any] | None = None
        self.rate_limits = RateLimits(self.clock)
        self.openapi = openapi.load()
        self.gateway_url = ""

    @property
    def application_flags(self) -> int:
        """The application's flags, which tell the privileged intents that it was granted."""
        return application_flags(self.granted_intents)

    def reset_token(self) -> None:
        """Make a new token; all sessions of the old one are over."""
        self.token = secrets.token_hex(16)
        for session in self.sessions:
            self.sessions.end(session)
        for connection in list(self.connections):
            connection.close(AUTHENTICATION_FAILED, "Authentication failed.")

    def create_user(self, name: str, *, bot: bool = False) -> User:
        """Make an account."""
        user = User(self, self.ids.next(), name, bot=bot)
        self.users[user.id] = user
        return user

    def private_channel(self, kind: ChannelType, people: tuple[User, ...]) -> Channel:
        """Return the direct messages among these people, made when they are first needed."""
        for channel in self.channels.values():
            if channel.kind is kind and set(channel.recipients) == set(people):
                return channel
        channel = Channel(self, self.ids.next(), kind, recipients=people)
        self.channels[channel.id] = channel
        return channel
