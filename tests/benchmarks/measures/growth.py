"""How time, memory and disk grow with the library."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.alternating import dealt
from tests.benchmarks.corpus.writing import generated
from tests.benchmarks.figures import Figure, Result, Skipped
from tests.benchmarks.libraries import timed_questions, warming_questions
from tests.benchmarks.memory import MIB
from tests.benchmarks.rivals.process import BARE, CLIO, Worker, worker
from tests.benchmarks.setting import Setting

TITLE = "time, memory and disk as the library grows"
QUESTION, SLOWEST, ENCODE, MEMORY, DISK, OPENING = (
    "question → Answer, median", "question → Answer, 99th percentile", "model.encode(question), median",
    "memory of the process", "index on the disk", "opening the library, its model being in the cache",
)  # fmt: skip


def run(setting: Setting, sizes: Sequence[int]) -> Iterator[Result]:
    """Measure each size in a process of its own, with the bare model beside it."""
    for size in sizes:
        try:
            yield _measured(setting, size)
        except Skipped as error:
            yield Result.of_skipped("growth", TITLE, size, str(error))


def _measured(setting: Setting, size: int) -> Result:
    place = generated(setting.work, setting.plan(size))
    parts = dealt(timed_questions(setting.rounds * setting.questions), setting.rounds)
    with (
        worker(CLIO, place.documents, place.data) as clio,
        worker(BARE, place.documents, setting.work / "bare") as bare,
    ):
        bare.load()
        opening = clio.load()
        for one in (clio, bare):
            one.ask(warming_questions())
        ours, theirs = np.array([[_times(one, part) for one in (clio, bare)] for part in parts]).swapaxes(0, 1)
        memory = clio.memory()
    figures = (
        Figure.ratio("question by bare encode", np.median(ours, axis=1).tolist(), np.median(theirs, axis=1).tolist()),
        Figure(QUESTION, tuple(np.median(ours, axis=1)), "ms"),
        Figure(SLOWEST, tuple(np.percentile(ours, 99, axis=1)), "ms"),
        Figure(ENCODE, tuple(np.median(theirs, axis=1)), "ms"),
        Figure(MEMORY, (memory["rss"],), "MiB"),
        Figure(f"{MEMORY}, without mapped files", (memory["anonymous"],), "MiB"),
        Figure(DISK, (_bytes(place.data) / MIB,), "MiB"),
        Figure(OPENING, (opening,), "s"),
    )
    return Result("growth", TITLE, figures, size, setting.notes)


def _times(one: Worker, questions: Sequence[str]) -> list[float]:
    """Milliseconds that each question took."""
    return [answer["seconds"] * 1000 for answer in one.ask(questions)]


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
