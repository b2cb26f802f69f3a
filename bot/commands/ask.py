"""`/ask`: the slash command that asks the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.questions import HELP, question_in
from bot.replies import MAX_QUESTION, PASSAGES_FOUND, Reply, answer_reply, nothing_reply

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import Answer


@app_commands.command()
@app_commands.describe(question="What do you want to know?", private="Show the answer only to me")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask(
    interaction: discord.Interaction[Clio],
    question: app_commands.Range[str, 1, MAX_QUESTION],
    private: bool = False,
) -> None:
    """Ask a history question: passages from the library, word for word, with their source."""
    asked = question_in(question)
    if not asked:
        await interaction.response.send_message(HELP, ephemeral=True)
        return
    librarian = interaction.client.librarian
    librarian.require_ready()  # what is known already is said at once, to the asker alone
    await interaction.response.defer(ephemeral=private, thinking=True)
    answer = await librarian.ask(asked, PASSAGES_FOUND)
    await interaction.edit_original_response(view=reply_to(answer))


def reply_to(answer: Answer) -> Reply:
    """The passages that answer, or that nothing does."""
    return answer_reply(answer) if answer.answered and answer.hits else nothing_reply(answer)
