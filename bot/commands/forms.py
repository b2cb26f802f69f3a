"""Forms (modals) that are found by their custom id when they are sent, like buttons: a restart loses no answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

from discord.ui import Modal

from bot.mishaps import tell

if TYPE_CHECKING:
    import discord

    from bot.client import Clio


class Form(Modal):
    """A form as it is opened, and as it comes back. Each kind has a pattern that its custom ids match.

    It is stopped from the start, so that discord.py need not remember it.
    """

    pattern: ClassVar[re.Pattern[str]]

    def __init__(self, title: str, custom_id: str) -> None:
        super().__init__(title=title, custom_id=custom_id, timeout=None)
        self.stop()

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form with this custom id, for its answers to be put in."""
        raise NotImplementedError

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Do what the form is for; each kind says what."""
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Do what the form is for."""
        interaction.client.under_way.join()
        await self.send(interaction)

    async def on_error(  # type: ignore[override]  # as discord.py has it for a form; its base class is of messages
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Tell the person what went wrong."""
        await tell(interaction, error)


async def form_sent(interaction: discord.Interaction[Any], kinds: tuple[type[Form], ...]) -> None:
    """Let the form that somebody sent do what it is for; one of another kind is left to others."""
    data: Any = interaction.data
    for kind in kinds:
        if match := kind.pattern.fullmatch(data["custom_id"]):
            # What discord.py calls for the forms that it remembers: it reads the answers and calls on_submit.
            await kind.sent(match)._dispatch_submit(interaction, data["components"], data.get("resolved", {}))
