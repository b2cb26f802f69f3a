"""What is known of servers: its tables, and how they are read and written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsUnavailable
from bot.kept import LASTING, open_kept
from index.database import Listening, Session, Tables
from index.errors import DatabaseUnavailable, StoreError

if TYPE_CHECKING:
    from index.postgres.server import Server

FILE = "servers.db"  # of the data folder
CHANGES = "clio_settings"  # the channel on which the ids of servers are told whose settings have changed

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
TABLES = Tables("servers", (_SERVERS, _DAILY))

log = logging.getLogger(__name__)


class ServersKept:
    """The tables; every way to use them raises SettingsUnavailable, and the log has the reason."""

    def __init__(self, data: Path, server: Server | None) -> None:
        """Keep them in the data folder, in a file that is made when something is first written, or on a server."""
        self._database = open_kept(data / FILE, TABLES, LASTING, server)

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self._database.exists

    @property
    def sign(self) -> object:
        """See Database."""
        return self._database.sign

    def listen(self, on_change: Callable[[str | None], object]) -> Listening | None:
        """Call back with the ids of servers whose settings another process has changed; see Database."""
        return self._database.listen(CHANGES, on_change)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Read and write all at once or not at all; what is written outlives a loss of power."""
        with _as_settings_unavailable(), self._database.writing() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read one state."""
        with _as_settings_unavailable(), self._database.reading() as session:
            yield session


@contextmanager
def _as_settings_unavailable() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        log.error("What is known of servers cannot be used: %s", error)
        raise SettingsUnavailable(error.for_people if isinstance(error, DatabaseUnavailable) else "") from error
