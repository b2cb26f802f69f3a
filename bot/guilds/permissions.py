"""Who may what: asked anew at every use, as rights outlive neither the role nor the server's wish."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

import discord

from bot.errors import NotAllowed, NotInServer, NotOperator
from bot.guilds.journal import note_soon
from bot.guilds.scope import server_of
from bot.guilds.settings import DEFAULT, GuildSettings

if TYPE_CHECKING:
    from bot.client import Clio

OPERATOR_S = 2.0  # for Discord to say who the operator is; who asks waits at most 3 s for a first word


def may_moderate(permissions: discord.Permissions, roles: Collection[int], settings: GuildSettings) -> bool:
    """Whether a member may moderate: by Manage Server (owners and administrators have it) or by a role's id."""
    if permissions.manage_guild or permissions.administrator:
        return True
    return not set(settings.moderators).isdisjoint(roles)


def is_moderator(interaction: discord.Interaction[Clio]) -> bool:
    """Whether who acts may moderate the server, by the rights and roles that Discord names with this very act."""
    server = server_of(interaction)
    if server is None:
        return False
    settings = interaction.client.guild_settings.of(server)
    return may_moderate(interaction.permissions, role_ids(interaction.user), settings)


async def require_moderator(interaction: discord.Interaction[Clio]) -> int:
    """Let moderators pass, and return the id of their server. Raises NotInServer, NotAllowed.

    To be called at the start of every command, button, menu and modal of moderators. A refusal is logged.
    """
    server = server_of(interaction)
    if server is None:
        raise NotInServer
    if not is_moderator(interaction):
        note_soon(interaction, "refused", act(interaction), "not a moderator")
        raise NotAllowed(_moderators(interaction, server))
    return server


async def require_manager(interaction: discord.Interaction[Clio]) -> int:
    """Let those pass who have Manage Server themselves, and return the id of their server; see require_moderator."""
    server = server_of(interaction)
    if server is None:
        raise NotInServer
    if not may_moderate(interaction.permissions, (), DEFAULT):
        note_soon(interaction, "refused", act(interaction), "without Manage Server")
        raise NotAllowed(())
    return server


async def require_operator(interaction: discord.Interaction[Clio]) -> None:
    """Let the operator pass, as Discord names the application's owner or team now. Raises NotOperator.

    A refusal is logged. Raises discord.HTTPException or TimeoutError when Discord does not say within two seconds.
    """
    async with asyncio.timeout(OPERATOR_S):
        is_theirs = await is_operator(interaction.client, interaction.user.id)
    if not is_theirs:
        note_soon(interaction, "refused", act(interaction), "not the operator")
        raise NotOperator


async def is_operator(client: discord.Client, person_id: int) -> bool:
    """Whether a person owns the application or has joined the team that does."""
    application = await client.application_info()
    if application.team is None:
        return person_id == application.owner.id
    accepted = discord.TeamMembershipState.accepted
    members = {member.id for member in application.team.members if member.membership_state is accepted}
    return person_id in members | {application.team.owner_id}


def role_ids(person: discord.User | discord.Member) -> tuple[int, ...]:
    """The ids of a member's roles; none of somebody who is no member."""
    return tuple(role.id for role in person.roles) if isinstance(person, discord.Member) else ()


def act(interaction: discord.Interaction[Clio]) -> str:
    """What somebody wants to do, for the log: a command's name, or the custom id of a component or modal."""
    if isinstance(interaction.command, discord.app_commands.Command):
        return f"/{interaction.command.qualified_name}"
    if interaction.command is not None:
        return interaction.command.name
    return str(dict(interaction.data or {}).get("custom_id", ""))


def _moderators(interaction: discord.Interaction[Clio], server: int) -> tuple[str, ...]:
    """The names of the moderators' roles that still exist."""
    guild = interaction.client.get_guild(server)
    if guild is None:
        return ()
    roles = (guild.get_role(role_id) for role_id in interaction.client.guild_settings.of(server).moderators)
    return tuple(role.name for role in roles if role)
