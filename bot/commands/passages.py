"""The buttons that show more of the library: In context, Earlier, Later, More passages, Cite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.buttons import CITE_PATTERN, CONTEXT_PATTERN, MORE_PATTERN, TURN_PATTERN, Position
from bot.commands.asking import find, look_up, reply_to
from bot.commands.pressed import PressedButton, asked, asked_after, asked_within
from bot.guilds.scope import server_of
from bot.in_context import REACH, page_around, page_from, page_reply, page_until
from bot.replies import PASSAGES_SHOWN, citation_reply
from index.errors import UnknownPassage

if TYPE_CHECKING:
    from bot.client import Clio
    from index.library import Library
    from index.model import Collections, Passage

NO_MORE = "There are no more passages."


class InContext(PressedButton, template=CONTEXT_PATTERN):
    """Shows a passage with its neighbours to who pressed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Send a page of its own, which its buttons then turn."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        passage, near = await look_up(interaction, self._find)
        await interaction.edit_original_response(view=page_reply(passage, page_around(passage, near)))

    def _find(self, library: Library, collections: Collections) -> tuple[Passage, tuple[Passage, ...]]:
        passage = library.passage(self.match["passage"], collections)
        return passage, library.neighbours(passage, REACH, REACH, collections)


class Turn(PressedButton, template=TURN_PATTERN):
    """Turns the page of *In context* back or on."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put the other page in the place of this one."""
        await interaction.response.defer()
        passage, near = await look_up(interaction, self._find)
        turned = page_until if self.match["way"] == "<" else page_from
        await interaction.edit_original_response(view=page_reply(passage, turned(self._position(passage), near)))

    def _position(self, passage: Passage) -> Position:
        """Where to turn to; the document may have become shorter since the button was made."""
        return Position(min(int(self.match["ordinal"]), passage.of - 1), int(self.match["part"]))

    def _find(self, library: Library, collections: Collections) -> tuple[Passage, tuple[Passage, ...]]:
        passage = library.passage(self.match["passage"], collections)
        there = replace(passage, ordinal=self._position(passage).ordinal)
        return passage, library.neighbours(there, REACH, REACH, collections)


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


class Cite(PressedButton, template=CITE_PATTERN):
    """Gives full references to who pressed."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Cite every passage of the message that is still there. Raises UnknownPassage when none is."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        references = await look_up(interaction, self._cite)
        gone = len(self.passages()) - len(references)
        await interaction.edit_original_response(view=citation_reply(references, gone))

    def _cite(self, library: Library, collections: Collections) -> list[tuple[Passage, str]]:
        found: list[tuple[Passage, str]] = []
        gone: list[UnknownPassage] = []
        for passage_id in self.passages():
            try:
                passage = library.passage(passage_id, collections)
            except UnknownPassage as error:
                gone.append(error)
            else:
                found.append((passage, library.cite(passage)))
        if not found:
            raise gone[0]
        return found
