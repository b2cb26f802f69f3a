"""What Clio quoted openly, by channel, for a bibliography, without anybody's id.

Every call may be made from any thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.kept import DISCREET, open_kept
from bot.shards import Shards
from index.database import Session, Tables

if TYPE_CHECKING:
    from index.postgres.server import Server

FILE = "cited.db"  # of the data folder
KEPT_DAYS = 365  # after which what was not cited again is dropped
KEPT_PASSAGES = 1000  # of one channel; beyond, those that were cited longest ago are dropped
_DAY_S = 24 * 3600

_TABLE = """
CREATE TABLE IF NOT EXISTS cited (
    channel_id INTEGER NOT NULL,  -- of a thread, its own
    server_id  INTEGER NOT NULL,  -- 0 outside of servers
    passage_id TEXT NOT NULL,
    title      TEXT NOT NULL,     -- of its document, to name it by when it is gone
    locator    TEXT NOT NULL,
    cited_at   INTEGER NOT NULL,  -- seconds since 1970, the last time
    PRIMARY KEY (channel_id, passage_id)
) STRICT
"""
_PLACE = "ALTER TABLE cited ADD COLUMN place INTEGER NOT NULL DEFAULT 0"  # among those that were cited together
_INDEXES = "CREATE INDEX cited_when ON cited (cited_at);\nCREATE INDEX cited_where ON cited (server_id)"
TABLES = Tables("cited", (_TABLE, _PLACE, _INDEXES))
_KEEP = """
INSERT INTO cited (channel_id, server_id, passage_id, title, locator, cited_at, place) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (channel_id, passage_id) DO UPDATE SET server_id = excluded.server_id, title = excluded.title,
locator = excluded.locator, cited_at = excluded.cited_at, place = excluded.place
"""
_TOO_MANY = """
DELETE FROM cited WHERE channel_id = ? AND passage_id NOT IN
(SELECT passage_id FROM cited WHERE channel_id = ? ORDER BY cited_at DESC, place DESC, passage_id LIMIT ?)
"""
_CHANNELS = "SELECT DISTINCT channel_id FROM cited WHERE server_id = ? ORDER BY channel_id"
# Without those that are just being cited again, as whoever does that has them locked.
_TOO_OLD = """
DELETE FROM cited WHERE (channel_id, passage_id) IN
(SELECT channel_id, passage_id FROM cited WHERE cited_at < ? FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread, and its server; None outside of servers."""

    channel: int
    server: int | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage that was quoted: its id, its document's title, and where it stood."""

    passage_id: str
    title: str
    locator: str


class Cited:
    """What was quoted in each channel."""

    def __init__(self, data: Path, clock: Callable[[], float] = time.time, server: Server | None = None) -> None:
        """Keep it in the data folder, in a file that is made when something is quoted, or on a server.

        `clock` is in seconds. All methods raise StoreError.
        """
        self._database, self._clock = open_kept(data / FILE, TABLES, DISCREET, server), clock
        self._forget_at = 0.0  # when those that are too old are to be looked for

    def keep(self, place: Place, quoted: Sequence[Quoted]) -> None:
        """Keep what was quoted there now."""
        now = int(self._clock())
        rows = [
            (place.channel, place.server or 0, one.passage_id, one.title, one.locator, now, number)
            for number, one in enumerate(quoted)
        ]
        with self._database.writing() as session:
            _lock(session, place.channel)
            session.executemany(_KEEP, rows)
            session.execute(_TOO_MANY, (place.channel, place.channel, KEPT_PASSAGES))
        if now >= self._forget_at:
            with self._database.writing() as session:
                session.execute(_TOO_OLD, (now - KEPT_DAYS * _DAY_S,))
            self._forget_at = now + _DAY_S

    def of(self, place: Place) -> tuple[Quoted, ...]:
        """What was quoted there, the earliest first; nothing of what is kept for long enough."""
        if not self._database.exists:
            return ()
        with self._database.reading() as session:
            found = session.execute(
                "SELECT passage_id, title, locator FROM cited WHERE channel_id = ? AND server_id = ? AND cited_at >= ? "
                "ORDER BY cited_at, place, passage_id",
                (place.channel, place.server or 0, int(self._clock()) - KEPT_DAYS * _DAY_S),
            ).fetchall()
        return tuple(Quoted(*row) for row in found)

    def forget_channel(self, channel: int) -> int:
        """Delete what was quoted in a channel, and return how many passages that were."""
        if not self._database.exists:
            return 0
        with self._database.writing() as session:
            _lock(session, channel)
            return session.execute("DELETE FROM cited WHERE channel_id = ?", (channel,)).rowcount

    def forget_server(self, server: int) -> int:
        """Delete what was quoted in a server, and return how many passages that were."""
        if not self._database.exists:
            return 0
        with self._database.writing() as session:
            channels = session.execute(_CHANNELS, (server,)).fetchall()
            for (channel,) in channels:
                _lock(session, channel)
            return session.execute("DELETE FROM cited WHERE server_id = ?", (server,)).rowcount

    def forget_servers_but(self, known: Collection[int], shards: Shards) -> int:
        """Delete what was quoted in servers of these shards that Clio is no longer in; of others nothing is known."""
        gone = [server for server in self._servers() if shards.hear_of(server) and server not in known]
        return sum(self.forget_server(server) for server in gone)

    def _servers(self) -> tuple[int, ...]:
        """The servers in which something was quoted."""
        if not self._database.exists:
            return ()
        with self._database.reading() as session:
            return tuple(server for (server,) in session.execute("SELECT DISTINCT server_id FROM cited") if server)


def _lock(session: Session, channel: int) -> None:
    """Let nobody else change what was quoted in a channel: two who do in another order would wait for each other."""
    session.lock(f"cited {channel}")
