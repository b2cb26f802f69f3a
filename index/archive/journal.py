"""The log of a collection: who did what, when. Written in the transaction of what it tells."""

from datetime import UTC, datetime, timedelta

from index.archive.model import Entry
from index.archive.names import line
from index.database import Session

KEPT_DAYS = 365  # how long entries are kept, and jobs that are over
_LONGEST_DAYS = 36_500  # a hundred years, so that no number leaves the calendar


def now() -> str:
    """Tell the time as the archive writes it: ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def days_ago(days: float) -> str:
    """Tell the time that many days ago."""
    span = timedelta(days=max(-_LONGEST_DAYS, min(days, _LONGEST_DAYS)))
    return (datetime.now(UTC) - span).isoformat(timespec="seconds")


class Journal:
    """The log of one collection within one transaction."""

    def __init__(self, session: Session, collection: str) -> None:
        self._session, self._collection = session, collection

    def write(self, by: str, action: str, subject: str = "", detail: str = "") -> None:
        """Add an entry."""
        self._session.execute(
            "INSERT INTO entries (collection, at, made_by, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (self._collection, now(), by, action, line(subject), line(detail)),
        )

    def entries(self, offset: int, limit: int) -> tuple[tuple[Entry, ...], int]:
        """Give entries, newest first, and how many there are in all."""
        (count,) = self._session.execute(
            "SELECT count(*) FROM entries WHERE collection = ?", (self._collection,)
        ).fetchone()
        rows = self._session.execute(
            "SELECT at, made_by, action, subject, detail FROM entries WHERE collection = ? "
            "ORDER BY id DESC LIMIT ? OFFSET ?",
            (self._collection, _count(limit), _count(offset)),
        )
        return tuple(Entry(*row) for row in rows), int(count)


def _count(number: int) -> int:
    return max(0, min(number, 2**62))  # what the database takes


def forget_old(session: Session) -> None:
    """Drop the entries of all collections that are older than KEPT_DAYS."""
    session.execute("DELETE FROM entries WHERE at < ?", (days_ago(KEPT_DAYS),))
