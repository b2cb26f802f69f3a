"""A few lines about what was asked for, where there is nothing more to show."""

from collections.abc import Sequence

from discord.ui import Container, TextDisplay

from bot.limits import MESSAGE_TEXT
from bot.replies import GREY, Reply
from bot.sources_view.words import fitting


def lines_reply(lines: Sequence[str]) -> Reply:
    """Show lines of markdown, as many as fit."""
    text = "\n".join(fitting(lines, MESSAGE_TEXT, "line", len(lines)))
    return Reply(Container(TextDisplay(text), accent_colour=GREY))
