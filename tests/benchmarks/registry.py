"""The benchmarks by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.benchmarks.figures import Result
from tests.benchmarks.setting import Setting

SMALL, MILLION = 20_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A measurement: `module` has its `run`, `sizes` are the corpora in passages that it is meant for.

    A size of 0 stands for real documents, or as many small documents as the command line says.
    """

    name: str
    about: str
    module: str
    sizes: tuple[int, ...]

    def run(self, setting: Setting, passages: int) -> Iterable[Result]:
        """Measure. Raises Skipped."""
        found: Any = import_module(f"tests.benchmarks.measures.{self.module}")  # here: each imports much
        measure: Callable[[Setting, int], Iterable[Result]] = found.run
        return measure(setting, passages)


BENCHMARKS = (
    Benchmark("question", "a question, warm, by the bare encoding of it", "question", (SMALL, MILLION)),
    Benchmark("vectors", "dense search alone, by FAISS, usearch and hnswlib", "vectors", (MILLION,)),
    Benchmark("filtered", "among one server's 1,000 passages, by all", "filtered", (MILLION,)),
)
BY_NAME = {benchmark.name: benchmark for benchmark in BENCHMARKS}
