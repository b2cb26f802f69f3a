"""`/timeline`: dated passages on a topic in order of time, with a picture."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.asking import Asker, settings_for, turn
from bot.conversation import MAX_DATE
from bot.questions import HELP, question_in
from bot.timeline.alt_text import alt_text
from bot.timeline.events import events_of
from bot.timeline.request import TimelineRequest, read_request
from bot.timeline.view import PICTURE, SHOWN, timeline_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client import Clio
    from bot.timeline.events import Event
    from index.model import DatedPassage

LONGEST_TOPIC = 200  # characters

log = logging.getLogger(__name__)


@app_commands.command()
@app_commands.rename(since="from", until="to")
@app_commands.describe(
    topic="What shall the timeline be about?",
    since="Only what is of this time or later, such as 1948, May 1948 or 44 BC",
    until="Only what is of this time or earlier",
    private="Show it only to me; if left out, as this server has it set",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def timeline(
    interaction: discord.Interaction[Clio],
    topic: app_commands.Range[str, 1, LONGEST_TOPIC],
    since: app_commands.Range[str, 1, MAX_DATE] = "",
    until: app_commands.Range[str, 1, MAX_DATE] = "",
    private: bool | None = None,
) -> None:
    """A timeline of a topic: dated passages from the library, word for word, and a picture."""
    asked, client = question_in(topic), interaction.client
    if not asked:
        await interaction.response.send_message(HELP, ephemeral=True)
        return
    request, asker = read_request(asked, since, until), Asker.of_interaction(interaction)
    settings = settings_for(client, asker)
    with turn(client, asker, settings):
        client.librarian.require_ready()  # what is known already is said at once, to the asker alone
        await interaction.response.defer(ephemeral=settings.private if private is None else private, thinking=True)
        found = await _find(client, request, asker.server)
        picture = await _picture(request, found)
        said = picture.description or "" if picture else ""
        await interaction.edit_original_response(
            view=timeline_reply(request, found, said), attachments=[picture] if picture else []
        )


async def _find(client: Clio, request: TimelineRequest, server: int | None) -> tuple[DatedPassage, ...]:
    """The passages for a timeline where somebody asks. Raises what `Librarian.look_up` and `timeline` raise."""
    collections = client.guild_settings.collections_for(server)
    return await client.librarian.look_up(
        lambda library: library.timeline(request.topic, collections, request.since, request.until, SHOWN)
    )


async def _picture(request: TimelineRequest, found: Sequence[DatedPassage]) -> discord.File | None:
    """The picture with its alt text, drawn on a thread; none where there is nothing to draw."""
    if not found:
        return None
    events = events_of(found)
    try:
        drawn = await asyncio.to_thread(_draw, request.heading, events)
    except Exception:  # the passages are worth having without it
        log.exception("A timeline could not be drawn")
        return None
    return discord.File(io.BytesIO(drawn), PICTURE, description=alt_text(request.heading, events))


def _draw(heading: str, events: Sequence[Event]) -> bytes:
    from bot.timeline.picture import draw  # here: matplotlib takes a second to load, for which no start should wait

    return draw(heading, events)
