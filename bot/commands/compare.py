"""`/compare`: what several documents say on a question, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import ADD_SOURCES, Asker, find, reply_to, settings_for, turn
from bot.compare_reply import comparison_reply
from bot.questions import HELP, question_in
from bot.replies import MAX_QUESTION
from index.citation.styles import Style
from index.comparing import LOOKED_AT, WITNESSES
from index.comparing import compare as compared

if TYPE_CHECKING:
    from bot.client import Clio
    from index.comparing import Comparison
    from index.library import Library

USUAL = 4  # documents, which leave room for a message's passages


@app_commands.command()
@app_commands.describe(
    question="What do you want to know?",
    documents="How many documents are compared; 4 if left out",
    private="Show the comparison only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def compare(
    interaction: discord.Interaction[Clio],
    question: app_commands.Range[str, 1, MAX_QUESTION],
    documents: app_commands.Range[int, 2, WITNESSES] = USUAL,
    private: bool | None = None,
) -> None:
    """Compare what several documents say on a question, and where they give different dates or numbers."""
    asked, client = question_in(question), interaction.client
    if not asked:
        await interaction.response.send_message(HELP, ephemeral=True)
        return
    asker = Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    with turn(client, asker, settings):
        client.librarian.require_ready()
        await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)
        answer = await find(client, asked, asker.server, limit=LOOKED_AT)

        def look(library: Library) -> tuple[Comparison, list[str]]:
            found = compared(answer, documents)
            return found, [library.cite(hit.passage, Style(settings.style)) for hit in found.hits]

        comparison, references = await client.librarian.look_up(look)
        if not comparison.hits:
            await interaction.edit_original_response(view=reply_to(client, answer, asker.server, settings.passages))
            return
        add_sources = "" if asker.server is None else client.tree.mention(ADD_SOURCES)
        view = comparison_reply(comparison, references, add_sources)
        await interaction.edit_original_response(view=view)
