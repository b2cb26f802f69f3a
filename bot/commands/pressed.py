"""What buttons and menus have in common: each is found by its custom id, and its errors are told to who used it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import DynamicItem, Item

from bot.conversation import goes_on_from, question_of, within_of
from bot.errors import NoQuestion
from bot.mishaps import tell
from index.model import EVERYWHERE, Within

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import Earlier


class PressedItem(DynamicItem[Item[Any]], template=r"(?!)"):  # matches nothing; each kind has its own
    """A button or menu at the moment when it is used; `match` is of its custom id with the kind's pattern."""

    def __init__(self, item: Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make it out of the message's component."""
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it is for; whatever goes wrong is told."""
        interaction.client.under_way.join()
        try:
            await self.press(interaction)
        except Exception as error:
            await tell(interaction, error)

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Do what it is for; each kind says what."""
        raise NotImplementedError


class PressedButton(PressedItem, template=r"(?!)"):
    """A button under an answer or a reply to one."""

    def passages(self) -> tuple[str, ...]:
        """The ids of the passages that the custom id names."""
        return tuple(self.match["passages"].split(","))


def asked(interaction: discord.Interaction[Any]) -> str:
    """The question that the pressed message answers. Raises NoQuestion."""
    question = question_of(interaction.message.components) if interaction.message else ""
    if not question:
        raise NoQuestion
    return question


def asked_after(interaction: discord.Interaction[Any]) -> Earlier | None:
    """What the question of the pressed message was understood together with; None where it stood by itself."""
    return goes_on_from(interaction.message.components) if interaction.message else None


def asked_within(interaction: discord.Interaction[Any]) -> Within:
    """What alone was searched for the question of the pressed message."""
    return within_of(interaction.message.components) if interaction.message else EVERYWHERE
