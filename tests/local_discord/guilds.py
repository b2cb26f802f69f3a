"""Servers, called guilds by Discord: their roles, members and channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .channels import Channel, ChannelType
from .permissions import ALL_PERMISSIONS, EVERYONE_PERMISSIONS, Permission

if TYPE_CHECKING:
    from .messages import Message
    from .users import User
    from .world import World


@dataclass(eq=False, slots=True)
class Role:
    """A role: a name and the permissions that its members have."""

    id: int
    name: str
    permissions: Permission
    position: int
    mentionable: bool = False

    @property
    def mention(self) -> str:
        """The text that pings the role."""
        return f"<@&{self.id}>"


@dataclass(eq=False, slots=True)
class Member:
    """A person (or the bot) in one guild."""

    user: User
    joined_at: datetime
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None


class Guild:
    """One server. The bot is a member of it unless it was made with `with_bot=False`."""

    def __init__(self, world: World, number: int, name: str, owner: User) -> None:
        """Make a guild with its @everyone role and its owner as a member."""
        self._world = world
        self.id = number
        self.name = name
        self.owner = owner
        self.locale = "en-US"
        self.created_at = world.clock.utcnow()
        self.everyone = Role(number, "@everyone", EVERYONE_PERMISSIONS, 0)
        self.roles: list[Role] = [self.everyone]
        self.members: dict[int, Member] = {}
        self.channels: dict[int, Channel] = {}
        self.commands_opened: set[str] = set()
        self._enrol(owner)

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return self._world.bot.id in self.members

    def create_text_channel(self, name: str, *, topic: str | None = None) -> Channel:
        """Make a text channel that everyone can read and write in."""
        return self._add_channel(Channel(self._world, self._world.ids.next(), ChannelType.TEXT, name, self, topic))

    def create_thread(self, parent: Channel, name: str, *, message: Message | None = None) -> Channel:
        """Make a public thread under a text channel; one that hangs on a message has that message's id."""
        number = message.id if message else self._world.ids.next()
        thread = Channel(self._world, number, ChannelType.PUBLIC_THREAD, name, self, parent=parent)
        self._add_channel(thread)
        if message:
            message.thread = thread
            self._world.events.message_updated(message)
        return thread

    def create_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """Make a role that adds `permissions` to what everyone may do."""
        role = Role(self._world.ids.next(), name, Permission(permissions), len(self.roles), mentionable)
        self.roles.append(role)
        self._world.events.role_created(self, role)
        return role

    def add_member(self, user: User, *, permissions: int = 0, roles: tuple[Role, ...] = ()) -> Member:
        """Let a person (or the bot) join, with `roles` and, when given, a role made for `permissions`."""
        own = [self.create_role(f"{user.name}'s", permissions)] if permissions else []
        member = self._enrol(user, [*own, *roles])
        if user is self._world.bot:
            self._world.events.guild_created(self)
        else:
            self._world.events.member_joined(self, member)
        return member

    def remove_member(self, user: User) -> None:
        """Let a person leave; when it is the bot, it loses the guild."""
        member = self.members.pop(user.id)
        if user is self._world.bot:
            self._world.events.guild_deleted(self)
        else:
            self._world.events.member_left(self, member)

    def set_roles(self, user: User, *roles: Role) -> None:
        """Replace the roles of a member."""
        member = self.members[user.id]
        member.roles = list(roles)
        self._world.events.member_updated(self, member)

    def open_command(self, name: str) -> None:
        """Let every member use a command, whatever permissions it asks for by default."""
        self.commands_opened.add(name)

    def permissions_of(self, user: User, channel: Channel | None = None) -> Permission:
        """Return what a member may do, in `channel` when one is given; nothing for a stranger."""
        member = self.members.get(user.id)
        if member is None:
            return Permission(0)
        if user is self.owner:
            return ALL_PERMISSIONS
        granted = self.everyone.permissions
        for role in member.roles:
            granted |= role.permissions
        if Permission.ADMINISTRATOR & granted:
            return ALL_PERMISSIONS
        return granted if channel is None else channel.overwritten(granted, member)

    def _enrol(self, user: User, roles: list[Role] | None = None) -> Member:
        self.members[user.id] = member = Member(user, self._world.clock.utcnow(), roles or [])
        return member

    def _add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = self._world.channels[channel.id] = channel
        self._world.events.channel_created(channel)
        return channel

    def __repr__(self) -> str:
        """Name the guild."""
        return f"<Guild {self.name!r}>"
