"""What Clio quoted openly, by channel, for a bibliography: in a file of its own, without anybody's id.

Every call opens its own connection and may be made from any thread.
"""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.shards import Shards

FILE = "cited.db"  # of the data folder
KEPT_DAYS = 365  # after which what was not cited again is dropped
KEPT_PASSAGES = 1000  # of one channel; beyond, those that were cited longest ago are dropped
PATIENCE_S = 20.0  # for another's to be kept; each takes milliseconds
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
_KEEP = """
INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (channel_id, passage_id)
DO UPDATE SET server_id = excluded.server_id, title = excluded.title, locator = excluded.locator,
cited_at = excluded.cited_at
"""
_TOO_MANY = """
DELETE FROM cited WHERE channel_id = ?1 AND passage_id NOT IN
(SELECT passage_id FROM cited WHERE channel_id = ?1 ORDER BY cited_at DESC, rowid DESC LIMIT ?2)
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

    def __init__(self, data: Path, clock: Callable[[], float] = time.time) -> None:
        """Keep it in the data folder, in a file that is made when something is quoted; `clock` is in seconds."""
        self._file, self._clock = data / FILE, clock

    def keep(self, place: Place, quoted: Sequence[Quoted]) -> None:
        """Keep what was quoted there now."""
        now = int(self._clock())
        with self._transaction() as cited:
            rows = [(place.channel, place.server or 0, one.passage_id, one.title, one.locator, now) for one in quoted]
            cited.executemany(_KEEP, rows)
            cited.execute(_TOO_MANY, (place.channel, KEPT_PASSAGES))
            cited.execute("DELETE FROM cited WHERE cited_at < ?", (now - KEPT_DAYS * _DAY_S,))

    def of(self, place: Place) -> tuple[Quoted, ...]:
        """What was quoted there, the earliest first; nothing of what is kept for long enough."""
        if not self._file.exists():
            return ()
        with self._transaction() as cited:
            found = cited.execute(
                "SELECT passage_id, title, locator FROM cited WHERE channel_id = ? AND server_id = ? AND cited_at >= ? "
                "ORDER BY cited_at, rowid",
                (place.channel, place.server or 0, int(self._clock()) - KEPT_DAYS * _DAY_S),
            ).fetchall()
        return tuple(Quoted(*row) for row in found)

    def forget_channel(self, channel: int) -> int:
        """Delete what was quoted in a channel, and return how many passages that were."""
        return self._delete("channel_id = ?", channel)

    def forget_server(self, server: int) -> int:
        """Delete what was quoted in a server, and return how many passages that were."""
        return self._delete("server_id = ?", server)

    def forget_servers_but(self, known: Collection[int], shards: Shards) -> int:
        """Delete what was quoted in servers of these shards that Clio is no longer in; of others nothing is known."""
        gone = [server for server in self._servers() if shards.hear_of(server) and server not in known]
        return sum(self.forget_server(server) for server in gone)

    def _servers(self) -> tuple[int, ...]:
        """The servers in which something was quoted."""
        if not self._file.exists():
            return ()
        with self._transaction() as cited:
            return tuple(server for (server,) in cited.execute("SELECT DISTINCT server_id FROM cited") if server)

    def _delete(self, which: str, value: int) -> int:
        if not self._file.exists():
            return 0
        with self._transaction() as cited:
            return cited.execute(f"DELETE FROM cited WHERE {which}", (value,)).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=PATIENCE_S, isolation_level=None)) as cited:
            cited.execute("PRAGMA journal_mode = DELETE")  # no log that would hold what is deleted
            cited.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only unlisted
            cited.execute("BEGIN IMMEDIATE")
            with cited:
                cited.execute(_TABLE)
                yield cited
