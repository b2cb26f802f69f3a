"""Whose words *Find sources* looks up, in messages as Discord sends them."""

from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.commands.find_sources import text_of

if TYPE_CHECKING:
    from discord.types.message import Message as MessageData

EMBED = {"type": "rich", "title": "Today", "description": "The mill of Karsk burnt down in 1822."}
FORWARDED = {
    "message": {
        "type": 0, "content": "The mill burnt down.", "embeds": [], "attachments": [], "components": [], "flags": 0,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mentions": [], "mention_roles": [],
    }
}  # fmt: skip


def message(content: str, is_bot: bool = False, **more: Any) -> discord.Message:  # noqa: ANN401 Discord's fields
    """A message as discord.py makes it of what Discord sends."""
    state = discord.Client(intents=discord.Intents.none())._connection
    author = {"id": "3", "username": "ada", "discriminator": "0", "avatar": None, "bot": is_bot}
    data: dict[str, Any] = {
        "id": "1", "channel_id": "2", "type": 0, "author": author, "content": content, "embeds": [], "attachments": [],
        "components": [], "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mentions": [],
        "mention_roles": [], "mention_everyone": False, "pinned": False, "tts": False, "flags": 0,
    }  # fmt: skip
    channel: Any = discord.PartialMessageable(state, 2)
    return discord.Message(state=state, channel=channel, data=cast("MessageData", data | more))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (message("It burnt down."), "It burnt down."),
        (message("", embeds=[EMBED]), ""),  # the preview of a link: not the person's words
        (message("", is_bot=True, embeds=[EMBED]), EMBED["description"]),  # a bot may say all in an embed
        (message("See below.", is_bot=True, embeds=[EMBED]), "See below."),
        (message("", message_snapshots=[FORWARDED]), "The mill burnt down."),
        (message("  ", attachments=[]), ""),
    ],
)
def test_a_messages_own_words_are_looked_up(given: discord.Message, text: str) -> None:
    assert text_of(given) == text
