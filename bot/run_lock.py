"""One `clio run` for each data folder: two would answer every message twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

FILE = "run.lock"  # of the data folder

log = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another process holds the data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        super().__init__(f"another clio run uses the data folder {data}; stop it first, or set CLIO_DATA to another.")


@contextmanager
def sole_run(data: Path) -> Iterator[None]:
    """Hold the data folder until the end of the block or of the process. Raises AlreadyRunning."""
    lock = FileLock(data / FILE)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(data) from None
    except OSError as error:  # what this means for the library is said when that is opened
        log.warning("Whether another clio run uses %s cannot be told: %s", data, error)
    try:
        yield
    finally:
        lock.release()
