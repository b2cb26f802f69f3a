"""The archive's jobs: the durable list of what is to be indexed, and how far that is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from index.archive.claims import Claims
from index.archive.jobs import QUEUED, Dealt, Jobs, Ticket, summary
from index.archive.journal import Journal
from index.archive.model import Job, JobState, Outcome
from index.archive.versions import Versions
from index.database import Database, Listening, Session

ALL = "archive"  # the lock of all collections: shared by whoever writes in one
_WORDS = {JobState.DONE: "done", JobState.FAILED: "failed", JobState.CANCELLED: "cancel"}  # of the log


class Worklist:
    """The part of the archive that whoever runs the jobs uses; see Archive."""

    def __init__(self, database: Database, claim_s: float) -> None:
        self._database = database
        self._claims = Claims(database, claim_s)

    def job(self, number: int, collection: str | None = None) -> Job:
        """Give a job, of a collection if one is named; raises UnknownJob."""
        with self._database.reading() as session:
            return Jobs(session).get(number, collection)

    def job_state(self, number: int) -> JobState:
        """Tell how far a job is, quickly; raises UnknownJob."""
        with self._database.looking() as session:
            return Jobs(session).state(number)[0]

    def jobs(self, collection: str | None, over: bool = False) -> tuple[Job, ...]:
        """Give the jobs that are not over, oldest first, or the last 25 that are, newest first; None: of all."""
        with self._database.reading() as session:
            return Jobs(session).over(collection) if over else Jobs(session).live(collection)

    def tickets(self) -> tuple[Ticket, ...]:
        """Give the places of all jobs that are not over, oldest first: what `jobs(None)` tells, but quickly."""
        with self._database.looking() as session:
            return Jobs(session).tickets(self._claims.owner)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may work at the jobs."""
        return self._database.is_shared

    def claim(self, number: int) -> bool:
        """Let this process alone work at a job until it is released or over; False when that cannot be now.

        The claim is kept up, and is lost when the database cannot be reached for a while.
        """
        return self._claims.take(number)

    def has_claim(self, number: int) -> bool:
        """Whether a job is surely this process's at this moment; quick."""
        return self._claims.has(number)

    def release(self, number: int) -> None:
        """Let any process work at a job."""
        self._claims.release(number)

    def hear_of_jobs(self, on_queued: Callable[[], object]) -> Listening | None:
        """Call back, on another thread, when there is a job to work at; None where no other process queues any."""
        return self._database.listen(QUEUED, lambda _: on_queued())

    def queue(self, collection: str, names: Sequence[str], by: str, place: str, action: str) -> Job:
        """Put a job in the queue whose files need not be sources of the archive."""
        with self._writing(collection) as session:
            jobs = Jobs(session)
            number = jobs.create(collection, action, by, place)
            jobs.add_items(number, names)
            Journal(session, collection).write(by, "reindex")
            return jobs.get(number)

    def begin(self, number: int, paths: Sequence[str]) -> tuple[str, ...]:
        """Let a job run, or run on, with files added to its list, and give those that it has not dealt with.

        One that is over has none. Raises UnknownJob, TakenOver.
        """
        with self._working(number) as (session, _):
            jobs = Jobs(session)
            if jobs.state(number)[0] in _WORDS:
                return ()
            jobs.require_free(number, self._claims.owner)
            jobs.add_items(number, paths)
            return jobs.start(number)

    def note(self, number: int, path: str, outcome: Outcome, reason: str = "", passages: int = 0) -> None:
        """Write down what became of a file of a job; see note_many."""
        self.note_many(number, [Dealt(path, outcome, reason, passages)])

    def note_many(self, number: int, dealt: Sequence[Dealt]) -> tuple[str, ...]:
        """Write down what became of files of a job, and settle their versions, all at once.

        Gives the names of those whose version is wanted no more: it was removed or replaced meanwhile. Of a job that
        is over only the versions are settled. Raises UnknownJob, TakenOver.
        """
        with self._working(number) as (session, collection):
            jobs = Jobs(session)
            jobs.require_free(number, self._claims.owner)
            if jobs.state(number)[0] not in _WORDS:
                jobs.note(number, dealt)
            held = Versions(session, collection)
            return tuple(item.path for item in dealt if item.stamp and not _settle(held, item))

    def settle(self, collection: str, name: str, stamp: int, reason: str) -> bool:
        """Let a pending version be CURRENT, or FAILED for a reason; False when it is not pending: nothing is done."""
        with self._writing(collection) as session:
            return Versions(session, collection).settle(name, stamp, reason)

    def finish(self, number: int, state: JobState, trouble: str = "") -> Job:
        """Let a job be over, and log what it did; one that is over already stays as it is.

        Raises UnknownJob, TakenOver.
        """
        with self._working(number) as (session, collection):
            jobs = Jobs(session)
            jobs.require_free(number, self._claims.owner)
            job = jobs.get(number)
            if not job.is_over:
                jobs.end(number, state, trouble)
                Journal(session, collection).write("", _WORDS[state], "", _told(job, trouble))
            return jobs.get(number)

    def cancel(self, collection: str, number: int, by: str) -> Job:
        """Let a job be over before it is done; what it has not come to is taken back. Raises UnknownJob."""
        with self._writing(collection) as session:
            jobs = Jobs(session)
            job = jobs.get(number, collection)
            if not job.is_over:
                jobs.end(number, JobState.CANCELLED)
                Versions(session, collection).withdraw(number)
                Journal(session, collection).write(by, "cancel", "", _told(job))
            return jobs.get(number)

    def set_place(self, number: int, place: str) -> None:
        """Let a job tell how far it is in another place; raises UnknownJob."""
        with self._working(number) as (session, _):
            Jobs(session).move(number, place)

    @contextmanager
    def _writing(self, collection: str) -> Iterator[Session]:
        """Give a session for one transaction on a collection, in which no other writes meanwhile."""
        with self._database.writing() as session:
            session.lock(ALL, shared=True)
            session.lock(_lock_of(collection))
            yield session

    @contextmanager
    def _working(self, number: int) -> Iterator[tuple[Session, str]]:
        """Give what `_writing` gives, for a job and with its collection; raises UnknownJob."""
        with self._database.writing() as session:
            session.lock(ALL, shared=True)
            _, collection = Jobs(session).state(number)
            session.lock(_lock_of(collection))
            yield session, collection


def _lock_of(collection: str) -> str:
    return f"{ALL} {collection}"


def _settle(held: Versions, item: Dealt) -> bool:
    """Settle what became of a source's version; whether it is the one that stands, or failed."""
    failed = item.outcome is Outcome.FAILED
    held.settle(item.path, item.stamp, (item.reason or "cannot be read") if failed else "")
    return failed or held.is_wanted(item.path, item.stamp)


def _told(job: Job, trouble: str = "") -> str:
    did = f"{job.action}: {summary(job.report)}"  # no number: these count over all servers
    return f"{did}; {trouble}" if trouble else did
