"""The library's long work: jobs and reindexing, in turn on one thread, a step at a time."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.turns import Turns
from index.archive import Job, JobState, Ticket
from index.errors import ClioError, DatabaseUnavailable, TakenOver
from index.library import Library
from index.model import SHARED, Progress
from index.working import Steps

AT_ONCE = 3  # collections that are worked at in turn; each has a process of its own that reads files
TURN_S = 20.0  # after which one of them makes room, if others wait
TELL_EVERY_S = 1.0  # how far a job is
LOOK_EVERY_S = 30.0  # for jobs that another process queued, and after a fault
LOOK_OFTEN_S = 3.0  # where other processes work too, for jobs of one that has died
A_DAY_S = 24 * 3600.0  # between two clean-ups

log = logging.getLogger(__name__)

MayGoOn = Callable[[], bool]
Tell = Callable[[Job, Progress | None], None]


@dataclass
class _Work:
    """One job in the hands of the workshop."""

    number: int
    steps: Steps
    progress: Progress | None = None
    told_at: float = 0.0


class Workshop:
    """Does what is queued until it is stopped.

    Each collection's jobs are done in the order in which they were queued; those of several collections in turn, so
    that one server's book does not hold up another's page.
    """

    def __init__(self, library: Library, may_go_on: MayGoOn, tell: Tell) -> None:
        """`may_go_on` is called before each step and may take its time; `tell` hears how far a job is."""
        self._library, self._may_go_on, self._tell = library, may_go_on, tell
        self._woken = threading.Event()
        self._turns = Turns(AT_ONCE, TURN_S)
        self._at_work: dict[str, _Work] = {}
        self._cleaned_at = float("-inf")
        self._has_looked = False

    def wake(self) -> None:
        """Look for jobs now. May be called from any thread."""
        self._woken.set()

    def run(self) -> None:
        """Work until it may not go on; what is begun then goes on at the next start, or in another process."""
        listening = self._library.archive.hear_of_jobs(self.wake)
        try:
            self._work()
        finally:
            if listening:
                listening.close()

    def _work(self) -> None:
        look_every_s = LOOK_OFTEN_S if self._library.archive.is_shared else LOOK_EVERY_S
        while self._may_go_on():
            try:
                is_idle = self._round()
            except Exception as error:  # a full disk, a locked database: others may mend it
                _log_fault("The work on the library was interrupted and is taken up again", error)
                self._lay_down_all()
                is_idle = True
            if is_idle:
                self._woken.wait(look_every_s)
                self._woken.clear()
        self._lay_down_all()

    def _round(self) -> bool:
        """Do one step of each work in hand; whether there is none."""
        if not self._has_looked:
            self._queue_what_is_not_current()
            self._has_looked = True
        self._clean_up()
        self._take_on()
        for collection in tuple(self._at_work):
            if not self._may_go_on():
                break
            self._step(collection)
        if not self._at_work:
            self._library.catch_up()
        return not self._at_work

    def _queue_what_is_not_current(self) -> None:
        """The operator's folders change while Clio is off; with another model all sources have to be read again."""
        archive = self._library.archive
        busy = {ticket.collection for ticket in archive.tickets()}
        if SHARED not in busy and not self._library.is_current():
            self._library.shared().reindex(by="")
        for collection in self._library.not_current():
            if collection not in busy:
                archive.reindex(collection, None, by="", action="renew")

    def _clean_up(self) -> None:
        if time.monotonic() - self._cleaned_at < A_DAY_S:
            return
        self._cleaned_at = time.monotonic()
        if dropped := self._library.archive.expire():
            log.info("Dropped %d versions of sources that were kept for long enough.", dropped)
        self._library.tidy()

    def _take_on(self) -> None:
        """Begin with the first job of each collection whose turn it is, unless another process is at work on it."""
        queue: dict[str, Ticket] = {}
        for ticket in self._library.archive.tickets():
            queue.setdefault(ticket.collection, ticket)
        first = {collection: ticket.number for collection, ticket in queue.items() if ticket.is_free}
        if (over := self._turns.to_lay_down(first)) is not None:
            self._lay_down(over)
        for collection in self._turns.next(first):
            if self._library.archive.claim(first[collection]):
                self._at_work[collection] = _Work(first[collection], self._library.working(first[collection]))
                self._turns.begin(collection)

    def _step(self, collection: str) -> None:
        work = self._at_work[collection]
        try:
            if self._is_cancelled(work):
                self._lay_down(collection)
                self._library.show(collection)
                self._tell(self._library.archive.job(work.number), None)
                return
            if not self._library.archive.has_claim(work.number):
                raise TakenOver(f"job {work.number}")
            progress = next(work.steps)
        except StopIteration:
            self._lay_down(collection)
            self._tell(self._library.archive.job(work.number), None)
        except TakenOver as error:  # it is another process's to end
            log.warning("%s", error)
            self._lay_down(collection)
        except DatabaseUnavailable:  # no fault of the job's: it goes on when the database is there again
            raise
        except Exception as error:
            self._lay_down(collection)
            self._library.archive.finish(work.number, JobState.FAILED, _trouble(error))
            self._tell(self._library.archive.job(work.number), None)
        else:
            if work.progress and progress != work.progress:
                self._turns.keep(collection)
            work.progress = progress
            self._tell_now_and_then(work)

    def _is_cancelled(self, work: _Work) -> bool:
        return self._library.archive.job_state(work.number) not in (JobState.QUEUED, JobState.RUNNING)

    def _lay_down(self, collection: str) -> None:
        """Stop a work; unless it is over, it is gone on with in its next turn."""
        work = self._at_work.pop(collection)
        self._turns.end(collection)
        try:
            work.steps.close()
        finally:
            self._library.archive.release(work.number)

    def _lay_down_all(self) -> None:
        for collection in tuple(self._at_work):
            with suppress(Exception):  # what it stumbles over is what it is laid down for
                self._lay_down(collection)

    def _tell_now_and_then(self, work: _Work) -> None:
        now = time.monotonic()
        if now - work.told_at >= TELL_EVERY_S:
            work.told_at = now
            self._tell(self._library.archive.job(work.number), work.progress)


def _trouble(error: Exception) -> str:
    """Say why a job failed as a whole; of an unexpected error only a reference to the log."""
    if isinstance(error, ClioError):
        log.error("A job failed: %s", error)
        return error.for_people
    reference = secrets.token_hex(3)
    log.error("Unexpected error in a job, reference %s", reference, exc_info=error)
    return f"Something went wrong on my side (reference {reference}); my operator finds it in the log."


def _log_fault(what: str, error: Exception) -> None:
    log.error("%s: %s", what, error, exc_info=None if isinstance(error, ClioError) else error)
