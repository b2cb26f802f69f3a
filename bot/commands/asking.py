"""A question on its way from Discord to the library: what its server's settings say of it, and where it is looked for.

The settings hold for `/ask`, mentions and replies, not for the buttons under answers that are there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

import discord

from bot.errors import EmptyLibrary, NoSources, OtherChannel
from bot.guilds.permissions import is_moderator, may_moderate, role_ids
from bot.guilds.scope import channels_of, server_of
from bot.guilds.settings import GuildSettings, reachable_from
from bot.replies import PASSAGES_FOUND, Reply, reply_for
from index.model import EVERYWHERE, Inquiry, Within
from index.patience import ANSWER_S

if TYPE_CHECKING:
    from bot.client import Clio
    from index.library import Library
    from index.model import Answer, Collections, Earlier

ADD_SOURCES = "sources add"  # the command that fills a server's library

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where.

    `server` is None outside of servers that have added Clio; `channels` are the ids by which settings know the place.
    """

    person: int
    server: int | None
    channels: tuple[int, ...]
    is_moderator: bool

    @classmethod
    def of_interaction(cls, interaction: discord.Interaction[Clio]) -> Self:
        """Who uses a command, by what Discord says of them with it."""
        channels = channels_of(interaction.channel)
        return cls(interaction.user.id, server_of(interaction), channels, is_moderator(interaction))

    @classmethod
    def of_message(cls, client: Clio, message: discord.Message) -> Self:
        """Who wrote a message."""
        person, channels = message.author, channels_of(message.channel)
        server = message.guild.id if message.guild else None
        may = isinstance(person, discord.Member) and may_moderate(
            person.guild_permissions, role_ids(person), client.guild_settings.of(server)
        )
        return cls(person.id, server, channels, may)


def settings_for(client: Clio, asker: Asker) -> GuildSettings:
    """What holds for a question there. Raises OtherChannel when none are answered there."""
    settings = client.guild_settings.of(asker.server)
    if settings.channels and set(settings.channels).isdisjoint(asker.channels):
        raise OtherChannel(_existing(client, asker.server, settings.channels))
    return settings


@contextmanager
def turn(client: Clio, asker: Asker, settings: GuildSettings) -> Iterator[None]:
    """Answer a question, which counts for the pause between a member's questions unless it fails. Raises TooSoon."""
    if not settings.cooldown_s or asker.is_moderator:
        yield
        return
    with client.pauses.turn((asker.server, asker.person), settings.cooldown_s):
        yield


async def find(
    client: Clio, question: str, server: int | None, earlier: Earlier | None = None, within: Within = EVERYWHERE,
    limit: int = PASSAGES_FOUND,
) -> Answer:  # fmt: skip
    """Ask the library what can be asked there, `within` it; `earlier` is what the question may go on from.

    Raises what `Librarian.ask` raises; in a server NoSources for EmptyLibrary, as its people can fill it.
    """
    try:
        collections = client.guild_settings.collections_for(server)
        return await client.librarian.ask(Inquiry(question, limit, collections, earlier, within))
    except EmptyLibrary:
        if server is None:
            raise
        raise NoSources(client.tree.mention(ADD_SOURCES)) from None


async def look_up(interaction: discord.Interaction[Clio], find: Callable[[Library, Collections], T]) -> T:
    """Call `find` with the library and what people may see of it where somebody acts.

    A button can be copied, and its custom id forged: what it names is shown only there. Raises what
    `Librarian.look_up` and `find` raise.
    """
    collections = reachable_from(server_of(interaction))
    return await interaction.client.librarian.look_up(lambda library: find(library, collections), patience_s=ANSWER_S)


def reply_to(client: Clio, answer: Answer, server: int | None, shown: int, offset: int = 0) -> Reply:
    """Show `shown` passages from the one after the first `offset` on, or say why there are none."""
    return reply_for(answer, offset, shown, "" if server is None else client.tree.mention(ADD_SOURCES))


def _existing(client: Clio, server: int | None, channels: tuple[int, ...]) -> tuple[int, ...]:
    guild = client.get_guild(server) if server else None
    return tuple(channel for channel in channels if guild is None or guild.get_channel(channel))
