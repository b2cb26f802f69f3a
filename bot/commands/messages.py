"""Questions in ordinary messages: mentions of Clio, replies to it, and direct messages.

Discord shows the bot the text of these, and of no other messages, without the message-content intent. They are
answered where they stand, for all to see, also where a server has answers private by default: a message that
everyone sees cannot be answered to its author alone.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import discord

from bot.commands.asking import Asker, find, reply_to, settings_for, turn
from bot.commands.earlier import earlier_than
from bot.errors import OtherChannel
from bot.mishaps import UNREACHABLE, is_out_of_reach, sentence
from bot.questions import HELP, question_in

if TYPE_CHECKING:
    from bot.client import Clio

HINT_EVERY_S = 60.0  # that one channel is told at most where questions are answered
_MAY_NOT_READ_HISTORY = 160002  # what Discord answers to a reply where the bot may not see older messages

log = logging.getLogger(__name__)


async def answer_message(client: Clio, message: discord.Message) -> None:
    """Answer a message that is meant for the bot; nothing happens on any other."""
    if not is_for(client, message):
        return
    try:
        await _answer(client, message)
    except OtherChannel as error:
        if not client.pauses.left(message.channel.id, HINT_EVERY_S):
            client.pauses.begin(message.channel.id)
            await _tell(message, error)
    except Exception as error:
        await _tell(message, error)


def is_for(client: Clio, message: discord.Message) -> bool:
    """Whether a person speaks to the bot: by its name (a reply's ping counts), not by @everyone or a role."""
    if message.author.bot or message.webhook_id or message.is_system():
        return False
    return message.guild is None or client.user in message.mentions


async def _answer(client: Clio, message: discord.Message) -> None:
    assert client.user is not None
    asker = Asker.of_message(client, message)
    settings = settings_for(client, asker)
    question = question_in(message.content, client.user.id)
    if not question:
        await _reply(message, content=HELP)
        return
    with turn(client, asker, settings):
        client.librarian.require_ready()
        typing = asyncio.create_task(_type(message.channel), name="typing")
        try:
            earlier = await earlier_than(client, message, question)
            answer = await find(client, question, asker.server, earlier)
        finally:
            typing.cancel()
        await _reply(message, view=reply_to(client, answer, asker.server, settings.passages))


async def _type(channel: discord.abc.Messageable) -> None:
    """Show that the bot is typing until this is cancelled; an answer is not lost where that does not work."""
    with suppress(*UNREACHABLE):
        async with channel.typing():
            await asyncio.Event().wait()


async def _tell(message: discord.Message, error: Exception) -> None:
    """Say why there is no answer, if the bot may speak there."""
    if is_out_of_reach(error):
        log.info("May not answer in channel %d: %s", message.channel.id, error)
        return
    try:
        await _reply(message, content=sentence(error))
    except UNREACHABLE as refusal:
        log.info("The reason why there is no answer could not be told in %d: %s", message.channel.id, refusal)


async def _reply(message: discord.Message, **parts: Any) -> None:  # noqa: ANN401 whatever `send` takes
    """Reply without a ping; send plainly where the message is deleted meanwhile or history is hidden."""
    try:
        reference = message.to_reference(fail_if_not_exists=False)
        await message.channel.send(reference=reference, mention_author=False, **parts)
    except discord.HTTPException as refusal:
        if refusal.code != _MAY_NOT_READ_HISTORY:
            raise
        await message.channel.send(**parts)
