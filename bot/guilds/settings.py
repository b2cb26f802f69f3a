"""What the moderators of each server have set: one frozen object per server."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.errors import SettingsUnavailable
from bot.guilds.database import CHANGES, ServersKept
from bot.guilds.zones import UTC, zone_names
from bot.limits import SELECT_OPTIONS
from bot.replies import MAX_SHOWN, PASSAGES_SHOWN
from index.citation import DEFAULT_STYLE, Style
from index.database import Listening
from index.model import SHARED

if TYPE_CHECKING:
    from index.postgres.server import Server

MAX_CHOSEN = SELECT_OPTIONS  # roles or channels: as many as one menu takes
MAX_COOLDOWN_S = 3600
DAILY_HOUR = 9
_MAX_NUMBER = 2**63 - 1  # that SQLite keeps

LOOK_AGAIN_S = 5.0  # after settings could not be read; whoever asks meanwhile does not wait

_ONE = "SELECT settings FROM servers WHERE guild_id = ?"
_BEGIN = "INSERT INTO servers (guild_id, settings) VALUES (?, '{}') ON CONFLICT (guild_id) DO NOTHING"
_KEEP = "UPDATE servers SET settings = ? WHERE guild_id = ?"

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
    """The settings of all servers. Safe to use from several threads.

    All of them are kept in memory. On a server several processes may change them: each hears what the others have
    changed, and reads all anew when it may have missed something. A file is read anew when it has changed.
    """

    def __init__(self, data: Path, server: Server | None = None) -> None:
        """Keep them in the data folder, which is made when the first setting is changed, or on a server."""
        self._kept = ServersKept(data, server)
        self._texts: dict[int, str] = {}  # as they are kept, by server
        self._known: dict[int, GuildSettings] = {}  # those of them that were asked for
        self._is_stale, self._was_read, self._look_again_at = True, False, 0.0
        self._sign: object = None  # of what was read last
        self._remembering = threading.Lock()  # held for what takes microseconds
        self._changing = threading.Lock()  # so that what is remembered is what was kept last
        self._reading: threading.Thread | None = None
        self._listening: Listening | None = None

    def load(self) -> None:
        """Read them, and hear of changes from then on; it may take its time, and the log has what went wrong."""
        with self._remembering:
            self._listening = self._listening or self._kept.listen(self._hear)
        with suppress(SettingsUnavailable):
            self._read_if_stale()

    def of(self, guild_id: int | None) -> GuildSettings:
        """A server's settings; the defaults outside of servers, and where they were never read.

        Quick once they were read: those on a server are then read anew beside, and what was read last holds meanwhile.
        """
        if guild_id is None:
            return DEFAULT
        if self._listening and self._was_read:
            self._read_beside()
        else:
            self.load()
        with self._remembering:
            if guild_id not in self._known and (text := self._texts.get(guild_id)) is not None:
                self._known[guild_id] = GuildSettings.read(_values(guild_id, text))
            return self._known.get(guild_id, DEFAULT)

    def change(self, guild_id: int, **changes: object) -> GuildSettings:
        """Set some of a server's settings, all at once, and return them all.

        Raises ValueError for a value that cannot be, TypeError for an unknown setting, SettingsUnavailable.
        """
        with self._changing:
            with self._kept.writing() as session:
                session.execute(_BEGIN, (guild_id,))  # so that there is a row for another process to wait for
                (text,) = session.execute(f"{_ONE} FOR UPDATE", (guild_id,)).fetchone()
                stored = _values(guild_id, text)
                changed = GuildSettings.read(stored).with_changes(changes)
                kept = json.dumps({**stored, **changes})  # what a later version of Clio has set beside is kept
                session.execute(_KEEP, (kept, guild_id))
                session.notify(CHANGES, str(guild_id))
            self._remember(guild_id, kept)
        return changed

    def forget(self, guild_id: int) -> None:
        """Delete a server's settings: the defaults hold again. Raises SettingsUnavailable."""
        with self._changing:
            with self._kept.writing() as session:
                session.execute("DELETE FROM servers WHERE guild_id = ?", (guild_id,))
                session.notify(CHANGES, str(guild_id))
            self._remember(guild_id, None)

    def collections_for(self, guild_id: int | None) -> tuple[str, ...]:
        """What is searched for a question asked in a server, or outside of servers (None)."""
        if guild_id is None:
            return (SHARED,)
        return (str(guild_id), SHARED) if self.of(guild_id).shared else (str(guild_id),)

    def with_daily_post(self) -> dict[int, GuildSettings]:
        """The servers that have a channel for the daily post, by id. Raises SettingsUnavailable."""
        self._read_if_stale()
        with self._remembering:
            named = [guild_id for guild_id, text in self._texts.items() if '"daily_channel"' in text]
        found = {guild_id: self.of(guild_id) for guild_id in named}
        return {guild_id: settings for guild_id, settings in found.items() if settings.daily_channel}

    def close(self) -> None:
        """Hear of no more changes."""
        if self._listening:
            self._listening.close()

    def _read_if_stale(self) -> None:
        """Read all, unless that was done, or could not be done a moment ago. Raises SettingsUnavailable."""
        if not self._is_stale and self._kept.sign == self._sign:
            return
        with self._changing:
            if time.monotonic() < self._look_again_at:
                raise SettingsUnavailable
            self._look_again_at = time.monotonic() + LOOK_AGAIN_S
            self._read_all()
            self._look_again_at = 0.0

    def _read_beside(self) -> None:
        """Begin to read all on a thread, where that is to be done and is not being done."""
        with self._remembering:
            is_idle = self._reading is None or not self._reading.is_alive()
            if self._is_stale and is_idle and time.monotonic() >= self._look_again_at:
                self._reading = threading.Thread(target=self.load, name="reading servers' settings", daemon=True)
                self._reading.start()

    def _read_all(self) -> None:
        self._sign = self._kept.sign  # first: what is written meanwhile is looked at once more
        texts: dict[int, str] = {}
        if self._kept.exists:
            with self._kept.reading() as session:
                texts = dict(session.execute("SELECT guild_id, settings FROM servers").fetchall())
        with self._remembering:
            self._texts, self._is_stale, self._was_read = texts, False, True
            self._known.clear()

    def _hear(self, payload: str | None) -> None:
        """Take in what another process has changed: a server's id, or None when some may have been missed."""
        with self._changing:
            try:
                if payload is None or self._is_stale:
                    self._read_all()
                else:
                    self._remember(int(payload), self._stored(int(payload)))
            except SettingsUnavailable:  # what is remembered holds until it can be read again
                self._is_stale = True

    def _stored(self, guild_id: int) -> str | None:
        with self._kept.reading() as session:
            row = session.execute(_ONE, (guild_id,)).fetchone()
        return row[0] if row else None

    def _remember(self, guild_id: int, text: str | None) -> None:
        with self._remembering:
            self._known.pop(guild_id, None)
            if text is None:
                self._texts.pop(guild_id, None)
            else:
                self._texts[guild_id] = text


def reachable_from(guild_id: int | None) -> tuple[str, ...]:
    """The collections whose passages people of a server may see, whether or not questions search them just now."""
    return (SHARED,) if guild_id is None else (str(guild_id), SHARED)


def _values(guild_id: int, text: str) -> dict[str, object]:
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        log.warning("The settings of server %d cannot be read; they are the defaults again.", guild_id)
        return {}
    return values
