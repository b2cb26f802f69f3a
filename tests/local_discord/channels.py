"""Channels: places with messages in them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from .permissions import ALL_PERMISSIONS, DM_PERMISSIONS, Permission

if TYPE_CHECKING:
    from .guilds import Guild, Member, Role
    from .messages import Message
    from .users import User
    from .world import World


class ChannelType(IntEnum):
    """Discord's numbers for the kinds of channels that exist here."""

    TEXT = 0
    DM = 1
    GROUP_DM = 3
    PUBLIC_THREAD = 11


class Channel:
    """A text channel or thread of a guild, or a direct message of two or more people."""

    def __init__(
        self,
        world: World,
        number: int,
        kind: ChannelType,
        name: str = "",
        guild: Guild | None = None,
        topic: str | None = None,
        parent: Channel | None = None,
        recipients: tuple[User, ...] = (),
    ) -> None:
        """Make an empty channel; direct messages have no guild but `recipients`."""
        self._world = world
        self.id = number
        self.kind = kind
        self.name = name
        self.guild = guild
        self.topic = topic
        self.parent = parent
        self.recipients = recipients
        self.created_at = world.clock.utcnow()
        self.stored: dict[int, Message] = {}
        self.overwrites: dict[int, tuple[Permission, Permission]] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that are not deleted, oldest first; ephemeral ones are among them."""
        return tuple(message for message in self.stored.values() if not message.deleted)

    @property
    def mention(self) -> str:
        """The text that links to the channel."""
        return f"<#{self.id}>"

    @property
    def is_bot_dm(self) -> bool:
        """Whether this is a direct message between one person and the bot."""
        return self.kind is ChannelType.DM and self._world.bot in self.recipients

    @property
    def has_bot(self) -> bool:
        """Whether the bot is there, as a member of the guild or of the direct message."""
        return self.guild.has_bot if self.guild else self._world.bot in self.recipients

    def overwrite(self, target: User | Role, *, allow: int = 0, deny: int = 0) -> None:
        """Allow and deny permissions in this channel to one member or role."""
        self.overwrites[target.id] = (Permission(allow), Permission(deny))
        self._world.events.channel_updated(self)

    def permissions_of(self, user: User) -> Permission:
        """Return what a person may do here; nothing for someone who is not in it."""
        if self.guild is not None:
            return self.guild.permissions_of(user, self)
        return DM_PERMISSIONS if user in self.recipients else Permission(0)

    def overwritten(self, granted: Permission, member: Member) -> Permission:
        """Return the guild permissions `granted` to a member after this channel's changes to them."""
        if self.parent is not None:
            return self.parent.overwritten(granted, member)
        assert self.guild is not None
        granted = self._apply(granted, [self.guild.everyone.id])
        granted = self._apply(granted, [role.id for role in member.roles])
        return self._apply(granted, [member.user.id])

    def _apply(self, granted: Permission, targets: list[int]) -> Permission:
        nothing = Permission(0), Permission(0)
        allowed = denied = Permission(0)
        for target in targets:
            allow, deny = self.overwrites.get(target, nothing)
            allowed, denied = allowed | allow, denied | deny
        return granted & (ALL_PERMISSIONS ^ denied) | allowed

    def __repr__(self) -> str:
        """Name the channel."""
        return f"<Channel {self.kind.name} {self.name or [user.name for user in self.recipients]}>"
