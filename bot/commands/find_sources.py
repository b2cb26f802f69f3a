"""*Find sources*: the command in a message's menu that looks up what the message says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.buttons import SHOW_EVERYONE
from bot.claims import Claims, claims_in, joined
from bot.claims_reply import Found, claims_reply, passages_in, public_reply, shown_reply
from bot.commands.asking import Asker, find, look_up, settings_for, turn
from bot.commands.pressed import PressedButton
from bot.errors import MayNotSpeak, NothingToLookUp
from index.errors import UnknownPassage
from index.model import Earlier

if TYPE_CHECKING:
    from bot.client import Clio
    from index.library import Library
    from index.model import Collections

NO_TEXT = "That message has no text that I could look up. I read no pictures, files and previews of links."
NO_CLAIM = "That message says too little to be looked up."
MY_OWN = "That is a message of mine: it quotes its sources already. Reply to it to ask on."


@app_commands.context_menu(name="Find sources")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def find_sources(interaction: discord.Interaction[Clio], message: discord.Message) -> None:
    """Look up what a message says; who asked alone sees the answer, and may show it to everyone."""
    client, asker = interaction.client, Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    claims = claims_of(client, message)
    with turn(client, asker, settings):
        client.librarian.require_ready()
        await interaction.response.defer(ephemeral=True, thinking=True)
        answers = await asyncio.gather(
            *(
                find(client, claim.text, asker.server, Earlier(claim.before) if claim.before else None)
                for claim in claims.chosen
            )
        )
        found = Found(claims, tuple(answers), message.jump_url, settings.passages)
        await interaction.edit_original_response(view=claims_reply(found))


def claims_of(client: Clio, message: discord.Message) -> Claims:
    """What a message says that can be looked up. Raises NothingToLookUp."""
    if client.user is not None and message.author.id == client.user.id:
        raise NothingToLookUp(MY_OWN)
    text = _text_of(message)
    if not text:
        raise NothingToLookUp(NO_TEXT)
    claims = claims_in(text)
    if not claims.chosen:
        raise NothingToLookUp(NO_CLAIM)
    return claims


def _text_of(message: discord.Message) -> str:
    """A message's own text and that of messages forwarded in it; a bot may say all in an embed."""
    texts = [message.content, *(forwarded.content for forwarded in message.message_snapshots)]
    if not joined(texts) and message.author.bot:
        texts = [embed.description or "" for embed in message.embeds]
    return joined(texts)


class ShowEveryone(PressedButton, template=SHOW_EVERYONE):
    """Shows in the channel what was found for one person."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Post what this message shows, but for passages that are gone meanwhile, and let the button be spent."""
        message = interaction.message
        assert message is not None
        require_may_speak(interaction)
        settings_for(interaction.client, Asker.of_interaction(interaction))
        await interaction.response.defer()
        ids = passages_in(message)
        gone = await look_up(interaction, lambda library, collections: _gone(library, collections, ids))
        if len(gone) == len(ids):
            raise UnknownPassage(ids[0] if ids else "")
        await interaction.followup.send(view=public_reply(message, gone, interaction.user.id))
        await interaction.edit_original_response(view=shown_reply(message))


def require_may_speak(interaction: discord.Interaction[Clio]) -> None:
    """Raises MayNotSpeak where a person may not write; elsewhere Discord would let them speak through the bot."""
    if interaction.guild_id is None:
        return
    may = interaction.permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    if not (may.send_messages_in_threads if is_thread else may.send_messages):
        raise MayNotSpeak


def _gone(library: Library, collections: Collections, ids: tuple[str, ...]) -> frozenset[str]:
    gone: set[str] = set()
    for passage_id in ids:
        try:
            library.passage(passage_id, collections)
        except UnknownPassage:
            gone.add(passage_id)
    return frozenset(gone)
