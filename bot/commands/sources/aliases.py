"""`/sources aliases`: a server's own list of names for the same things."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Label, TextInput

from bot.commands.forms import Form
from bot.commands.pressed import PressedItem
from bot.commands.sources.desk import moderator_desk
from bot.commands.sources.group import sources
from bot.sources_view.aliases import EXAMPLE, aliases_reply, too_late_reply
from bot.sources_view.ids import ALIASES_FORM_PATTERN, ALIASES_PATTERN
from index.names.aliases import MOST_OWN

if TYPE_CHECKING:
    from bot.client import Clio
    from index.collection import Collection

SAVED = "**Saved.**"
SAME = "That is the list as it was, so nothing is changed."


@sources.command()
async def aliases(interaction: discord.Interaction[Clio]) -> None:
    """Other names for the same things, by which questions are searched too: see and change the list."""
    desk = await moderator_desk(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    text = await desk.do(lambda collection: collection.aliases())
    await interaction.edit_original_response(view=aliases_reply(text))


class EditAliases(PressedItem, template=ALIASES_PATTERN):
    """Opens the list in a form."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Open it as it is now."""
        desk = await moderator_desk(interaction)
        text = await desk.quickly(lambda collection: collection.aliases())
        await interaction.response.send_modal(AliasesForm(_stamp(text), text))


class AliasesForm(Form):
    """Asks for the list; `stamp` tells the one that it was opened with."""

    pattern = re.compile(ALIASES_FORM_PATTERN)

    def __init__(self, stamp: str, text: str = "") -> None:
        super().__init__("Other names", f"sources:names:{stamp}")
        self.stamp = stamp
        self.list = TextInput[Any](
            custom_id="list",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=MOST_OWN,
            default=text or None,
            placeholder=EXAMPLE.split("\n")[0],
        )
        hint = "One line for each thing, with = between its names. A line that begins with # is a remark."
        self.add_item(Label(text="Names for the same thing", description=hint, component=self.list))

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answer to be put in."""
        return cls(match["stamp"])

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Keep the list, unless somebody else has changed it meanwhile, and show it with what of it is not used."""
        desk = await moderator_desk(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        typed = "\n".join(self.list.value.split("\r\n")).strip()
        kept = await desk.do(lambda collection: _keep(collection, typed, self.stamp, desk.by))
        view = too_late_reply(typed) if kept is None else aliases_reply(typed, SAVED if kept else SAME)
        await interaction.edit_original_response(view=view)


def _keep(collection: Collection, typed: str, stamp: str, by: str) -> bool | None:
    """Keep a list; whether it is another one, None when it is not the list any more that was to be changed."""
    known = collection.aliases()
    if typed == known:
        return False
    if _stamp(known) != stamp:
        return None
    collection.set_aliases(typed, by)
    return True


def _stamp(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
