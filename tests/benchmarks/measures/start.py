"""From the start of `clio run` to the first answer, beside reading the index from the disk."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from index.library import LibraryOptions
from tests.benchmarks.alternating import timed
from tests.benchmarks.figures import Figure, Goal, Result, Skipped
from tests.benchmarks.libraries import options
from tests.benchmarks.material import STARTER
from tests.benchmarks.running import running
from tests.benchmarks.setting import Setting

TITLE = "start of clio run until commands answer, against reading the same bytes from disk"
_GOAL = Goal(most=3.0)
_ROUNDS = 3
_READ_AT_ONCE = 1 << 22


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Start and read in turn, with nothing of the index in the system's cache before either."""
    if not hasattr(os, "posix_fadvise"):
        raise Skipped("this system has no posix_fadvise to empty its cache of the index")
    opened = options(setting, passages) if passages else LibraryOptions(setting.work / "starter", (STARTER,))
    files = [file for file in opened.data.rglob("*") if file.is_file()]
    derived = [file for file in files if "derived" in file.parts]
    starting, reading, reading_all = [], [], []
    for _ in range(min(setting.rounds, _ROUNDS)):
        _forget(files)
        reading.append(timed(lambda: _read(derived)))
        _forget(files)
        reading_all.append(timed(lambda: _read(files)))
        _forget(files)
        starting.append(asyncio.run(_start(opened)))
    figures = (
        Figure.ratio("by reading what is derived", starting, reading, _GOAL),
        Figure.ratio("by reading the whole index", starting, reading_all),
        Figure("start until the first answer", tuple(starting), "s"),
        Figure("reading the whole index", tuple(reading_all), "s"),
        Figure("reading what is derived", tuple(reading), "s"),
    )
    sizes = {"bytes": _size(files), "bytes_derived": _size(derived)}
    note = f"The index has {_size(files) / 2**30:.2f} GiB, of which {_size(derived) / 2**30:.2f} GiB are derived. The "
    rest = "start has discord.py and the model to load too, from the system's cache."
    yield Result("start", TITLE, figures, passages, (note + rest, *setting.notes), facts=sizes)


async def _start(opened: LibraryOptions) -> float:
    started = perf_counter()
    async with running(opened):
        return perf_counter() - started


def _size(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.exists())


def _forget(files: Sequence[Path]) -> None:
    """Have the system drop what it has in memory of files."""
    os.sync()
    for file in files:
        if file.exists():
            descriptor = os.open(file, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _read(files: Sequence[Path]) -> None:
    for file in files:
        if file.exists():
            with file.open("rb", buffering=0) as opened:
                while opened.read(_READ_AT_ONCE):
                    pass
