"""The desk at which somebody acts on a collection: got only by who may, and bound to that one collection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import discord

from bot.errors import TooManyQuestions
from bot.guilds.permissions import require_moderator, require_operator
from bot.sources_view.ids import SHARED

if TYPE_CHECKING:
    from bot.client import Clio
    from bot.librarian import Librarian
    from index.collection import Collection, Jobs, SharedCollection
    from index.library import Library

QUICK_S = 2.0  # for what is looked up before a form opens, which Discord wants to see within 3 s

T = TypeVar("T")
C = TypeVar("C", bound="Jobs", covariant=True)


@dataclass(frozen=True, slots=True)
class Desk(Generic[C]):
    """Access to one collection for one person, `by`; `open` leads to it."""

    librarian: Librarian
    by: str
    open: Callable[[Library], C]

    async def do(self, act: Callable[[C], T]) -> T:
        """Call `act` with the collection on a thread; raises what `Librarian.look_up` and `act` raise."""
        return await self.librarian.look_up(lambda library: act(self.open(library)))

    async def quickly(self, act: Callable[[C], T]) -> T:
        """Do the same within two seconds. Raises TooManyQuestions when it takes longer."""
        try:
            async with asyncio.timeout(QUICK_S):
                return await self.do(act)
        except TimeoutError:
            raise TooManyQuestions from None


async def moderator_desk(interaction: discord.Interaction[Clio]) -> Desk[Collection]:
    """The desk of the server in which somebody acts who may moderate it now. Raises NotInServer, NotAllowed."""
    name = str(await require_moderator(interaction))
    by = str(interaction.user.id)
    return Desk(interaction.client.librarian, by, lambda library: library.collection(name))


async def operator_desk(interaction: discord.Interaction[Clio]) -> Desk[SharedCollection]:
    """The desk of the shared library, for the operator. Raises NotOperator."""
    await require_operator(interaction)
    return Desk(interaction.client.librarian, str(interaction.user.id), lambda library: library.shared())


async def desk_of(interaction: discord.Interaction[Clio], whose: str) -> Desk[Jobs]:
    """The desk of the collection whose job a custom id names: the shared one's, or this server's."""
    return await operator_desk(interaction) if whose == SHARED else await moderator_desk(interaction)
