"""What Clio has quoted openly, as Discord itself tells it: its own messages that everyone in a channel sees.

Whatever command or button a message answers, it passes by here, and none that is for one person alone is kept:
Discord marks those with a flag, also where it tells the bot of them
(https://github.com/discord/discord-api-docs/issues/4557).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord

from bot.buttons import CITE_PATTERN, CONTEXT_PATTERN
from bot.cited import Place, Quoted
from bot.errors import BotError
from bot.guilds.settings import reachable_from
from index.errors import ClioError, UnknownPassage

if TYPE_CHECKING:
    from bot.client import Clio
    from index.library import Library

_ID = re.compile(rf"{CITE_PATTERN}|{CONTEXT_PATTERN}")

log = logging.getLogger(__name__)

_keeping: set[asyncio.Task[None]] = set()  # a task that nobody holds may be dropped before it is done


def hear(client: Clio, message: discord.Message) -> None:
    """Keep what a message quotes, as Discord tells of it when it is sent or changed; nothing of other people's."""
    if message.author != client.user or message.flags.ephemeral or message.flags.loading:
        return
    place, ids = _place(client, message), passage_ids(part.to_dict() for part in message.components)
    if place and ids:
        keep_soon(client, place, ids)


def keep_soon(client: Clio, place: Place, ids: Sequence[str]) -> None:
    """Keep, beside, that passages were quoted openly somewhere."""
    task = asyncio.create_task(_keep(client, place, tuple(ids)), name="keeping what is cited")
    _keeping.add(task)
    task.add_done_callback(_keeping.discard)


def passage_ids(components: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The ids of the passages that a message's buttons are about, in their order."""
    found: dict[str, None] = {}
    for part in components:
        if match := _ID.fullmatch(str(part.get("custom_id", ""))):
            found |= dict.fromkeys((match["passages"] or match["passage"]).split(","))
        inner = [*(part.get("components") or ()), *([part["accessory"]] if part.get("accessory") else [])]
        found |= dict.fromkeys(passage_ids(inner))
    return tuple(found)


def _place(client: Clio, message: discord.Message) -> Place | None:
    """Where a message stands; None where that is not sure, as of one in a server that does not say so."""
    if message.guild:
        return Place(message.channel.id, message.guild.id)
    known = client.get_channel(message.channel.id)
    return None if isinstance(known, discord.abc.GuildChannel | discord.Thread) else Place(message.channel.id, None)


async def _keep(client: Clio, place: Place, ids: Sequence[str]) -> None:
    client.under_way.join()
    try:
        quoted = await client.librarian.look_up(lambda library: _quoted(library, place, ids))
        if quoted:
            await asyncio.to_thread(client.cited.keep, place, quoted)
    except (BotError, ClioError) as error:
        log.info("What was cited is not kept: %s", error)
    except Exception:
        log.exception("What was cited could not be kept")


def _quoted(library: Library, place: Place, ids: Sequence[str]) -> list[Quoted]:
    """Runs on a thread."""
    found = []
    for passage_id in ids:
        try:
            passage = library.passage(passage_id, reachable_from(place.server))
        except UnknownPassage:
            continue
        found.append(Quoted(passage_id, passage.document.title, str(passage.locator)))
    return found
