"""The buttons that show more of the library: In context, Earlier, Later, More passages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.buttons import CONTEXT_PATTERN, MORE_PATTERN, TURN_PATTERN, Position
from bot.commands.asking import find, look_up, reply_to
from bot.commands.pressed import PressedButton, asked, asked_after, asked_within
from bot.guilds.scope import server_of
from bot.in_context import REACH, page_around, page_from, page_reply, page_until
from bot.replies import PASSAGES_SHOWN

if TYPE_CHECKING:
    from bot.client import Clio
    from index.library import Library
    from index.model import Collections, Passage, Traced

NO_MORE = "There are no more passages."


class InContext(PressedButton, template=CONTEXT_PATTERN):
    """Shows a passage with its neighbours to who pressed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Send a page of its own, which its buttons then turn."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        traced, near = await look_up(interaction, self._find)
        await interaction.edit_original_response(view=page_reply(traced, page_around(traced.passage, near)))

    def _find(self, library: Library, collections: Collections) -> tuple[Traced, tuple[Passage, ...]]:
        return traced_with_neighbours(library, self.match["passage"], collections)


class Turn(PressedButton, template=TURN_PATTERN):
    """Turns the page of *In context* back or on."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put the other page in the place of this one."""
        await interaction.response.defer()
        traced, near = await look_up(interaction, self._find)
        turned = page_until if self.match["way"] == "<" else page_from
        page = turned(self._position(traced.passage), near)
        await interaction.edit_original_response(view=page_reply(traced, page))

    def _position(self, passage: Passage) -> Position:
        """Where to turn to; the document may have become shorter since the button was made."""
        return Position(min(int(self.match["ordinal"]), passage.of - 1), int(self.match["part"]))

    def _find(self, library: Library, collections: Collections) -> tuple[Traced, tuple[Passage, ...]]:
        traced = library.trace(self.match["passage"], collections)
        there = replace(traced.passage, ordinal=self._position(traced.passage).ordinal)
        return traced, library.neighbours(there, REACH, REACH, collections)


class MorePassages(PressedButton, template=MORE_PATTERN):
    """Shows the next passages to who pressed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Ask the same question again, after the same ones as then, and go on where the message ends."""
        client, server = interaction.client, server_of(interaction)
        client.librarian.require_ready()
        await interaction.response.defer(ephemeral=True, thinking=True)
        answer = await find(client, asked(interaction), server, asked_after(interaction), asked_within(interaction))
        offset, shown = int(self.match["offset"]), int(self.match["shown"] or PASSAGES_SHOWN)
        if (answer.answered or answer.may_help) and offset >= len(answer.hits):
            await interaction.edit_original_response(content=NO_MORE)
            return
        await interaction.edit_original_response(view=reply_to(client, answer, server, shown, offset))


def traced_with_neighbours(
    library: Library, passage_id: str, collections: Collections
) -> tuple[Traced, tuple[Passage, ...]]:
    """What an id leads to, with what stands around it. Raises UnknownPassage."""
    traced = library.trace(passage_id, collections)
    return traced, library.neighbours(traced.passage, REACH, REACH, collections)
