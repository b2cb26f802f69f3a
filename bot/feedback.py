"""What people thought of answers: the one thing that is kept about people.

One row per person and answer, in a file of its own: in that of the index, readers would keep what is deleted
in its log until they end. Every call opens its own connection and may be made from any thread.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.kept import DISCREET, open_kept
from index.database import Tables

if TYPE_CHECKING:
    from index.postgres.server import Server

FILE = "feedback.db"  # of the data folder

_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    message_id INTEGER NOT NULL,
    person_id  INTEGER NOT NULL,
    question   TEXT NOT NULL,
    passages   TEXT NOT NULL,     -- a JSON list of passage ids
    helpful    INTEGER NOT NULL,  -- 1 or 0
    given_at   TEXT NOT NULL,     -- ISO 8601, UTC
    PRIMARY KEY (message_id, person_id)
) STRICT
"""
TABLES = Tables("feedback", (_TABLE,))
_KEEP = """
INSERT INTO feedback (message_id, person_id, question, passages, helpful, given_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (message_id, person_id) DO UPDATE SET helpful = excluded.helpful, given_at = excluded.given_at
"""

_OPINIONS = "SELECT question, passages, helpful, given_at FROM feedback ORDER BY given_at, message_id"


class Kept(Enum):
    """What became of a vote."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's opinion of one message that answers a question with these passages."""

    message_id: int
    person_id: int
    question: str
    passages: Sequence[str]
    helpful: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """A kept vote without who gave it and where; `given_at` is ISO 8601, UTC."""

    question: str
    passages: tuple[str, ...]
    helpful: bool
    given_at: str


class Feedback:
    """The kept votes."""

    def __init__(self, data: Path, server: Server | None = None) -> None:
        """Keep them in the data folder, which is made when the first vote is kept, or on a server.

        All methods raise StoreError.
        """
        self._database = open_kept(data / FILE, TABLES, DISCREET, server)

    def keep(self, vote: Vote) -> Kept:
        """Keep a vote; a person's later vote on the same message replaces the earlier one."""
        with self._database.writing() as session:
            before = session.execute(
                "SELECT helpful FROM feedback WHERE message_id = ? AND person_id = ?",
                (vote.message_id, vote.person_id),
            ).fetchone()
            if before == (vote.helpful,):
                return Kept.SAME
            session.execute(_KEEP, _row(vote))
            return Kept.CHANGED if before else Kept.NEW

    def forget(self, person_id: int) -> int:
        """Delete every vote of a person and return how many there were."""
        with self._database.writing() as session:
            return session.execute("DELETE FROM feedback WHERE person_id = ?", (person_id,)).rowcount

    def opinions(self) -> tuple[Opinion, ...]:
        """All kept votes, oldest first; reading makes no file."""
        if not self._database.exists:
            return ()
        with self._database.reading() as session:
            rows = session.execute(_OPINIONS).fetchall()
        return tuple(
            Opinion(question, tuple(json.loads(ids)), bool(helpful), at) for question, ids, helpful, at in rows
        )


def _row(vote: Vote) -> tuple[object, ...]:
    given_at = datetime.now(UTC).isoformat(timespec="seconds")
    return vote.message_id, vote.person_id, vote.question, json.dumps(list(vote.passages)), int(vote.helpful), given_at
