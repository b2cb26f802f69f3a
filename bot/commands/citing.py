"""*Cite*, and what its reply offers: another style, and the works as files."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import discord
from discord.ui import Select

from bot.buttons import CITE_PATTERN
from bot.cited import Place
from bot.citing import FILE_PATTERN, STYLE_PATTERN, citation_reply
from bot.commands.asking import look_up
from bot.commands.pressed import PressedButton
from bot.guilds.scope import server_of
from bot.open_quotes import keep_soon
from index.citation import Style, reference
from index.citation.formats import Format, export
from index.errors import UnknownPassage
from index.model import Fate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client import Clio
    from bot.replies import Reply
    from index.library import Library
    from index.model import Collections, Passage, Traced

FILE_NAME = "references"


class Cite(PressedButton, template=CITE_PATTERN):
    """Gives full references to who pressed, in the style of the server."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Cite every passage of the message that is still there, or what it has become.

        Raises UnknownPassage when none is.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        style = Style(interaction.client.guild_settings.of(server_of(interaction)).style)
        await interaction.edit_original_response(view=await _cited(interaction, self.passages(), style))
        if interaction.channel_id and interaction.message and not interaction.message.flags.ephemeral:
            keep_soon(interaction.client, Place(interaction.channel_id, server_of(interaction)), self.passages())


class StyleChoice(PressedButton, template=STYLE_PATTERN):
    """Gives the references in another style."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Put them in the place of those that are there. Raises UnknownPassage when no passage is left."""
        assert isinstance(self.item, Select)
        style = Style(self.item.values[0])
        await interaction.response.defer()
        await interaction.edit_original_response(view=await _cited(interaction, self.passages(), style))


class FileButton(PressedButton, template=FILE_PATTERN):
    """Gives the works as a file for a reference manager."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Send the file to who pressed. Raises UnknownPassage when no passage is left."""
        form, ids = Format(self.match["form"]), self.passages()
        await interaction.response.defer(ephemeral=True, thinking=True)

        def write(library: Library, collections: Collections) -> bytes:
            return export(different(traced(library, ids, collections)), form)

        file = file_of(await look_up(interaction, write), form)
        await interaction.edit_original_response(
            content=f"For your reference manager, as {form.label}:", attachments=[file]
        )


def file_of(data: bytes, form: Format) -> discord.File:
    """A file to be sent."""
    return discord.File(BytesIO(data), f"{FILE_NAME}.{form.value}")


def traced(library: Library, ids: Sequence[str], collections: Collections) -> list[Traced]:
    """What the ids lead to, without those that are gone. Raises UnknownPassage when all are."""
    found: list[Traced] = []
    gone: list[UnknownPassage] = []
    for passage_id in ids:
        try:
            found.append(library.trace(passage_id, collections))
        except UnknownPassage as error:
            gone.append(error)
    if not found:
        raise gone[0]
    return found


def different(found: Sequence[Traced]) -> list[Passage]:
    """The passages, each once: two may have become one."""
    return list({one.passage.id: one.passage for one in found}.values())


async def _cited(interaction: discord.Interaction[Clio], ids: Sequence[str], style: Style) -> Reply:
    def cite(library: Library, collections: Collections) -> Reply:
        found = traced(library, ids, collections)
        references = [(passage, reference(passage, style)) for passage in different(found)]
        changed = sum(one.fate is not Fate.SAME for one in found)
        return citation_reply(references, style, len(ids) - len(found), changed)

    return await look_up(interaction, cite)
