"""The objects of the local Discord as the JSON that Discord sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .channels import Channel, ChannelType
from .limits import FLAG_HAS_THREAD

if TYPE_CHECKING:
    from .guilds import Guild, Member, Role
    from .messages import Message
    from .users import User
    from .world import World

Json = dict[str, Any]
MESSAGE_DEFAULT = 0
MESSAGE_REPLY = 19
MESSAGE_CHAT_COMMAND = 20
MESSAGE_CONTEXT_MENU_COMMAND = 23


def user_payload(user: User) -> Json:
    """Return a user object."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0001" if user.bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "bot": user.bot,
        "system": False,
        "public_flags": 0,
    }


def role_payload(role: Role) -> Json:
    """Return a role object."""
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(int(role.permissions)),
        "managed": False,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def member_payload(guild: Guild, member: Member, *, permissions: bool = False, channel: Channel | None = None) -> Json:
    """Return a member object, with the member's permissions (in `channel`) when asked for."""
    payload: Json = {
        "user": user_payload(member.user),
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": member.joined_at.isoformat(),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if permissions:
        payload["permissions"] = str(int(guild.permissions_of(member.user, channel)))
    return payload


def channel_payload(channel: Channel) -> Json:
    """Return a channel object."""
    last = max(channel.stored, default=None)
    payload: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "last_message_id": None if last is None else str(last),
        "flags": 0,
    }
    if channel.guild is None:
        return payload | _private_part(channel)
    if channel.kind is ChannelType.PUBLIC_THREAD:
        return payload | _thread_part(channel, channel.guild)
    return payload | {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "topic": channel.topic,
        "position": 0,
        "parent_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": _overwrites(channel, channel.guild),
    }


def _private_part(channel: Channel) -> Json:
    others = [user_payload(user) for user in channel.recipients if not user.bot]
    if channel.kind is ChannelType.GROUP_DM:
        return {"recipients": others, "name": None, "icon": None, "owner_id": str(channel.recipients[0].id)}
    return {"recipients": others}


def _thread_part(channel: Channel, guild: Guild) -> Json:
    assert channel.parent is not None
    return {
        "guild_id": str(guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent.id),
        "owner_id": str(guild.owner.id),
        "message_count": len(channel.messages),
        "member_count": 1,
        "total_message_sent": len(channel.messages),
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": channel.created_at.isoformat(),
            "create_timestamp": channel.created_at.isoformat(),
            "locked": False,
        },
    }


def _overwrites(channel: Channel, guild: Guild) -> list[Json]:
    roles = {role.id for role in guild.roles}
    return [
        {
            "id": str(target),
            "type": 0 if target in roles else 1,
            "allow": str(int(allow)),
            "deny": str(int(deny)),
        }
        for target, (allow, deny) in channel.overwrites.items()
    ]


def partial_channel_payload(channel: Channel, user: User) -> Json:
    """Return the channel object of an interaction, with the person's permissions in a guild."""
    payload = channel_payload(channel)
    if channel.guild is None:
        return payload
    return payload | {"permissions": str(int(channel.permissions_of(user)))}


def guild_payload(guild: Guild, members: list[Member]) -> Json:
    """Return the guild object of a GUILD_CREATE event."""
    threads = [c for c in guild.channels.values() if c.kind is ChannelType.PUBLIC_THREAD]
    channels = [c for c in guild.channels.values() if c.kind is ChannelType.TEXT]
    bot = next((member for member in members if member.user.bot), None)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(guild.owner.id),
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "nsfw": False,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "vanity_url_code": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "application_id": None,
        "joined_at": (bot.joined_at if bot else guild.created_at).isoformat(),
        "large": False,
        "member_count": len(guild.members),
        "roles": [role_payload(role) for role in guild.roles],
        "channels": [channel_payload(channel) for channel in channels],
        "threads": [channel_payload(thread) for thread in threads],
        "members": [member_payload(guild, member) for member in members],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message_payload(message: Message, world: World, *, sees_all: bool, nested: bool = False) -> Json:
    """Return a message object.

    `sees_all` is false for an app without the message content intent: it then finds content, embeds,
    attachments and components only in messages that are its own, mention it, or are direct.
    """
    latest = message.latest
    shown = sees_all or has_content_for_bot(message, world)
    payload: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": _message_type(message),
        "author": user_payload(message.author),
        "content": latest.content if shown else "",
        "embeds": list(latest.embeds) if shown else [],
        "attachments": [file.payload() for file in latest.attachments] if shown else [],
        "components": list(latest.components) if shown else [],
        "timestamp": message.created_at.isoformat(),
        "edited_timestamp": message.edited_at.isoformat() if message.edited_at else None,
        "flags": latest.flags,
        "mentions": [user_payload(user) for user in message.mentions],
        "mention_roles": sorted(map(str, message.pings.roles)),
        "mention_everyone": message.pings.everyone or message.pings.here,
        "pinned": False,
        "tts": False,
    }
    if message.thread is not None:
        payload |= {"thread": channel_payload(message.thread), "flags": latest.flags | FLAG_HAS_THREAD}
    if message.interaction is not None:
        payload |= message.interaction.message_fields()
    if message.reply_to is not None:
        payload |= _reply_fields(message, message.reply_to, world, sees_all=sees_all, nested=nested)
    return payload


def has_content_for_bot(message: Message, world: World) -> bool:
    """Whether the bot reads this message without the message content intent."""
    return message.author is world.bot or message.channel.is_bot_dm or world.bot in message.mentions


def _message_type(message: Message) -> int:
    if message.interaction is not None and message.interaction.names_command:
        is_chat = message.interaction.is_chat_command
        return MESSAGE_CHAT_COMMAND if is_chat else MESSAGE_CONTEXT_MENU_COMMAND
    return MESSAGE_REPLY if message.reply_to else MESSAGE_DEFAULT


def _reply_fields(message: Message, reply_to: Message, world: World, *, sees_all: bool, nested: bool) -> Json:
    reference: Json = {"type": 0, "message_id": str(reply_to.id), "channel_id": str(reply_to.channel.id)}
    if message.channel.guild is not None:
        reference["guild_id"] = str(message.channel.guild.id)
    fields: Json = {"message_reference": reference}
    if not nested and world.sends_referenced:
        original = None if reply_to.deleted else message_payload(reply_to, world, sees_all=sees_all, nested=True)
        fields["referenced_message"] = original
    return fields
