"""Which source is meant: by what was typed, chosen from a list, or carried by a button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import discord
from discord.app_commands import Choice

from bot.commands.sources.desk import moderator_desk
from bot.errors import BotError
from bot.escaping import one_line, shortened
from bot.guilds.permissions import is_moderator
from bot.limits import CHOICE_TEXT, CHOICES, units
from bot.sources_view.history import earlier
from bot.sources_view.ids import MAX_FILTER, key_of
from bot.sources_view.listing import matching
from index.archive import names
from index.errors import ClioError, UnknownSource

if TYPE_CHECKING:
    from bot.client import Clio
    from index.collection import Collection
    from index.records import Record

_KEY = "key:"  # begins the value of a choice whose name is too long for one

Known = tuple[str, str]  # a source's name and its title


def record_with(collection: Collection, key: str) -> Record:
    """The source that a custom id names by its key. Raises UnknownSource."""
    return collection.record(_name_with_key(_all(collection), key, key))


def record_named(collection: Collection, typed: str) -> Record:
    """The source with this name, or else the only one with this title. Raises UnknownSource."""
    return collection.record(chosen_name(_all(collection), typed))


def chosen_name(known: Sequence[Known], typed: str) -> str:
    """The name of the source that was typed or chosen. Raises UnknownSource."""
    wanted = typed.strip()
    if wanted.startswith(_KEY):
        return _name_with_key(known, wanted.removeprefix(_KEY), wanted)
    for name, _ in known:
        if names.key(name) == names.key(wanted):
            return name
    titled = {name for name, title in known if one_line(title).casefold() == one_line(wanted).casefold()}
    if len(titled) != 1:
        raise UnknownSource(shortened(one_line(typed), CHOICE_TEXT))
    return titled.pop()


async def present(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer the sources that are there; nothing to who may not see them."""
    return await _offer(interaction, typed, lambda collection: collection.sources())


async def restorable(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer the sources with a version that can be brought back; nothing to who may not see them."""
    return await _offer(interaction, typed, _restorable)


async def titles(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer words to filter the list by: titles, as far as they fit into a filter."""
    return await _offer(interaction, typed, lambda collection: collection.sources(), _filter)


async def _offer(
    interaction: discord.Interaction[Clio],
    typed: str,
    find: Callable[[Collection], Iterable[Record]],
    value: Callable[[Record], str] | None = None,
) -> list[Choice[str]]:
    if not is_moderator(interaction):  # not worth an entry in the log at every letter
        return []
    try:
        desk = await moderator_desk(interaction)
        found = await desk.quickly(lambda collection: matching(tuple(find(collection)), typed))
    except (BotError, ClioError):  # here is no place for a sentence; the command itself says it
        return []
    return choices(found, value or _value)


def choices(records: Sequence[Record], value: Callable[[Record], str]) -> list[Choice[str]]:
    """At most 25 choices, each with its title, and its name where that says more."""
    return [Choice(name=_label(record), value=value(record)) for record in records[:CHOICES]]


def _label(record: Record) -> str:
    title, name = one_line(record.title), one_line(record.name)
    label = title if title == name else f"{title} · {name}"
    while units(label) > CHOICE_TEXT:
        label = shortened(label, len(label) - 1)
    return label or "Untitled"


def _value(record: Record) -> str:
    return record.name if units(record.name) <= CHOICE_TEXT else f"{_KEY}{key_of(record.name)}"


def _filter(record: Record) -> str:
    return one_line(record.title)[:MAX_FILTER].strip() or record.name[:MAX_FILTER]


def _restorable(collection: Collection) -> tuple[Record, ...]:
    return (*(record for record in collection.sources() if earlier(record.source)), *_removed(collection))


def _removed(collection: Collection) -> tuple[Record, ...]:
    return tuple(collection.record(source.name) for source in collection.removed())


def _all(collection: Collection) -> list[Known]:
    known = [(record.name, record.title) for record in collection.sources()]
    return known + [(source.name, source.name) for source in collection.removed()]


def _name_with_key(known: Iterable[Known], key: str, typed: str) -> str:
    for name, _ in known:
        if key_of(name) == key:
            return name
    raise UnknownSource(typed)
