"""What people thought of answers: the one thing that is kept about people.

One row per person and answer, in a file of its own: in that of the index, readers would keep what is deleted
in its log until they end. Every call opens its own connection and may be made from any thread.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from index.errors import StoreError

FILE = "feedback.db"  # of the data folder
PATIENCE_S = 20.0  # for the votes of others to be kept; each takes milliseconds

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
_KEEP = """
INSERT INTO feedback VALUES (:message_id, :person_id, :question, :passages, :helpful, :given_at)
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

    def __init__(self, data: Path) -> None:
        """Keep them in the data folder, which is made when the first vote is kept."""
        self._file = data / FILE

    def keep(self, vote: Vote) -> Kept:
        """Keep a vote; a person's later vote on the same message replaces the earlier one."""
        with self._transaction() as votes:
            before = votes.execute(
                "SELECT helpful FROM feedback WHERE message_id = ? AND person_id = ?",
                (vote.message_id, vote.person_id),
            ).fetchone()
            if before == (vote.helpful,):
                return Kept.SAME
            votes.execute(_KEEP, _row(vote))
            return Kept.CHANGED if before else Kept.NEW

    def forget(self, person_id: int) -> int:
        """Delete every vote of a person and return how many there were."""
        with self._transaction() as votes:
            return votes.execute("DELETE FROM feedback WHERE person_id = ?", (person_id,)).rowcount

    def opinions(self) -> tuple[Opinion, ...]:
        """All kept votes, oldest first; reading makes no file. Raises StoreError."""
        if not self._file.exists():
            return ()
        try:
            with closing(
                sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", timeout=PATIENCE_S, uri=True)
            ) as votes:
                rows = votes.execute(_OPINIONS).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self._file} cannot be read ({error}); put a backup in its place.") from None
        return tuple(
            Opinion(question, tuple(json.loads(ids)), bool(helpful), at) for question, ids, helpful, at in rows
        )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=PATIENCE_S, isolation_level=None)) as votes:
            votes.execute("PRAGMA journal_mode = DELETE")  # no log that would hold what is deleted
            votes.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only unlisted
            votes.execute("BEGIN IMMEDIATE")
            with votes:
                votes.execute(_TABLE)
                yield votes


def _row(vote: Vote) -> dict[str, object]:
    return {
        "message_id": vote.message_id,
        "person_id": vote.person_id,
        "question": vote.question,
        "passages": json.dumps(list(vote.passages)),
        "helpful": int(vote.helpful),
        "given_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
