"""The library's long work: jobs and reindexing, in turn on one thread, a step at a time."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from index.archive import Job, JobState
from index.errors import ClioError
from index.library import SHARED, Library
from index.model import Progress
from index.working import Steps

AT_ONCE = 3  # collections that are worked at in turn; each has a process of its own that reads files
TURN_S = 20.0  # after which one of them makes room, if others wait
TELL_EVERY_S = 1.0  # how far a job is
LOOK_EVERY_S = 30.0  # for jobs that another process queued
A_DAY_S = 24 * 3600.0  # between two clean-ups

log = logging.getLogger(__name__)

Breathe = Callable[[], None]
Tell = Callable[[Job, Progress | None], None]


@dataclass
class _Work:
    """One job in the hands of the workshop."""

    steps: Steps
    number: int
    begun_at: float
    told_at: float = 0.0
    progress: Progress = field(default_factory=lambda: Progress("starting", 0, 0))


class Workshop:
    """Does what is queued until it is stopped.

    Each collection's jobs are done in the order in which they were queued; those of several collections in turn, so
    that one server's book does not hold up another's page.
    """

    def __init__(self, library: Library, breathe: Breathe, tell: Tell) -> None:
        """`breathe` is called before each step and may raise to end all; `tell` hears how far a job is."""
        self._library, self._breathe, self._tell = library, breathe, tell
        self._woken = threading.Event()
        self._at_work: dict[str, _Work] = {}
        self._made_room_at: dict[str, float] = {}
        self._cleaned_at = float("-inf")

    def wake(self) -> None:
        """Look for jobs now. May be called from any thread."""
        self._woken.set()

    def run(self) -> None:
        """Work until `breathe` raises; what is begun then goes on at the next start."""
        self._queue_what_is_not_current()
        try:
            while True:
                self._breathe()
                self._clean_up()
                self._take_on()
                for collection in tuple(self._at_work):
                    self._breathe()
                    self._step(collection)
                if not self._at_work:
                    self._woken.wait(LOOK_EVERY_S)
                    self._woken.clear()
        finally:
            for work in self._at_work.values():
                work.steps.close()

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
        """Begin with the first job of each collection, that which made room longest ago first."""
        first: dict[str, int] = {}
        for ticket in self._library.archive.tickets():
            first.setdefault(ticket.collection, ticket.number)
        waiting = [collection for collection in first if collection not in self._at_work]
        waiting.sort(key=lambda collection: self._made_room_at.get(collection, 0.0))
        for collection in waiting:
            if len(self._at_work) >= AT_ONCE and not self._make_room():
                return
            number = first[collection]
            self._at_work[collection] = _Work(self._library.working(number), number, time.monotonic())

    def _make_room(self) -> bool:
        """Lay down the work that was begun first, if that is long enough ago; it is gone on with in its next turn."""
        collection, work = min(self._at_work.items(), key=lambda item: item[1].begun_at)
        if time.monotonic() - work.begun_at < TURN_S:
            return False
        del self._at_work[collection]
        work.steps.close()
        self._made_room_at[collection] = time.monotonic()
        return True

    def _step(self, collection: str) -> None:
        work = self._at_work[collection]
        try:
            if self._is_over(work):
                work.steps.close()
                raise StopIteration
            work.progress = next(work.steps)
        except StopIteration:
            del self._at_work[collection]
            self._tell_end(work)
        except Exception as error:
            del self._at_work[collection]
            self._fail(work, error)
        else:
            self._tell_now_and_then(work)

    def _is_over(self, work: _Work) -> bool:
        """Whether the job was cancelled meanwhile."""
        return self._library.archive.job_state(work.number) not in (JobState.QUEUED, JobState.RUNNING)

    def _fail(self, work: _Work, error: Exception) -> None:
        self._library.archive.finish(work.number, JobState.FAILED, _trouble(error))
        self._tell_end(work)

    def _tell_now_and_then(self, work: _Work) -> None:
        now = time.monotonic()
        if now - work.told_at >= TELL_EVERY_S:
            work.told_at = now
            self._tell(self._library.archive.job(work.number), work.progress)

    def _tell_end(self, work: _Work) -> None:
        self._tell(self._library.archive.job(work.number), None)


def _trouble(error: Exception) -> str:
    """Say why a job failed as a whole; of an unexpected error only a reference to the log."""
    if isinstance(error, ClioError):
        log.error("A job failed: %s", error)
        return str(error)
    reference = secrets.token_hex(3)
    log.error("Unexpected error in a job, reference %s", reference, exc_info=error)
    return f"Something went wrong on my side (reference {reference}); my operator finds it in the log."
