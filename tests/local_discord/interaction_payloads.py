"""The INTERACTION_CREATE event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import limits
from .channels import Channel
from .interactions import Interaction
from .payloads import member_payload, message_payload, partial_channel_payload, user_payload
from .permissions import DM_PERMISSIONS, EVERYONE_PERMISSIONS

if TYPE_CHECKING:
    from .world import World

CONTEXT_GUILD, CONTEXT_BOT_DM, CONTEXT_PRIVATE_CHANNEL = 0, 1, 2


def context_of(channel: Channel) -> int:
    """Return Discord's number for the kind of place."""
    if channel.guild is not None:
        return CONTEXT_GUILD
    return CONTEXT_BOT_DM if channel.is_bot_dm else CONTEXT_PRIVATE_CHANNEL


def interaction_payload(interaction: Interaction, world: World) -> dict[str, Any]:
    """Return the event's data."""
    channel, user = interaction.channel, interaction.user
    payload: dict[str, Any] = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": int(interaction.type),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel_payload(channel, user),
        "locale": user.locale,
        "app_permissions": str(int(_app_permissions(channel, world))),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": interaction.owners,
        "context": context_of(channel),
        "attachment_size_limit": limits.ATTACHMENT_BYTES,
    }
    if interaction.source is not None:
        payload["message"] = message_payload(interaction.source, world, sees_all=True)
    return payload | _person(interaction)


def _person(interaction: Interaction) -> dict[str, Any]:
    guild = interaction.channel.guild
    if guild is None:
        return {"user": user_payload(interaction.user)}
    member = guild.members[interaction.user.id]
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": member_payload(guild, member, permissions=True, channel=interaction.channel),
    }


def _app_permissions(channel: Channel, world: World) -> int:
    if channel.guild is None:
        return DM_PERMISSIONS
    return channel.permissions_of(world.bot) if channel.has_bot else EVERYONE_PERMISSIONS
