"""What the moderators of each server have set: one frozen object per server, kept in a file of its own."""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.errors import SettingsUnavailable
from bot.guilds.database import ServersFile
from bot.guilds.zones import UTC, zone_names
from bot.limits import SELECT_OPTIONS
from bot.replies import MAX_SHOWN, PASSAGES_SHOWN
from index.citation import DEFAULT_STYLE, Style
from index.model import SHARED

MAX_CHOSEN = SELECT_OPTIONS  # roles or channels: as many as one menu takes
MAX_COOLDOWN_S = 3600
DAILY_HOUR = 9
_MAX_NUMBER = 2**63 - 1  # that SQLite keeps

_KEEP = """
INSERT INTO servers VALUES (?, ?) ON CONFLICT (guild_id) DO UPDATE SET settings = excluded.settings
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a server has set. Raises ValueError for a value that cannot be.

    `moderators` are ids of roles, `channels` ids of the channels where Clio answers, () for everywhere; at most 25
    of each. `private`: answers to `/ask` are for the asker alone unless said otherwise. `cooldown_s` is how many
    seconds a member waits between two questions, 0 to 3600. `passages` is how many an answer shows at once, 1 to 5.
    `shared`: the operator's library is searched too. `style` is the value of the Style that references are given in.
    `daily_channel` is the id of the channel that has a post each day, 0 for none, at the full hour `daily_hour`, 0 to
    23, in the server's `time_zone`, a name of the IANA database; `daily_since` is when that was begun, in seconds since
    1970: no post is due for an hour before it.
    """

    moderators: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    private: bool = False
    cooldown_s: int = 0
    passages: int = PASSAGES_SHOWN
    shared: bool = True
    style: str = DEFAULT_STYLE.value
    daily_channel: int = 0
    daily_hour: int = DAILY_HOUR
    daily_since: int = 0
    time_zone: str = UTC

    def __post_init__(self) -> None:
        for name, fits in _FITS.items():
            if not fits(getattr(self, name)):
                raise ValueError(f"{name} cannot be {getattr(self, name)!r}")

    def with_changes(self, changes: Mapping[str, object]) -> Self:
        """The settings with some of them changed. Raises ValueError, TypeError for a name that is none of theirs."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked when they are made

    @classmethod
    def read(cls, values: Mapping[str, object]) -> Self:
        """Build settings from names and values; what cannot be used is logged and left at its default."""
        settings = cls()
        for name, value in values.items():
            given: object = tuple(value) if isinstance(value, list) else value
            try:
                settings = settings.with_changes({name: given})
            except (TypeError, ValueError) as error:
                log.warning("A server's setting is left at its default: %s", error)
        return settings


def _is_number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_chosen(value: object) -> bool:
    """Whether it is a tuple of different ids, and not too many."""
    if not isinstance(value, tuple) or len(value) > MAX_CHOSEN:
        return False
    return all(_is_number(item, 1, _MAX_NUMBER) for item in value) and len(set(value)) == len(value)


_FITS: dict[str, Callable[[object], bool]] = {
    "moderators": _is_chosen,
    "channels": _is_chosen,
    "private": lambda value: isinstance(value, bool),
    "cooldown_s": lambda value: _is_number(value, 0, MAX_COOLDOWN_S),
    "passages": lambda value: _is_number(value, 1, MAX_SHOWN),
    "shared": lambda value: isinstance(value, bool),
    "style": lambda value: value in [style.value for style in Style],
    "daily_channel": lambda value: _is_number(value, 0, _MAX_NUMBER),
    "daily_hour": lambda value: _is_number(value, 0, 23),
    "daily_since": lambda value: _is_number(value, 0, _MAX_NUMBER),
    "time_zone": lambda value: value == UTC or value in zone_names(),  # the default without a look at the disk
}
DEFAULT = GuildSettings()


class Guilds:
    """The settings of all servers. Safe to use from several threads of one process, which alone may write.

    Each server's settings are read once and then kept in memory.
    """

    def __init__(self, data: Path) -> None:
        """Keep them in the data folder, which is made when the first setting is changed."""
        self._file = ServersFile(data)
        self._known: dict[int, GuildSettings] = {}
        self._changing = threading.Lock()

    def of(self, guild_id: int | None) -> GuildSettings:
        """A server's settings; the defaults outside of servers, and where the file cannot be read."""
        if guild_id is None:
            return DEFAULT
        if known := self._known.get(guild_id):
            return known
        try:
            read = GuildSettings.read(self._stored(guild_id))
        except SettingsUnavailable:  # the log has the reason; questions are answered nevertheless
            return DEFAULT
        return self._known.setdefault(guild_id, read)  # what was changed meanwhile is newer than what was read

    def change(self, guild_id: int, **changes: object) -> GuildSettings:
        """Set some of a server's settings, all at once, and return them all.

        Raises ValueError for a value that cannot be, TypeError for an unknown setting, SettingsUnavailable.
        """
        with self._changing:  # so that what is remembered is what was kept last
            with self._file.transaction() as servers:
                stored = _stored(servers, guild_id)
                changed = GuildSettings.read(stored).with_changes(changes)
                # What a later version of Clio has set beside is kept.
                servers.execute(_KEEP, (guild_id, json.dumps({**stored, **changes})))
            self._known[guild_id] = changed
        return changed

    def forget(self, guild_id: int) -> None:
        """Delete a server's settings: the defaults hold again. Raises SettingsUnavailable."""
        with self._changing:
            with self._file.transaction() as servers:
                servers.execute("DELETE FROM servers WHERE guild_id = ?", (guild_id,))
            self._known[guild_id] = DEFAULT

    def collections_for(self, guild_id: int | None) -> tuple[str, ...]:
        """What is searched for a question asked in a server, or outside of servers (None)."""
        if guild_id is None:
            return (SHARED,)
        return (str(guild_id), SHARED) if self.of(guild_id).shared else (str(guild_id),)

    def with_daily_post(self) -> dict[int, GuildSettings]:
        """The servers that have a channel for the daily post, by id. Raises SettingsUnavailable."""
        if not self._file.exists:
            return {}
        with self._file.transaction() as servers:
            rows = servers.execute("SELECT guild_id FROM servers WHERE settings LIKE '%\"daily_channel\"%'").fetchall()
        found = {guild_id: self.of(guild_id) for (guild_id,) in rows}
        return {guild_id: settings for guild_id, settings in found.items() if settings.daily_channel}

    def _stored(self, guild_id: int) -> Mapping[str, object]:
        if not self._file.exists:
            return {}
        with self._file.transaction() as servers:
            return _stored(servers, guild_id)


def reachable_from(guild_id: int | None) -> tuple[str, ...]:
    """The collections whose passages people of a server may see, whether or not questions search them just now."""
    return (SHARED,) if guild_id is None else (str(guild_id), SHARED)


def _stored(servers: sqlite3.Connection, guild_id: int) -> dict[str, object]:
    row = servers.execute("SELECT settings FROM servers WHERE guild_id = ?", (guild_id,)).fetchone()
    try:
        values = json.loads(row[0]) if row else {}
    except ValueError:
        values = None
    if not isinstance(values, dict):
        log.warning("The settings of server %d cannot be read; they are the defaults again.", guild_id)
        return {}
    return values
