"""`/passage`: a passage by its id, to be linked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import Asker, look_up, settings_for
from bot.commands.passages import traced_with_neighbours
from bot.in_context import passage_reply
from index.passage_desk import passage_id_in

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.replies import Reply
    from index.library import Library
    from index.model import Collections

MAX_ID = 100  # characters: an id as a reference names it, and what people copy with it


@app_commands.command()
@app_commands.rename(passage_id="id")
@app_commands.describe(
    passage_id="The passage's id: 13 letters and digits, as Cite and In context name it",
    private="Show it only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def passage(
    interaction: discord.Interaction[Clio],
    passage_id: app_commands.Range[str, 1, MAX_ID],
    private: bool | None = None,
) -> None:
    """Show a passage by its id, with what stands around it and its reference."""
    wanted = passage_id_in(passage_id)
    settings = settings_for(interaction.client, Asker.of_interaction(interaction))
    await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)

    def find(library: Library, collections: Collections) -> Reply:
        traced, near = traced_with_neighbours(library, wanted, collections)
        return passage_reply(traced, near, library.cite(traced.passage))

    await interaction.edit_original_response(view=await look_up(interaction, find))
