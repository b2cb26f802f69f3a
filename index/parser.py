"""Reading files outside of this process, so that no file can stop it: with limits of time, memory and size."""

import logging
import signal
from contextlib import suppress
from types import TracebackType
from typing import Self

from index.errors import FileTooLarge, ParserError, ReadError, UnknownFormat
from index.limits import ReadLimits
from index.model import Text
from index.parsing.messages import NO_MEMORY, Answer
from index.parsing.worker import OnWait, Worker

logger = logging.getLogger(__name__)

_START_S = 30.0  # in which Python starts, also on a slow disk
_ERRORS = {error.__name__: error for error in (ReadError, UnknownFormat)}


class _Lost(ReadError):
    """The process has ended amid a file, or has no memory left."""


class Parser:
    """Reads files in a process of its own, which is started for the first file and serves for many.

    A file that goes over a limit, or makes that process crash, is refused; the next one is read by a new process. To
    be used by one thread at a time, and for one collection: what a file may have done to the process must not reach
    another server's files. On Windows the memory is not limited.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._worker: Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._worker.pid if self._worker else None

    def read(self, path: str, data: bytes, on_wait: OnWait | None = None) -> tuple[Text, ...]:
        """Read a file as the documents it holds; `path` becomes their path and its suffix chooses the reader.

        `on_wait` is called about every 0.1 s; whatever it raises ends the reading and goes on to the caller. Raises
        ReadError (FileTooLarge, UnknownFormat), whose text is a clause that goes on after the file's name, and
        ParserError.
        """
        if len(data) > self._limits.file_bytes:
            raise FileTooLarge(len(data), self._limits.file_bytes)
        is_fresh = self._worker is None or self._worker.is_worn
        try:
            return self._read(path, data, on_wait or _go_on)
        except _Lost:
            if is_fresh:
                raise
        return self._read(path, data, on_wait or _go_on)  # which is not to suffer from what an earlier file left behind

    def close(self) -> None:
        """End the process; the next file would start a new one."""
        worker, self._worker = self._worker, None
        if worker:
            worker.end()

    def _read(self, path: str, data: bytes, on_wait: OnWait) -> tuple[Text, ...]:
        answer = self._answer(path, data, on_wait)
        if answer.detail:
            logger.debug("Unexpected error while reading %s: %s", path, answer.detail)
        if answer.error == MemoryError.__name__:
            self.close()
            raise _Lost(_too_much_memory(self._limits))
        if answer.error:
            raise _ERRORS.get(answer.error, ReadError)(answer.message)
        return answer.texts

    def _answer(self, path: str, data: bytes, on_wait: OnWait) -> Answer:
        try:
            return self._running(on_wait).read(path, data, on_wait)
        except TimeoutError:
            self.close()
            raise ReadError(_too_slow(self._limits)) from None
        except EOFError:
            raise _Lost(_ended(self._let_go(), self._limits)) from None
        except ValueError as error:
            self.close()
            logger.debug("The answer for %s is refused: %s", path, error)
            raise ReadError("made the reader give back what no reader does; it may be made to do harm") from None
        except BaseException:
            self.close()
            raise

    def _running(self, on_wait: OnWait) -> Worker:
        if self._worker and (self._worker.is_worn or not self._worker.is_running):
            self.close()
        if self._worker is None:
            self._worker = self._started(on_wait)
        return self._worker

    def _started(self, on_wait: OnWait) -> Worker:
        try:
            self._worker = Worker(self._limits)
            self._worker.until_ready(_START_S, on_wait)
        except TimeoutError:
            raise ParserError(f"The process that reads files did not start within {_START_S:g} seconds.") from None
        except EOFError:
            raise ParserError(
                f"The process that reads files ended while it started ({_status(self._let_go())}); "
                "CLIO_LOG=DEBUG shows why."
            ) from None
        except (OSError, ValueError) as error:
            raise ParserError(f"The process that reads files cannot be started: {error}.") from error
        return self._worker

    def _let_go(self) -> int:
        worker, self._worker = self._worker, None
        return worker.ended() if worker else 0


def _too_slow(limits: ReadLimits) -> str:
    return (
        f"takes longer than {limits.seconds:g} seconds to read; split it, or ask the operator to raise CLIO_MAX_SECONDS"
    )


def _too_much_memory(limits: ReadLimits) -> str:
    return (
        f"takes more than {_megabytes(limits)} of memory to read; "
        "split it, or ask the operator to raise CLIO_MAX_MEMORY_MB"
    )


def _megabytes(limits: ReadLimits) -> str:
    return f"{limits.memory_bytes / 1_000_000:,.0f} MB"


def _ended(status: int, limits: ReadLimits) -> str:
    """Word why the process ended amid a file; a negative `status` is a signal's number."""
    if status == NO_MEMORY:
        return _too_much_memory(limits)
    name = _status(status)
    if name == "SIGXCPU":
        return _too_slow(limits)
    if name == "SIGKILL":
        return "could not be read: the reader was killed, perhaps because the machine's memory is full; try it again"
    if name == "SIGABRT":  # with which libraries in C end when they get no more memory
        return (
            f"makes the reader give up, most likely by unpacking to more than {_megabytes(limits)} of memory; "
            "open it and save it anew, or split it"
        )
    return f"makes the reader crash ({name}); it is damaged or made to do harm: open it and save it anew"


def _status(status: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-status).name
    return f"exit status {status}"


def _go_on() -> None:
    """Nobody wants to give up."""
