"""Which source is meant: by what was typed, chosen from a list, or carried by a button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import discord
from discord.app_commands import Choice

from bot.commands.sources.desk import moderator_desk
from bot.errors import AlreadyRemoved, BotError
from bot.escaping import one_line, shortened
from bot.guilds.permissions import is_moderator
from bot.limits import CHOICE_TEXT, CHOICES, units
from bot.sources_view.history import earlier
from bot.sources_view.ids import MAX_FILTER, key_of
from bot.sources_view.listing import matching
from index.archive import names
from index.errors import ClioError, UnknownSource
from index.records import Record

if TYPE_CHECKING:
    from bot.client import Clio
    from index.collection import Collection

_BETWEEN = " · "  # title and name of a choice
_KEY = "key:"  # begins the value of a choice whose name is too long for one

Known = tuple[str, str]  # a source's name and its title


def listed(collection: Collection) -> tuple[Record, ...]:
    """What is there, and what could not be read at all."""
    failed = (source for source in collection.removed() if source.failed)
    return (*collection.sources(), *(Record(source, ()) for source in failed))


def still_listed(record: Record) -> Record:
    """The source, if it is there or could not be read. Raises AlreadyRemoved."""
    if not (record.source.standing or record.source.failed):
        raise AlreadyRemoved(record.title)
    return record


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
    """Offer what the list shows; nothing to who may not see it."""
    return await _offer(interaction, typed, listed)


async def editable(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer the sources whose details can be changed; nothing to who may not see them."""
    return await _offer(interaction, typed, lambda collection: collection.sources())


async def restorable(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer the sources with a version that can be brought back; nothing to who may not see them."""
    return await _offer(interaction, typed, _restorable)


async def titles(interaction: discord.Interaction[Clio], typed: str) -> list[Choice[str]]:
    """Offer words to filter the list by: titles, as far as they fit into a filter."""
    return await _offer(interaction, typed, listed, _filter)


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
    if title == name or not title:
        return _squeezed(name, CHOICE_TEXT) or "Untitled"
    room = CHOICE_TEXT - units(_BETWEEN)
    title = _cut(title, room - min(units(name), room // 2))
    return f"{title}{_BETWEEN}{_squeezed(name, room - units(title))}"


def _cut(text: str, room: int) -> str:
    """A text in at most `room` units, shortened at its end."""
    while units(text) > room:
        text = shortened(text, len(text) - 1)
    return text


def _squeezed(name: str, room: int) -> str:
    """A name in at most `room` units, shortened in its middle: those that differ do so mostly at the end."""
    kept, short = len(name), name
    while units(short) > room:
        kept -= 1
        short = f"{name[: kept // 2]}…{name[-(kept - kept // 2) :]}"
    return short


def _value(record: Record) -> str:
    return record.name if units(record.name) <= CHOICE_TEXT else f"{_KEY}{key_of(record.name)}"


def _filter(record: Record) -> str:
    return one_line(record.title)[:MAX_FILTER].strip() or record.name[:MAX_FILTER]


def _restorable(collection: Collection) -> tuple[Record, ...]:
    removed = (Record(source, ()) for source in collection.removed())
    return tuple(record for record in (*collection.sources(), *removed) if earlier(record.source))


def _all(collection: Collection) -> list[Known]:
    known = [(record.name, record.title) for record in listed(collection)]
    return known + [(source.name, source.name) for source in collection.removed() if not source.failed]


def _name_with_key(known: Iterable[Known], key: str, typed: str) -> str:
    for name, _ in known:
        if key_of(name) == key:
            return name
    raise UnknownSource(typed)
