"""Which days' posts are done, kept so that none is ever posted twice.

A day is claimed before it is posted: a bot that is killed between the two has not posted that day and never will. So
there is at most one post a day, which matters more in a channel full of people than that there is always one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.daily.schedule import FURTHEST
from bot.guilds.database import ServersKept

if TYPE_CHECKING:
    from index.postgres.server import Server

_CLAIM = """
INSERT INTO daily (guild_id, day) VALUES (?, ?) ON CONFLICT (guild_id) DO UPDATE SET day = excluded.day
WHERE daily.day < excluded.day OR daily.day > ?
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The last day that was claimed, and on how many days in a row up to it the post failed, with the reason."""

    day: date
    failures: int = 0
    trouble: str = ""


class Claims:
    """The claims of all servers. Safe to use from several threads and processes.

    Each method raises SettingsUnavailable.
    """

    def __init__(self, data: Path, server: Server | None = None) -> None:
        """Keep them in the data folder, or on a server."""
        self._kept = ServersKept(data, server)

    def all(self) -> Mapping[int, Claim]:
        """The claims, by server."""
        if not self._kept.exists:
            return {}
        with self._kept.reading() as session:
            rows = session.execute("SELECT guild_id, day, failures, trouble FROM daily").fetchall()
        return {guild: Claim(date.fromisoformat(day), failures, trouble) for guild, day, failures, trouble in rows}

    def of(self, server: int) -> Claim | None:
        """The claim of one server."""
        return self.all().get(server)

    def claim(self, server: int, day: date) -> bool:
        """Claim a day; False when it is done already, or a later one.

        It is one statement: of several processes that say it at once, each finds what the one before it has left.
        """
        with self._kept.writing() as session:
            return session.execute(_CLAIM, (server, str(day), str(day + FURTHEST))).rowcount > 0

    def failed(self, server: int, trouble: str) -> int:
        """Note that the day claimed last was not posted; returns on how many days in a row."""
        with self._kept.writing() as session:
            session.execute(
                "UPDATE daily SET failures = failures + 1, trouble = ? WHERE guild_id = ?", (trouble, server)
            )
            row = session.execute("SELECT failures FROM daily WHERE guild_id = ?", (server,)).fetchone()
        return row[0] if row else 0

    def went_well(self, server: int) -> None:
        """Forget failures: it was posted, or is to be tried anew."""
        with self._kept.writing() as session:
            session.execute("UPDATE daily SET failures = 0, trouble = '' WHERE guild_id = ?", (server,))
