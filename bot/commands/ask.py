"""`/ask`: the slash command that asks the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import Asker, find, reply_to, settings_for, turn
from bot.conversation import MAX_DATE, MAX_SOURCE
from bot.errors import BotError
from bot.escaping import one_line
from bot.guilds.scope import server_of
from bot.limits import CHOICE_TEXT, CHOICES, units
from bot.questions import HELP, question_in
from bot.replies import MAX_QUESTION
from index.errors import ClioError
from index.model import Within
from index.narrowing import span_of
from index.patience import ANSWER_S

if TYPE_CHECKING:
    from bot.client import Clio


@app_commands.command()
@app_commands.rename(since="from", until="to")
@app_commands.describe(
    question="What do you want to know?",
    since="Only what is of this time or later, such as 1948, May 1948 or 44 BC",
    until="Only what is of this time or earlier",
    source="Only sources with this in title or file name",
    private="Show the answer only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask(
    interaction: discord.Interaction[Clio],
    question: app_commands.Range[str, 1, MAX_QUESTION],
    since: app_commands.Range[str, 1, MAX_DATE] = "",
    until: app_commands.Range[str, 1, MAX_DATE] = "",
    source: app_commands.Range[str, 1, MAX_SOURCE] = "",
    private: bool | None = None,
) -> None:
    """Ask a history question: passages from the library, word for word, with their source."""
    asked, client = question_in(question), interaction.client
    if not asked:
        await interaction.response.send_message(HELP, ephemeral=True)
        return
    within = Within(*map(one_line, (since, until, source)))
    span_of(within.since, within.until)  # what is no date is said at once, to the asker alone
    asker = Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    with turn(client, asker, settings):
        client.librarian.require_ready()  # what is known already is said at once, to the asker alone
        await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)
        answer = await find(client, asked, asker.server, within=within)
        await interaction.edit_original_response(view=reply_to(client, answer, asker.server, settings.passages))


@ask.autocomplete("source")
async def titles(interaction: discord.Interaction[Clio], typed: str) -> list[app_commands.Choice[str]]:
    """Offer titles of what is searched there."""
    client = interaction.client
    collections = client.guild_settings.collections_for(server_of(interaction))
    try:
        found = await client.librarian.look_up(
            lambda library: library.titles(typed, collections, CHOICES), patience_s=ANSWER_S
        )
    except (BotError, ClioError):  # here is no place for a sentence; the command itself says it
        return []
    return [app_commands.Choice(name=title, value=title) for title in map(_choice, found) if title]


def _choice(title: str) -> str:
    """A title, or as much of its beginning as a choice can have: that names it as well."""
    text = one_line(title)
    while units(text) > CHOICE_TEXT:
        text = text[:-1]
    return text.strip()
