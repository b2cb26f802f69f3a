"""👍, 👎 and `/forget`: what people think of answers, and how they take it back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.buttons import VOTE_PATTERN
from bot.commands.pressed import PressedButton, asked, asked_after
from bot.feedback import Kept, Vote

if TYPE_CHECKING:
    from bot.client import Clio
    from index.model import Earlier

THANKS = {
    Kept.NEW: "Thank you, that is noted.",
    Kept.CHANGED: "Thank you, your opinion is changed.",
    Kept.SAME: "Your opinion on this answer is noted already.",
}


class VoteButton(PressedButton, template=VOTE_PATTERN):
    """Keeps what the person who pressed thinks of the answer."""

    async def press(self, interaction: discord.Interaction[Clio]) -> None:
        """Keep the vote, once per person and message."""
        assert interaction.message is not None
        await interaction.response.defer(ephemeral=True, thinking=True)  # the disk may be slow
        vote = Vote(
            message_id=interaction.message.id,
            person_id=interaction.user.id,
            question=_whole(asked(interaction), asked_after(interaction)),
            passages=self.passages(),
            helpful=self.match["vote"] == "+",
        )
        kept = await asyncio.to_thread(interaction.client.feedback.keep, vote)
        await interaction.edit_original_response(content=f"{THANKS[kept]} `/forget` deletes what you have told me.")


def _whole(question: str, earlier: Earlier | None) -> str:
    """A question with the ones that it was understood together with: what is measured by it later stands alone."""
    return " ".join([question, *earlier.questions]) if earlier else question


@app_commands.command()
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def forget(interaction: discord.Interaction[Clio]) -> None:
    """Delete all feedback that you have given on answers."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    count = await asyncio.to_thread(interaction.client.feedback.forget, interaction.user.id)
    await interaction.edit_original_response(content=_deleted(count))


def _deleted(count: int) -> str:
    if not count:
        return "You have given no feedback, so there is nothing to delete. I keep nothing else about you."
    return f"Deleted: your feedback on {count} answer{'s' if count != 1 else ''}. I keep nothing else about you."
