"""The async boundary: runs the synchronous `Library` on worker threads and says how far it is."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import BotError, EmptyLibrary, LibraryUnavailable, NotReady, Restarting, TooManyQuestions
from index.errors import ClioError, IndexNotReady
from index.library import Library, LibraryOptions
from index.model import Answer, Progress, Report

MAX_BATCH = 16  # questions that are embedded together
MAX_WAITING = 64  # questions that may wait; at tens of milliseconds each the last still waits only seconds
PATIENCE_S = 5.0  # that one step of the indexing waits at most for questions to be answered first
THREADS = 4  # one prepares, one answers questions, two look passages up

log = logging.getLogger(__name__)

T = TypeVar("T")


class _Stopping(Exception):
    """Raised through a reindex to end it between two commits."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    limit: int
    answer: asyncio.Future[Answer]


class Librarian:
    """Opens the library in the background, answers from it as soon as that can be done, and keeps it in line.

    Questions that arrive together are embedded together, and go ahead of indexing.
    """

    def __init__(self, options: LibraryOptions) -> None:
        self._options = options
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="library")
        self._waiting: asyncio.Queue[_Asked] = asyncio.Queue(MAX_WAITING)
        self._unanswered: set[asyncio.Future[Answer]] = set()  # of the questions that wait or are being answered
        self._library: Library | None = None
        self._progress = Progress("opening the library", 0, 0)
        self._is_preparing = self._is_failed = self._can_answer = self._is_empty = False
        self._is_closing = threading.Event()
        self._is_idle = threading.Event()  # no question is being answered at this moment
        self._is_idle.set()
        self._answering: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to open, load and index in the background; to be called once, with a running event loop."""
        self._is_preparing = True
        asyncio.get_running_loop().run_in_executor(self._threads, self._prepare)
        self._answering = asyncio.create_task(self._answer_questions(), name="answering")

    def require_ready(self) -> None:
        """Raise what `ask` would raise now without looking.

        That is Restarting, NotReady, LibraryUnavailable, EmptyLibrary or TooManyQuestions.
        """
        if self._is_closing.is_set():
            raise Restarting
        if self._is_failed:
            raise LibraryUnavailable
        if not self._can_answer:
            raise NotReady(self._progress)
        if self._is_empty:
            self._threads.submit(self._look_again)
            raise EmptyLibrary
        if self._waiting.full():
            raise TooManyQuestions

    async def ask(self, question: str, limit: int) -> Answer:
        """Answer with up to `limit` passages.

        Raises what `require_ready` and `Library.ask` raise, but for IndexNotReady.
        """
        self.require_ready()
        asked = _Asked(question, limit, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(asked)
        self._unanswered.add(asked.answer)
        asked.answer.add_done_callback(self._unanswered.discard)
        try:
            return await asked.answer
        except IndexNotReady:
            raise self._why_not_ready() from None

    async def look_up(self, find: Callable[[Library], T]) -> T:
        """Call `find` with the library on a thread, ahead of questions.

        Raises Restarting, NotReady, LibraryUnavailable, EmptyLibrary and what `find` raises, but for IndexNotReady.
        """
        if self._is_closing.is_set():
            raise Restarting
        if self._is_failed:
            raise LibraryUnavailable
        if self._library is None:
            raise NotReady(self._progress)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, find, self._library)
        except IndexNotReady:
            raise self._why_not_ready() from None

    def stop(self) -> None:
        """End indexing, take no more questions, and let those that have no answer yet raise Restarting."""
        self._is_closing.set()
        for answer in tuple(self._unanswered):
            _settle(answer, Restarting())

    async def close(self) -> None:
        """Stop and close the library."""
        self.stop()
        if self._answering:
            self._answering.cancel()
        await asyncio.to_thread(self._threads.shutdown)
        if self._library:
            self._library.close()

    def _why_not_ready(self) -> BotError:
        if self._is_preparing:
            return NotReady(self._progress)
        self._is_empty = True
        return EmptyLibrary()

    def _look_again(self) -> None:
        """Runs on a thread: another process may have put documents into an empty library."""
        assert self._library is not None
        self._is_empty = not _count(self._library)

    def _prepare(self) -> None:
        """Runs on a thread, from start to an index that is in line with the documents."""
        try:
            self._open()
            self._bring_in_line()
        except _Stopping:
            log.info("Stopped before the index was in line with the documents; the next start goes on from there.")
        except ClioError as error:
            self._is_failed = not self._can_answer
            log.error("The library cannot be %s: %s", "brought in line" if self._can_answer else "opened", error)
        except Exception:
            self._is_failed = not self._can_answer
            log.exception("Unexpected error while the library was prepared")
        finally:
            self._is_preparing = False

    def _open(self) -> None:
        library = self._library = Library.open(self._options)
        self._report(Progress("loading the language model", 0, 0))
        library.load_model()
        self._can_answer = _count(library) > 0

    def _bring_in_line(self) -> None:
        assert self._library is not None
        if not self._library.is_current():
            self._report(Progress("reading the documents", 0, 0))
            _log_report(self._library.reindex(self._report))
        count = _count(self._library)
        self._is_empty, self._can_answer = not count, True
        log.info("Answering from %d documents.", count)

    def _report(self, progress: Progress) -> None:
        """Take note of the progress, let questions go first, and end here when the bot is closing."""
        self._progress = progress
        self._is_idle.wait(PATIENCE_S)
        if self._is_closing.is_set():
            raise _Stopping

    async def _answer_questions(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < MAX_BATCH:
                batch.append(self._waiting.get_nowait())
            self._is_idle.clear()
            try:
                answers = await loop.run_in_executor(self._threads, self._ask_together, batch)
            finally:
                self._is_idle.set()
            for asked, answer in zip(batch, answers, strict=True):
                _settle(asked.answer, answer)

    def _ask_together(self, batch: Sequence[_Asked]) -> list[Answer | Exception]:
        """The answer to each question, or why it has none; one bad question does not spoil the others."""
        assert self._library is not None
        try:
            limit = max(asked.limit for asked in batch)
            return list(self._library.ask_many([asked.question for asked in batch], limit))
        except Exception as error:
            if len(batch) == 1:
                return [error]
            return [answer for asked in batch for answer in self._ask_together([asked])]


def _count(library: Library) -> int:
    """How many documents questions are answered from."""
    try:
        return library.status().documents
    except IndexNotReady:
        return 0


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
