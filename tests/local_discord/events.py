"""Which gateway events the bot gets, and in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .intents import Intent
from .interaction_payloads import interaction_payload
from .payloads import (
    channel_payload,
    guild_payload,
    member_payload,
    message_payload,
    role_payload,
    user_payload,
)
from .permissions import Permission

if TYPE_CHECKING:
    from .channels import Channel
    from .guilds import Guild, Member, Role
    from .interactions import Interaction
    from .messages import Message
    from .sessions import Session
    from .world import World


class Events:
    """Turns changes of the world into events for the sessions whose shard and intents include them."""

    def __init__(self, world: World) -> None:
        """Report the changes of `world`."""
        self._world = world

    def message_created(self, message: Message) -> None:
        """Report a new message."""
        self._message("MESSAGE_CREATE", message)

    def message_updated(self, message: Message) -> None:
        """Report an edit."""
        self._message("MESSAGE_UPDATE", message)

    def message_deleted(self, message: Message) -> None:
        """Report a deletion."""
        data: dict[str, Any] = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild is not None:
            data["guild_id"] = str(message.channel.guild.id)
        for session in self._readers(message):
            session.dispatch("MESSAGE_DELETE", data)

    def interaction_created(self, interaction: Interaction) -> bool:
        """Report what a person did with the app to the shard; return whether a session was there to hear."""
        guild = interaction.channel.guild
        payload = interaction_payload(interaction, self._world)
        hearing = self._world.sessions.hearing(guild.id if guild else None)
        for session in hearing:
            session.dispatch("INTERACTION_CREATE", payload)
        return bool(hearing)

    def guild_created(self, guild: Guild) -> None:
        """Report that the bot has joined a guild."""
        for session in self._world.sessions.hearing(guild.id, Intent.GUILDS):
            session.dispatch("GUILD_CREATE", self._whole(guild, session))

    def introduce(self, guild: Guild, session: Session) -> None:
        """Tell a new session of a guild that the bot was in before: it is available again."""
        session.dispatch("GUILD_CREATE", self._whole(guild, session) | {"unavailable": False})

    def _whole(self, guild: Guild, session: Session) -> dict[str, Any]:
        """Return a whole guild; without the members intent the bot is its only member."""
        members = list(guild.members.values())
        if not session.intents & Intent.GUILD_MEMBERS:
            members = [guild.members[self._world.bot.id]]
        return guild_payload(guild, members)

    def guild_deleted(self, guild: Guild) -> None:
        """Report that the bot is no longer in a guild."""
        self._to_guild(guild, "GUILD_DELETE", {"id": str(guild.id)}, with_bot=False)

    def channel_created(self, channel: Channel) -> None:
        """Report a new channel or thread."""
        self._channel("CREATE", channel)

    def channel_updated(self, channel: Channel) -> None:
        """Report a change of a channel."""
        self._channel("UPDATE", channel)

    def role_created(self, guild: Guild, role: Role) -> None:
        """Report a new role."""
        self._to_guild(guild, "GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role_payload(role)})

    def member_joined(self, guild: Guild, member: Member) -> None:
        """Report a new member, to sessions with the members intent."""
        data = {"guild_id": str(guild.id), **member_payload(guild, member)}
        self._to_guild(guild, "GUILD_MEMBER_ADD", data, Intent.GUILD_MEMBERS)

    def member_left(self, guild: Guild, member: Member) -> None:
        """Report that a member left, to sessions with the members intent."""
        data = {"guild_id": str(guild.id), "user": user_payload(member.user)}
        self._to_guild(guild, "GUILD_MEMBER_REMOVE", data, Intent.GUILD_MEMBERS)

    def member_updated(self, guild: Guild, member: Member) -> None:
        """Report a change of a member; the bot hears of its own without the members intent."""
        intent = Intent.GUILDS if member.user is self._world.bot else Intent.GUILD_MEMBERS
        data = {"guild_id": str(guild.id), **member_payload(guild, member)}
        self._to_guild(guild, "GUILD_MEMBER_UPDATE", data, intent)

    def _channel(self, what: str, channel: Channel) -> None:
        if channel.guild is not None:
            kind = "THREAD" if channel.parent else "CHANNEL"
            self._to_guild(channel.guild, f"{kind}_{what}", channel_payload(channel))

    def _to_guild(
        self,
        guild: Guild,
        event: str,
        data: dict[str, Any],
        intent: Intent = Intent.GUILDS,
        *,
        with_bot: bool = True,
    ) -> None:
        if guild.has_bot or not with_bot:
            for session in self._world.sessions.hearing(guild.id, intent):
                session.dispatch(event, data)

    def _message(self, event: str, message: Message) -> None:
        for session in self._readers(message):
            sees_all = bool(session.intents & Intent.MESSAGE_CONTENT)
            data = message_payload(message, self._world, sees_all=sees_all)
            session.dispatch(event, data | self._place(message))

    def _readers(self, message: Message) -> list[Session]:
        """Return the sessions that hear of a message: none for ephemeral ones or hidden channels."""
        channel = message.channel
        visible = Permission.VIEW_CHANNEL in channel.permissions_of(self._world.bot)
        if message.ephemeral or not channel.has_bot or not visible:
            return []
        intent = Intent.DIRECT_MESSAGES if channel.guild is None else Intent.GUILD_MESSAGES
        return self._world.sessions.hearing(channel.guild.id if channel.guild else None, intent)

    def _place(self, message: Message) -> dict[str, Any]:
        guild = message.channel.guild
        place: dict[str, Any] = {"channel_type": int(message.channel.kind)}
        if guild is None:
            return place
        place["guild_id"] = str(guild.id)
        if message.author.id in guild.members:
            place["member"] = _without_user(guild, guild.members[message.author.id])
        place["mentions"] = [
            user_payload(user)
            | ({"member": _without_user(guild, guild.members[user.id])} if user.id in guild.members else {})
            for user in message.mentions
        ]
        return place


def _without_user(guild: Guild, member: Member) -> dict[str, Any]:
    return {key: value for key, value in member_payload(guild, member).items() if key != "user"}
