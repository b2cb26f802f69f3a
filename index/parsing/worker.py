"""The reading process, as the process that started it has it in hand."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from index.limits import ReadLimits
from index.parsing.messages import Answer, answer_bytes, receive, send_file, unpack

logger = logging.getLogger(__name__)

_WAIT_S = 0.1  # between two calls of on_wait
_ENDING_S = 1.0  # for which a process that speaks no more is given to end by itself
_WORN_FILES, _WORN_BYTES = 500, 100_000_000  # after which it is worn: libraries leave some memory behind at each file
_ROOT = Path(__file__).resolve().parents[2]  # the folder that holds the package
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # without which Python may not start

OnWait = Callable[[], None]


class Worker:
    """A process that reads one file after the other; once a call has raised, all that is left to do is to end it.

    It gets nothing of this process's environment, open files and terminal. Raises OSError when it cannot be started.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "index.parsing", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if logger.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            env=_environment(os.environ),
            cwd=os.path.abspath(os.sep),
            start_new_session=True,
        )
        # The pipes are waited for on a thread, because there is no other way on Windows.
        self._thread = ThreadPoolExecutor(1, "clio-parser")
        self._files = self._bytes = 0  # it was given so far

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def is_worn(self) -> bool:
        """Whether it has read so much that a new one had better take its place."""
        return self._files >= _WORN_FILES or self._bytes >= _WORN_BYTES

    def until_ready(self, seconds: float, on_wait: OnWait) -> None:
        """Wait until it can read. Raises as `read` does."""
        self._within(seconds, on_wait, self._receive)

    def read(self, path: str, data: bytes, on_wait: OnWait) -> Answer:
        """Have a file read.

        Raises TimeoutError after `limits.seconds`, EOFError when the process has ended, ValueError for an answer that
        is none or too long, and whatever `on_wait` raises, which is called every 0.1 s.
        """
        self._files, self._bytes = self._files + 1, self._bytes + len(data)
        return self._within(self._limits.seconds, on_wait, lambda: self._exchange(path, data))

    def end(self) -> int:
        """End it at once; gives the exit status, negative for the signal that ended it."""
        self._process.kill()
        status = self._process.wait()
        self._thread.shutdown()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # of what could not be sent any more
                stream and stream.close()
        return status

    def ended(self) -> int:
        """Clear away a process that speaks no more; gives the exit status as `end` does."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_S)
        return self.end()

    def _within(self, seconds: float, on_wait: OnWait, exchange: Callable[[], Answer]) -> Answer:
        deadline = time.monotonic() + seconds
        future = self._thread.submit(exchange)
        while not wait([future], max(0.0, min(_WAIT_S, deadline - time.monotonic()))).done:
            if time.monotonic() >= deadline:
                raise TimeoutError
            on_wait()
        return future.result()

    def _exchange(self, path: str, data: bytes) -> Answer:
        assert self._process.stdin is not None
        try:
            send_file(self._process.stdin, path, data)
        except OSError:  # a broken pipe
            raise EOFError from None
        return self._receive()

    def _receive(self) -> Answer:
        assert self._process.stdout is not None
        return unpack(receive(self._process.stdout, answer_bytes(self._limits)))


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Give what Python needs to find its modules and nothing else; above all, no token."""
    passed_on = {name: ours[name] for name in _PASSED_ON if name in ours}
    modules = os.pathsep.join([str(_ROOT), *map(os.path.abspath, sys.path)])
    # One arena: the C library would set 64 MB of address space aside for each thread, which the limit counts.
    return passed_on | {"PYTHONPATH": modules, "MALLOC_ARENA_MAX": "1"}
