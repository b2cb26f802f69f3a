"""One `clio run` for each data folder and each shard: two would answer every message twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

FILE = "run.lock"  # of the data folder

log = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another process does what this one was to do."""


class FolderTaken(AlreadyRunning):
    """Another process holds the data folder. Attribute: `data`."""

    def __init__(self, data: Path, hint: str = "") -> None:
        self.data = data
        what = f"another clio run uses the data folder {data}; stop it first, or set CLIO_DATA to another."
        super().__init__(f"{what} {hint}".rstrip())


class ShardTaken(AlreadyRunning):
    """Another process runs a shard, or splits the bot into another number of them. Attribute: `what`, as a clause."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what}; stop it first, or give each process other shards by CLIO_SHARDS.")


class OutOfReach(Exception):
    """What tells of other processes could not be reached for so long that one of them may do what this one does."""


@contextmanager
def sole_run(data: Path, hint: str = "") -> Iterator[None]:
    """Hold the data folder until the end of the block or of the process. Raises FolderTaken, with a hint."""
    lock = FileLock(data / FILE)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderTaken(data, hint) from None
    except OSError as error:  # what this means for the library is said when that is opened
        log.warning("Whether another clio run uses %s cannot be told: %s", data, error)
    try:
        yield
    finally:
        lock.release()
