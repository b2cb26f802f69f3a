"""`/settings`: a message that shows what the server has set, whose menus and button change it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands
from discord.ui import Label, TextInput
from discord.ui.select import BaseSelect

from bot.commands.forms import Form
from bot.commands.pressed import PressedItem
from bot.errors import UnfitNumber, duration
from bot.escaping import one_line, shortened
from bot.guilds.journal import note
from bot.guilds.permissions import require_manager, require_moderator
from bot.guilds.settings import MAX_COOLDOWN_S, GuildSettings
from bot.guilds.view import (
    CHANNELS,
    COOLDOWN,
    COOLDOWN_FORM,
    MODERATORS,
    PASSAGES,
    PRIVATE,
    SHARED,
    STYLE,
    YES,
    settings_reply,
)
from bot.replies import notice
from index.citation import Style

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply

_TYPED = 40  # characters of what was typed, in a sentence on it
_NOT_EVERYONE = "@everyone is left out: then every member could change this server's sources. {kept}"


@app_commands.command()
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def settings(interaction: discord.Interaction[Clio]) -> None:
    """Who moderates me here, where and how I answer, and what I search. For moderators."""
    server = await require_moderator(interaction)
    view = await _reply(interaction, server, interaction.client.guild_settings.of(server))
    await interaction.response.send_message(view=view, ephemeral=True)


class SettingMenu(PressedItem, template=r"(?!)"):
    """A menu that sets one thing to what is chosen."""

    async def require(self, interaction: discord.Interaction[Clio]) -> int:
        """Let those pass who may set it, and return the id of their server. Raises NotInServer, NotAllowed."""
        return await require_moderator(interaction)

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Set it, if the person may at this moment."""
        server = await self.require(interaction)
        assert isinstance(self.item, BaseSelect)
        await interaction.response.defer()
        await self.choose(interaction, server, self.item.values)

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[Any]) -> None:
        """Set what was chosen; each kind says what."""
        raise NotImplementedError


class ModeratorsMenu(SettingMenu, template=MODERATORS):
    """Sets whose members moderate beside those with Manage Server."""

    async def require(self, interaction: discord.Interaction[Clio]) -> int:
        """Let only those pass who have Manage Server: moderators by a role make no others."""
        return await require_manager(interaction)

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[discord.Role]) -> None:
        """Set the roles; everyone's is none that makes a moderator, and who chose it is told so."""
        roles = [role for role in values if role.id != server]
        named = _named("@", (role.name for role in roles)) or "none"
        await change(interaction, server, "moderators' roles", named, moderators=tuple(role.id for role in roles))
        if len(roles) < len(values):
            kept = "The other roles that you chose are set." if roles else "No roles are set now."
            await interaction.followup.send(notice(_NOT_EVERYONE.format(kept=kept)), ephemeral=True)


class ChannelsMenu(SettingMenu, template=CHANNELS):
    """Sets the channels in which Clio answers."""

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[Any]) -> None:
        """Set the channels; none means all."""
        named = _named("#", (channel.name for channel in values)) or "everywhere"
        await change(interaction, server, "channels", named, channels=tuple(channel.id for channel in values))


class PrivateMenu(SettingMenu, template=PRIVATE):
    """Sets who sees answers to `/ask`."""

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[str]) -> None:
        """Set whether they are for the asker alone."""
        private = values == [YES]
        await change(interaction, server, "answers", "for the asker" if private else "for everyone", private=private)


class PassagesMenu(SettingMenu, template=PASSAGES):
    """Sets how many passages an answer shows."""

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[str]) -> None:
        """Set the number."""
        await change(interaction, server, "passages in an answer", values[0], passages=int(values[0]))


class SharedMenu(SettingMenu, template=SHARED):
    """Sets whether the shared library is searched too."""

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[str]) -> None:
        """Set whether it is."""
        shared = values == [YES]
        await change(interaction, server, "shared library", "searched" if shared else "not searched", shared=shared)


class StyleMenu(SettingMenu, template=STYLE):
    """Sets the style that references are given in."""

    async def choose(self, interaction: discord.Interaction[Clio], server: int, values: list[str]) -> None:
        """Set the style."""
        await change(interaction, server, "citation style", Style(values[0]).label, style=values[0])


class CooldownButton(PressedItem, template=COOLDOWN):
    """Opens the form for the pause between a member's questions."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open it, if the person may at this moment."""
        server = await require_moderator(interaction)
        await interaction.response.send_modal(CooldownForm(interaction.client.guild_settings.of(server).cooldown_s))


class CooldownForm(Form):
    """Asks for the seconds between two questions of a member, showing those that are set."""

    pattern = re.compile(COOLDOWN_FORM)

    def __init__(self, cooldown_s: int = 0) -> None:
        super().__init__("Pause between questions", COOLDOWN_FORM)
        self.seconds = TextInput[Any](default=str(cooldown_s), custom_id="seconds", max_length=100)
        description = f"How long a member waits between two questions: from 0 (not at all) to {MAX_COOLDOWN_S}."
        self.add_item(Label(text="Seconds", description=description, component=self.seconds))

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answer to be put in."""
        return cls()

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Set the pause, if the person may at this moment. Raises UnfitNumber."""
        server = await require_moderator(interaction)
        cooldown_s = _seconds(self.seconds.value)
        await interaction.response.defer()
        await change(interaction, server, "pause between questions", duration(cooldown_s), cooldown_s=cooldown_s)


async def change(
    interaction: discord.Interaction[Clio],
    server: int,
    subject: str,
    detail: str,
    **changes: object,
) -> None:
    """Change settings, log it, and show them all again."""
    changed = await asyncio.to_thread(interaction.client.guild_settings.change, server, **changes)
    await interaction.edit_original_response(view=await _reply(interaction, server, changed))
    await note(interaction, "settings", subject, detail)


async def _reply(interaction: discord.Interaction[Clio], server: int, current: GuildSettings) -> Reply:
    client = interaction.client
    assert client.user is not None
    guild = client.get_guild(server)
    roles = {role.id for role in guild.roles} if guild else current.moderators
    channels = {channel.id for channel in guild.channels} if guild else current.channels
    daily = await client.daily_posts.state_of(server)
    return settings_reply(current, roles, channels, client.user.display_name, daily)


def _seconds(typed: str) -> int:
    """The number that was typed. Raises UnfitNumber."""
    plain = one_line(typed)
    if plain.isdecimal() and len(plain) <= _TYPED and int(plain) <= MAX_COOLDOWN_S:
        return int(plain)
    raise UnfitNumber(shortened(plain, _TYPED), 0, MAX_COOLDOWN_S)


def _named(mark: str, names: Iterable[str]) -> str:
    return ", ".join(f"{mark}{name}" for name in names)
