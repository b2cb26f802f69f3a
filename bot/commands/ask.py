"""`/ask`: the slash command that asks the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import Asker, find, reply_to, settings_for, turn
from bot.questions import HELP, question_in
from bot.replies import MAX_QUESTION

if TYPE_CHECKING:
    from bot.client import Clio


@app_commands.command()
@app_commands.describe(
    question="What do you want to know?",
    private="Show the answer only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask(
    interaction: discord.Interaction[Clio],
    question: app_commands.Range[str, 1, MAX_QUESTION],
    private: bool | None = None,
) -> None:
    """Ask a history question: passages from the library, word for word, with their source."""
    asked, client = question_in(question), interaction.client
    if not asked:
        await interaction.response.send_message(HELP, ephemeral=True)
        return
    asker = Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    with turn(client, asker, settings):
        client.librarian.require_ready()  # what is known already is said at once, to the asker alone
        await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)
        answer = await find(client, asked, asker.server)
        await interaction.edit_original_response(view=reply_to(client, answer, asker.server, settings.passages))
