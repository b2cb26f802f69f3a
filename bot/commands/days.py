"""`/onthisday` and the button that shows more of a day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import Asker, settings_for, turn
from bot.commands.pressed import PressedItem
from bot.day import DAY_LIMIT, Day, read_day
from bot.days_view import DAY_PATTERN, day_reply
from bot.guilds.scope import server_of
from bot.guilds.zones import zone

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import DatedPassage

_LONGEST = 50  # characters of a date
NO_MORE = "There are no more passages."


@app_commands.command()
@app_commands.describe(
    date="A day of the year, such as 5 June; if left out, today",
    private="Show the answer only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def onthisday(
    interaction: discord.Interaction[Clio],
    date: app_commands.Range[str, 1, _LONGEST] = "",
    private: bool | None = None,
) -> None:
    """What happened on this day of the year: passages from the library, word for word, with their source."""
    client, asker = interaction.client, Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    day = read_day(date, datetime.now(zone(settings.time_zone)).date())
    with turn(client, asker, settings):
        client.librarian.require_ready()  # what is known already is said at once, to the asker alone
        await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)
        found = await find_day(client, day, asker.server)
        await interaction.edit_original_response(view=day_reply(day, found))


class MoreOfDay(PressedItem, template=DAY_PATTERN):
    """Shows the next passages on a day to who pressed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Go on where the message ends."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        day, offset = Day(int(self.match["month"]), int(self.match["number"])), int(self.match["offset"])
        found = await find_day(interaction.client, day, server_of(interaction))
        if found and offset >= len(found):
            await interaction.edit_original_response(content=NO_MORE)
            return
        await interaction.edit_original_response(view=day_reply(day, found, offset))


async def find_day(client: Clio, day: Day, server: int | None) -> tuple[DatedPassage, ...]:
    """What can be found for a day where somebody acts.

    Raises what `Librarian.require_ready`, `Librarian.look_up` and `Library.on_this_day` raise.
    """
    client.librarian.require_ready()  # a library that is still being indexed may know the half of it
    collections = client.guild_settings.collections_for(server)
    return await client.librarian.look_up(
        lambda library: library.on_this_day(day.month, day.number, collections, DAY_LIMIT)
    )
