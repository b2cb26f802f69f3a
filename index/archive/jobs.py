"""The jobs of the archive and their items, within one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.archive.journal import KEPT_DAYS, days_ago, now
from index.archive.model import Job, JobState, Outcome
from index.archive.names import line
from index.database import Session
from index.errors import TakenOver, UnknownJob
from index.model import Failure, Report

_SHOWN = 25  # jobs that are over, of which the last are told
_COLUMNS = "number, collection, action, made_by, place, state, made_at, started_at, ended_at, trouble"
_LIVE = "state IN ('queued', 'running')"
_FREE = "(owner = ? OR until <= {clock})"  # or one's own
QUEUED = "clio_jobs"  # the channel on which collections are told that have a job to be worked at


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a job did with one file.

    `stamp` is that of the source's version which was indexed or failed, 0 for the operator's files.
    """

    path: str
    outcome: Outcome
    reason: str = ""
    passages: int = 0
    stamp: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """The place of a job in the queue; `is_free` while no other process works at it."""

    number: int
    collection: str
    is_free: bool = True


class Jobs:
    """All jobs. A method that takes a collection knows those of no other."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, collection: str, action: str, by: str, place: str) -> int:
        """Put a job in the queue and give its number."""
        (number,) = self._session.execute(
            "INSERT INTO jobs (collection, action, made_by, place, state, made_at, started_at, ended_at, trouble) "
            "VALUES (?, ?, ?, ?, 'queued', ?, '', '', '') RETURNING number",
            (collection, action, by, place, now()),
        ).fetchone()
        self._session.notify(QUEUED, collection)
        return int(number)

    def get(self, number: int, collection: str | None = None) -> Job:
        """Give a job, of a collection if one is named; raises UnknownJob."""
        found = self._jobs("WHERE number = ? AND collection = coalesce(?, collection)", _known(number), collection)
        if not found:
            raise UnknownJob(number)
        return found[0]

    def state(self, number: int) -> tuple[JobState, str]:
        """Tell how far a job is, and of which collection it is; raises UnknownJob."""
        row = self._session.execute("SELECT state, collection FROM jobs WHERE number = ?", (_known(number),)).fetchone()
        if row is None:
            raise UnknownJob(number)
        return JobState(row[0]), str(row[1])

    def live(self, collection: str | None) -> tuple[Job, ...]:
        """Give the jobs that are not over, oldest first; None: of all collections."""
        return self._jobs(f"WHERE {_LIVE} AND collection = coalesce(?, collection) ORDER BY number", collection)

    def tickets(self, owner: str) -> tuple[Ticket, ...]:
        """Give the places of all jobs that are not over, oldest first, quickly, as one process sees them."""
        rows = self._session.execute(
            f"SELECT number, collection, {_FREE} FROM jobs WHERE {_LIVE} ORDER BY number", (owner,)
        )
        return tuple(Ticket(number, collection, bool(is_free)) for number, collection, is_free in rows)

    def claim(self, number: int, owner: str, seconds: float) -> bool:
        """Let a process work at a job; False when it is over, or another process has it at this moment."""
        rows = self._session.execute(
            "UPDATE jobs SET owner = ?, until = {clock} + ? WHERE number = (SELECT number FROM jobs "
            f"WHERE number = ? AND {_LIVE} AND {_FREE} FOR UPDATE SKIP LOCKED) RETURNING number",
            (owner, seconds, _known(number), owner),
        )
        return rows.fetchone() is not None

    def renew(self, numbers: Sequence[int], owner: str, seconds: float) -> frozenset[int]:
        """Let a process keep its jobs for longer; gives those that it still has."""
        rows = self._session.execute(
            "UPDATE jobs SET until = {clock} + ? WHERE number = ANY (?) AND owner = ? RETURNING number",
            (seconds, list(numbers), owner),
        )
        return frozenset(number for (number,) in rows.fetchall())

    def release(self, number: int, owner: str) -> None:
        """Let any process have a job that one has, and tell the others."""
        released = self._session.execute(
            "UPDATE jobs SET owner = '', until = 0 WHERE number = ? AND owner = ? RETURNING collection", (number, owner)
        ).fetchone()
        if released:
            self._session.notify(QUEUED, released[0])

    def require_free(self, number: int, owner: str) -> None:
        """Raise TakenOver when another process works at a job."""
        row = self._session.execute(f"SELECT {_FREE} FROM jobs WHERE number = ?", (owner, number)).fetchone()
        if row and not row[0]:
            raise TakenOver(f"job {number}")

    def over(self, collection: str | None) -> tuple[Job, ...]:
        """Give the last jobs that are over, newest first; None: of all collections."""
        return self._jobs(
            f"WHERE NOT {_LIVE} AND collection = coalesce(?, collection) ORDER BY number DESC LIMIT {_SHOWN}",
            collection,
        )

    def add_items(self, number: int, paths: Iterable[str]) -> None:
        """Put files on a job's list that are not there yet."""
        self._session.executemany(
            "INSERT INTO items (job, path, outcome, reason, passages) VALUES (?, ?, '', '', 0) "
            "ON CONFLICT (job, path) DO NOTHING",
            [(number, path) for path in paths],
        )

    def start(self, number: int) -> tuple[str, ...]:
        """Let a job run, if it is not over, and give the files that it has not dealt with, in their order."""
        self._session.execute(
            "UPDATE jobs SET state = 'running', started_at = CASE started_at WHEN '' THEN ? ELSE started_at END "
            f"WHERE number = ? AND {_LIVE}",
            (now(), number),
        )
        rows = self._session.execute("SELECT path FROM items WHERE job = ? AND outcome = '' ORDER BY id", (number,))
        return tuple(path for (path,) in rows)

    def note(self, number: int, dealt: Sequence[Dealt]) -> None:
        """Write down what became of files; what is noted later of the same file counts."""
        self._session.executemany(
            "INSERT INTO items (job, path, outcome, reason, passages) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (job, path) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, "
            "passages = excluded.passages",
            [(number, item.path, item.outcome, line(item.reason), item.passages) for item in dealt],
        )

    def end(self, number: int, state: JobState, trouble: str = "") -> None:
        """Let a job be over."""
        self._session.execute(
            "UPDATE jobs SET state = ?, ended_at = ?, trouble = ?, owner = '', until = 0 WHERE number = ?",
            (state, now(), line(trouble), number),
        )

    def move(self, number: int, place: str) -> None:
        """Let a job tell how far it is in another place."""
        self._session.execute("UPDATE jobs SET place = ? WHERE number = ?", (place, number))

    def _jobs(self, condition: str, *values: object) -> tuple[Job, ...]:
        rows = self._session.execute(f"SELECT {_COLUMNS} FROM jobs {condition}", values).fetchall()
        return tuple(self._job(row) for row in rows)

    def _job(self, row: tuple) -> Job:  # type: ignore[type-arg]  # a row of _COLUMNS
        number, collection, action, by, place, state, made_at, started_at, ended_at, trouble = row
        items = self._session.execute(
            "SELECT path, outcome, reason, passages FROM items WHERE job = ? ORDER BY id", (number,)
        ).fetchall()
        done = [Dealt(path, Outcome(outcome), *rest) for path, outcome, *rest in items if outcome]
        times = (made_at, started_at, ended_at)
        counts = (len(items), len(done), report_of(done))
        return Job(number, collection, action, by, place, JobState(state), *times, *counts, trouble)


