"""What a message goes on from: the answer that it replies to, else the last one in its thread or direct messages.

The bot may read its own messages without the message-content intent. Whatever cannot be had is as if it had never
been: the question is then one by itself.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.conversation import earlier_in
from bot.mishaps import UNREACHABLE
from index.search.following import may_go_on

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import Earlier

LOOKED_BACK = 25  # messages of a thread or of direct messages among which the last answer is looked for

log = logging.getLogger(__name__)


async def earlier_than(client: Clio, message: discord.Message, question: str) -> Earlier | None:
    """What a question in a message may go on from; None where it needs nothing, or nothing can be read."""
    if not may_go_on(question):
        return None
    for look in (_replied_to, _last_there, _above_the_thread):
        try:
            found = await look(client, message)
        except UNREACHABLE as error:
            log.info("What a message in channel %d goes on from cannot be read: %s", message.channel.id, error)
            continue
        if found:
            return found
    return None


async def _replied_to(client: Clio, message: discord.Message) -> Earlier | None:
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply or not reference.message_id:
        return None
    resolved = reference.resolved
    if resolved is None and _may_look_back(message.channel):
        resolved = await message.channel.fetch_message(reference.message_id)
    return _answered_in(client, resolved)


async def _last_there(client: Clio, message: discord.Message) -> Earlier | None:
    """The last answer in a thread or in direct messages; in other channels people talk of many things at once."""
    is_one_talk = isinstance(message.channel, discord.Thread) or message.guild is None
    if not is_one_talk or not _may_look_back(message.channel):
        return None
    async for one in message.channel.history(limit=LOOKED_BACK, before=message):
        if found := _answered_in(client, one):
            return found
    return None


async def _above_the_thread(client: Clio, message: discord.Message) -> Earlier | None:
    """The answer that a thread hangs on: such a thread has the id of its message."""
    thread = message.channel
    parent = thread.parent if isinstance(thread, discord.Thread) else None
    if not isinstance(parent, discord.TextChannel) or not _may_look_back(parent):
        return None
    return _answered_in(client, await parent.fetch_message(thread.id))


def _may_look_back(channel: discord.abc.MessageableChannel) -> bool:
    """Whether the bot may see older messages; to ask in vain would count as misbehaviour."""
    if channel.guild is None:
        return True
    return channel.permissions_for(channel.guild.me).read_message_history


def _answered_in(client: Clio, message: discord.Message | discord.DeletedReferencedMessage | None) -> Earlier | None:
    """What a next question may go on from, where a message is an answer of the bot's own."""
    if not isinstance(message, discord.Message) or client.user is None or message.author.id != client.user.id:
        return None
    return earlier_in(message.components)
