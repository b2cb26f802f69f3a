"""The async boundary: runs the synchronous `Library` on worker threads and says how far it is."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import EmptyLibrary, LibraryUnavailable, NotReady, Restarting, TooManyQuestions
from bot.workshop import Workshop
from index.archive import Job, JobState
from index.errors import ClioError, DatabaseUnavailable, IndexNotReady, NoDocuments, StoreError
from index.library import Library, LibraryOptions
from index.model import SHARED, Answer, Inquiry, Progress, Report
from index.patience import ANSWER_S, waiting_at_most

MAX_BATCH = 16  # questions that are embedded together
MAX_WAITING = 64  # questions that may wait; at tens of milliseconds each the last still waits only seconds
PATIENCE_S = 1.0  # that one step of the indexing waits at most for questions to be answered first, if they never cease
DATABASE_AGAIN_S = 5.0  # between two tries to open the library while its database cannot be reached
AT_ONCE = 2  # batches of questions: while the model reads one, the other is searched
FURTHER_S = 0.2  # of waiting for the database that each further question of a batch may cost
THREADS = 4  # beside those that answer questions: one works on the index, three look things up
INDEXING = "indexing the sources"
WARMING = "What happened in the year 1900?"  # what it is answered is shown to nobody

log = logging.getLogger(__name__)

T = TypeVar("T")
Listener = Callable[[Job, Progress | None], None]


@dataclass(frozen=True, slots=True)
class _Asked:
    inquiry: Inquiry
    answer: asyncio.Future[Answer]


class Librarian:
    """Opens the library in the background, answers from it as soon as that can be done, and keeps it in line.

    Questions that arrive together are embedded together, and go ahead of indexing.
    """

    def __init__(self, options: LibraryOptions) -> None:
        self._options = options
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="library")
        self._answerers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answers")  # nothing else keeps them waiting
        self._waiting: asyncio.Queue[_Asked] = asyncio.Queue(MAX_WAITING)
        self._unanswered: set[asyncio.Future[Answer]] = set()  # of the questions that wait or are being answered
        self._library: Library | None = None
        self._progress = Progress("opening the library", 0, 0)
        self._is_failed = self._can_answer = False
        self._workshop: Workshop | None = None
        self._listeners: list[Listener] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closing = threading.Event()
        self._is_idle = threading.Event()  # no question is being answered at this moment
        self._is_idle.set()
        self._batches = 0  # that are being answered
        self._answering: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to open, load and index in the background; to be called once, with a running event loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.run_in_executor(self._threads, self._work)
        self._answering = [asyncio.create_task(self._answer_questions(), name="answering") for _ in range(AT_ONCE)]

    def require_ready(self) -> None:
        """Raise what `ask` would raise now without looking.

        That is Restarting, NotReady, LibraryUnavailable or TooManyQuestions.
        """
        if self._is_closing.is_set():
            raise Restarting
        if self._is_failed:
            raise LibraryUnavailable
        if not self._can_answer:
            raise NotReady(self._progress)
        if self._waiting.full():
            raise TooManyQuestions

    def watch(self, listener: Listener) -> None:
        """Call `listener` on the event loop about every second while a job runs, and once when it is over."""
        self._listeners.append(listener)

    def wake(self) -> None:
        """Begin with a job that was queued just now."""
        if self._workshop:
            self._workshop.wake()

    async def ask(self, inquiry: Inquiry) -> Answer:
        """Answer as `Library.answer` does.

        Raises what `require_ready` and `Library.answer` raise, but NotReady for IndexNotReady and EmptyLibrary for
        NoDocuments.
        """
        self.require_ready()
        asked = _Asked(inquiry, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(asked)
        self._unanswered.add(asked.answer)
        asked.answer.add_done_callback(self._unanswered.discard)
        try:
            return await asked.answer
        except IndexNotReady:
            raise self._not_ready() from None
        except NoDocuments:
            raise EmptyLibrary from None

    async def look_up(
        self, find: Callable[[Library], T], at_the_end: bool = False, patience_s: float = float("inf")
    ) -> T:
        """Call `find` with the library on a thread, ahead of questions; with `at_the_end` also after `stop`.

        A database is waited for no longer than `patience_s` in all. Raises Restarting, NotReady, LibraryUnavailable and
        what `find` raises, but for IndexNotReady.
        """
        if self._is_closing.is_set() and not at_the_end:
            raise Restarting
        if self._is_failed:
            raise LibraryUnavailable
        if self._library is None:
            raise NotReady(self._progress)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, _patiently, find, self._library, patience_s
            )
        except IndexNotReady:
            raise self._not_ready() from None

    def _not_ready(self) -> NotReady:
        """How far it is. Once it can answer, only what is asked of is not ready, and how far that is is not known."""
        return NotReady(Progress(INDEXING, 0, 0) if self._can_answer else self._progress)

    def stop(self) -> None:
        """End indexing, take no more questions, and let those that have no answer yet raise Restarting."""
        self._is_closing.set()
        self.wake()
        for answer in tuple(self._unanswered):
            _settle(answer, Restarting())

    async def close(self) -> None:
        """Stop and close the library."""
        self.stop()
        for task in self._answering:
            task.cancel()
        await asyncio.to_thread(self._answerers.shutdown)
        await asyncio.to_thread(self._threads.shutdown)
        if self._library:
            self._library.close()

    def _work(self) -> None:
        """Runs on a thread from start to end: opens the library, then does what is queued."""
        try:
            library = self._open()
            self._workshop = Workshop(library, self._may_go_on, self._tell)
            self._workshop.run()
        except ClioError as error:
            self._is_failed = not self._can_answer
            log.error("The library cannot be %s: %s", "worked on" if self._can_answer else "opened", error)
        except Exception:
            self._is_failed = not self._can_answer
            log.exception("Unexpected error in the work on the library")

    def _open(self) -> Library:
        library = self._opened()
        self._progress = Progress("loading the language model", 0, 0)
        library.load_model()
        self._library = library
        self._note_whether_ready()
        return library

    def _opened(self) -> Library:
        """Open the library; a database that cannot be reached is waited for, unless the bot is closing."""
        while True:
            try:
                return Library.open(self._options)
            except DatabaseUnavailable as error:
                self._progress = Progress("waiting for the database", 0, 0)
                log.error("The library cannot be opened yet: %s", error)
                if self._is_closing.wait(DATABASE_AGAIN_S):
                    raise

    def _note_whether_ready(self) -> None:
        assert self._library is not None
        with suppress(DatabaseUnavailable):  # it is looked again before each step of the work
            if not self._can_answer and self._library.is_complete():
                if self._library.archive.is_shared:
                    self._warm_up(self._library)
                self._can_answer = True
                log.info("Answering from %d documents.", self._library.status().documents)

    def _warm_up(self, library: Library) -> None:
        """Read what each question needs, which may take longer than a question may. Raises DatabaseUnavailable."""
        self._progress = Progress("reading what is searched", 0, 0)
        try:
            library.ask_many([Inquiry(WARMING, 1)])
        except DatabaseUnavailable as error:
            log.warning("What is searched cannot be read yet: %s", error)
            raise

    def _may_go_on(self) -> bool:
        """Let questions go first; False when the bot is closing."""
        if not self._is_closing.is_set():
            with suppress(StoreError):  # whatever works on the library meets it too, and says so
                self._note_whether_ready()  # another process may have indexed the library
            self._is_idle.wait(PATIENCE_S)
        return not self._is_closing.is_set()

    def _tell(self, job: Job, progress: Progress | None) -> None:
        """Runs on the working thread."""
        if job.collection == SHARED:
            self._progress = progress or self._progress
            if job.is_over:
                self._end_of_shared(job)
        if self._loop and not self._loop.is_closed():
            for listener in self._listeners:
                self._loop.call_soon_threadsafe(listener, job, progress)

    def _end_of_shared(self, job: Job) -> None:
        self._note_whether_ready()
        self._is_failed = not self._can_answer and job.state is JobState.FAILED
        _log_report(job.report)

    async def _answer_questions(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < MAX_BATCH:
                batch.append(self._waiting.get_nowait())
            with self._busy():
                answers = await loop.run_in_executor(self._answerers, self._ask_together, batch)
            for asked, answer in zip(batch, answers, strict=True):
                _settle(asked.answer, answer)
            if isinstance(answers[-1], DatabaseUnavailable):
                self._refuse_waiting(answers[-1])

    def _refuse_waiting(self, error: DatabaseUnavailable) -> None:
        """Tell those who wait what the last ones were told: they have waited as long for the same database."""
        while not self._waiting.empty():
            _settle(self._waiting.get_nowait().answer, error)

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """Let other work know that a batch is being answered. Runs on the event loop."""
        self._batches += 1
        self._is_idle.clear()
        try:
            yield
        finally:
            self._batches -= 1
            if not self._batches:
                self._is_idle.set()

    def _ask_together(self, batch: Sequence[_Asked]) -> list[Answer | Exception]:
        """The answer to each question, or why it has none; one bad question does not spoil the others."""
        assert self._library is not None
        try:
            with waiting_at_most(ANSWER_S + FURTHER_S * (len(batch) - 1)):
                return list(self._library.ask_many([asked.inquiry for asked in batch]))
        except DatabaseUnavailable as error:  # for all of them
            return [error] * len(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            return [answer for asked in batch for answer in self._ask_together([asked])]


def _patiently(find: Callable[[Library], T], library: Library, patience_s: float) -> T:
    with waiting_at_most(patience_s):
        return find(library)


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():  # whoever asked does not wait any more
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _log_report(report: Report) -> None:
    log.info(
        "Indexed: %d added, %d changed, %d removed, %d unchanged.",
        len(report.added),
        len(report.changed),
        len(report.removed),
        report.unchanged,
    )
    for failure in report.failed:
        log.warning("%s %s; it is left out.", failure.path, failure.reason)
