"""The file that holds what is known of servers: its layout, and how it is read and written."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import SettingsUnavailable

FILE = "servers.db"  # of the data folder
VERSION = 2  # of the file's layout
PATIENCE_S = 20.0  # for another's change to be kept; each takes milliseconds

_SERVERS = """
CREATE TABLE IF NOT EXISTS servers (
    guild_id INTEGER PRIMARY KEY,
    settings TEXT NOT NULL  -- a JSON object with what is set otherwise than by default
) STRICT
"""
_DAILY = """
CREATE TABLE IF NOT EXISTS daily (
    guild_id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,  -- the last day, in the server's own time zone, whose post was begun: 2026-06-05
    failures INTEGER NOT NULL DEFAULT 0,  -- days in a row on which it could not be posted
    trouble TEXT NOT NULL DEFAULT ''  -- why not
) STRICT
"""
_STEPS = (_SERVERS, _DAILY)  # what each version has added

log = logging.getLogger(__name__)


class ServersFile:
    """What is kept of servers in the data folder; the file is made when something is first written."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Read and write all at once or not at all; what is written outlives a loss of power.

        Raises SettingsUnavailable; the log has the reason.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=PATIENCE_S, isolation_level=None)) as servers:
                servers.execute("PRAGMA journal_mode = WAL")
                servers.execute("PRAGMA synchronous = FULL")
                servers.execute("BEGIN IMMEDIATE")
                with servers:
                    _migrate(servers)
                    yield servers
        except (sqlite3.Error, OSError) as error:
            log.error("%s cannot be used: %s", self._path, error)
            raise SettingsUnavailable from error


def _migrate(servers: sqlite3.Connection) -> None:
    """Make the tables, or bring them to this version. Raises sqlite3.DatabaseError for those of a later version."""
    (version,) = servers.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.DatabaseError(f"its layout is {version}, of a later version of Clio; this one knows {VERSION}")
    for step in _STEPS[version:]:
        servers.execute(step)
    if version < VERSION:
        servers.execute(f"PRAGMA user_version = {VERSION}")
