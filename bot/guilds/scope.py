"""In which server somebody acts, as far as Clio is concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.client import Clio


def server_of(interaction: discord.Interaction[Clio]) -> int | None:
    """The id of the server that has added Clio and that somebody acts in.

    None in private channels, and in servers where only the person has brought Clio along: those have no
    settings and no sources.
    """
    if interaction.guild_id is None:
        return None
    is_added = interaction.is_guild_integration() or interaction.client.get_guild(interaction.guild_id) is not None
    return interaction.guild_id if is_added else None


def channels_of(channel: object) -> tuple[int, ...]:
    """The ids that a channel goes by in settings: its own and, of a thread, that of the channel it belongs to."""
    if isinstance(channel, discord.Thread):
        return (channel.id, channel.parent_id)
    own = getattr(channel, "id", None)
    return () if own is None else (own,)