def forget_old(session: Session) -> None:
    """Drop the jobs of all collections that were over KEPT_DAYS ago."""
    session.execute(f"DELETE FROM jobs WHERE NOT {_LIVE} AND ended_at < ?", (days_ago(KEPT_DAYS),))


def summary(report: Report) -> str:
    """Tell in a clause what a job did: "2 added, 1 failed, 31 passages"."""
    counts = (
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.removed), "removed"),
        (report.unchanged, "unchanged"),
        (len(report.failed), "failed"),
        (report.passages, "passage" if report.passages == 1 else "passages"),
    )
    return ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing was done"


def report_of(dealt: Sequence[Dealt]) -> Report:
    """Tell what became of files."""
    paths = {outcome: tuple(item.path for item in dealt if item.outcome is outcome) for outcome in Outcome}
    return Report(
        added=paths[Outcome.ADDED],
        changed=paths[Outcome.CHANGED],
        removed=paths[Outcome.REMOVED],
        unchanged=len(paths[Outcome.UNCHANGED]),
        failed=tuple(Failure(item.path, item.reason) for item in dealt if item.outcome is Outcome.FAILED),
        passages=sum(item.passages for item in dealt),
    )


def _known(number: int) -> int:
    """Give a number that the database takes; 0, which no job has, for one that it does not."""
    return number if 0 < number < 2**63 else 0
