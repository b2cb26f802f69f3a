"""What the moderators of each server have set: one frozen object per server, kept in a file of its own."""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.errors import SettingsUnavailable
from bot.limits import SELECT_OPTIONS
from bot.replies import MAX_SHOWN, PASSAGES_SHOWN
from index.citation import DEFAULT_STYLE, Style
from index.model import SHARED

FILE = "servers.db"  # of the data folder
VERSION = 1  # of the file's layout
PATIENCE_S = 20.0  # for another's change to be kept; each takes milliseconds

MAX_CHOSEN = SELECT_OPTIONS  # roles or channels: as many as one menu takes
MAX_COOLDOWN_S = 3600

_TABLE = """
CREATE TABLE IF NOT EXISTS servers (
    guild_id INTEGER PRIMARY KEY,
    settings TEXT NOT NULL  -- a JSON object with what is set otherwise than by default
) STRICT
"""
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
    """

    moderators: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    private: bool = False
    cooldown_s: int = 0
    passages: int = PASSAGES_SHOWN
    shared: bool = True
    style: str = DEFAULT_STYLE.value

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
    return all(_is_number(item, 1, 2**63 - 1) for item in value) and len(set(value)) == len(value)


_FITS: dict[str, Callable[[object], bool]] = {
    "moderators": _is_chosen,
    "channels": _is_chosen,
    "private": lambda value: isinstance(value, bool),
    "cooldown_s": lambda value: _is_number(value, 0, MAX_COOLDOWN_S),
    "passages": lambda value: _is_number(value, 1, MAX_SHOWN),
    "shared": lambda value: isinstance(value, bool),
    "style": lambda value: value in [style.value for style in Style],
}
DEFAULT = GuildSettings()


class Guilds:
    """The settings of all servers. Safe to use from several threads of one process, which alone may write.

    Each server's settings are read once and then kept in memory.
    """

    def __init__(self, data: Path) -> None:
        """Keep them in the data folder, which is made when the first setting is changed."""
        self._file = data / FILE
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
            with self._transaction() as servers:
                stored = _stored(servers, guild_id)
                changed = GuildSettings.read(stored).with_changes(changes)
                # What a later version of Clio has set beside is kept.
                servers.execute(_KEEP, (guild_id, json.dumps({**stored, **changes})))
            self._known[guild_id] = changed
        return changed

    def forget(self, guild_id: int) -> None:
        """Delete a server's settings: the defaults hold again. Raises SettingsUnavailable."""
        with self._changing:
            with self._transaction() as servers:
                servers.execute("DELETE FROM servers WHERE guild_id = ?", (guild_id,))
            self._known[guild_id] = DEFAULT

    def collections_for(self, guild_id: int | None) -> tuple[str, ...]:
        """What is searched for a question asked in a server, or outside of servers (None)."""
        if guild_id is None:
            return (SHARED,)
        return (str(guild_id), SHARED) if self.of(guild_id).shared else (str(guild_id),)

    def _stored(self, guild_id: int) -> Mapping[str, object]:
        if not self._file.exists():
            return {}
        with self._transaction() as servers:
            return _stored(servers, guild_id)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=PATIENCE_S, isolation_level=None)) as servers:
                servers.execute("PRAGMA journal_mode = WAL")
                servers.execute("BEGIN IMMEDIATE")
                with servers:
                    _migrate(servers)
                    yield servers
        except (sqlite3.Error, OSError) as error:
            log.error("%s cannot be used: %s", self._file, error)
            raise SettingsUnavailable from error


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


def _migrate(servers: sqlite3.Connection) -> None:
    """Make the table, or bring it to this version. Raises sqlite3.DatabaseError for one of a later version."""
    (version,) = servers.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.DatabaseError(f"its layout is {version}, of a later version of Clio; this one knows {VERSION}")
    if version < 1:
        servers.execute(_TABLE)
    if version < VERSION:
        servers.execute(f"PRAGMA user_version = {VERSION}")
