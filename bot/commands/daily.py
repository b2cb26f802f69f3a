"""The button *Daily post* of `/settings` and its form: in which channel, at which hour, of which time zone."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, SelectOption
from discord.ui import ChannelSelect, Label, Select, TextInput

from bot.commands.forms import Form
from bot.commands.pressed import PressedItem
from bot.commands.settings import change
from bot.escaping import one_line, shortened
from bot.guilds.daily_view import DAILY
from bot.guilds.permissions import require_moderator
from bot.guilds.settings import DAILY_HOUR, DEFAULT, GuildSettings
from bot.guilds.zones import zone_named

if TYPE_CHECKING:
    from bot.client import Clio

DAILY_FORM = "set:day"
_TYPED = 40  # characters of what was typed, in a sentence on it
_LONGEST_ZONE = 100
_ZONE_HELP = "Its name, such as Europe/Berlin, or its city. It says when a day begins."


class DailyButton(PressedItem, template=DAILY):
    """Opens the form of the daily post."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open it, if the person may at this moment."""
        server = await require_moderator(interaction)
        current, guild = interaction.client.guild_settings.of(server), interaction.client.get_guild(server)
        exists = guild is None or guild.get_channel(current.daily_channel) is not None
        await interaction.response.send_modal(DailyForm(current, exists))


class DailyForm(Form):
    """Asks for channel, hour and time zone, showing those that are set."""

    pattern = re.compile(DAILY_FORM)

    def __init__(self, current: GuildSettings = DEFAULT, exists: bool = True) -> None:
        """Show what is set; the channel only where it still `exists`."""
        super().__init__("Daily post", DAILY_FORM)
        self.channel = _channel_menu(current.daily_channel if exists else 0)
        self.hour = _hour_menu(current.daily_hour)
        self.zone = TextInput[Any](default=current.time_zone, custom_id="zone", max_length=_LONGEST_ZONE)
        self.add_item(Label(text="Channel", description="None: there is no daily post.", component=self.channel))
        self.add_item(Label(text="Hour", component=self.hour))
        self.add_item(Label(text="Time zone", description=_ZONE_HELP, component=self.zone))

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answer to be put in."""
        return cls()

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Set all three, if the person may at this moment. Raises UnknownZone."""
        server = await require_moderator(interaction)
        client = interaction.client
        zone = await asyncio.to_thread(zone_named, shortened(one_line(self.zone.value), _TYPED))
        channel = self.channel.values[0].id if self.channel.values else 0
        hour = int(self.hour.values[0]) if self.hour.values else DAILY_HOUR
        await interaction.response.defer()
        before = client.guild_settings.of(server)
        begins = {} if before.daily_channel else {"daily_since": int(time.time())}
        named = f"#{self.channel.values[0].name} at {hour}:00, {zone}" if self.channel.values else f"none, {zone}"
        await asyncio.to_thread(client.daily_posts.claims.went_well, server)
        await change(
            interaction, server, "daily post", named, daily_channel=channel, daily_hour=hour, time_zone=zone, **begins
        )


def _channel_menu(channel: int) -> ChannelSelect[Any]:
    default = SelectDefaultValue(id=str(channel), type=SelectDefaultValueType.channel)  # type: ignore[arg-type]
    return ChannelSelect(
        custom_id="channel",
        channel_types=[ChannelType.text, ChannelType.news],
        placeholder="No daily post",
        min_values=0,
        max_values=1,
        required=False,
        default_values=[default] if channel else [],
    )


def _hour_menu(current: int) -> Select[Any]:
    options = [SelectOption(label=f"{hour}:00", value=str(hour), default=hour == current) for hour in range(24)]
    return Select(custom_id="hour", options=options)
