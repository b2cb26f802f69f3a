"""The benchmarks by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.benchmarks.figures import Result
from tests.benchmarks.setting import Setting

SMALL, MILLION = 20_000, 1_000_000
_SQUAD = "16 articles"
_STARTER, _DOCUMENTS = "the starter library", "10,000 small documents, see --documents"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A measurement: `measure` names its module and function, `sizes` the corpora in passages that it is meant for.

    A size of 0 stands for a corpus of its own, which `corpus` names.
    """

    name: str
    about: str
    measure: str
    sizes: tuple[int, ...]
    corpus: str = "real documents"
    takes_any_size: bool = True

    def run(self, setting: Setting, passages: int) -> Iterable[Result]:
        """Measure. Raises Skipped."""
        module, name = self.measure.split(":")
        found: Any = import_module(f"tests.benchmarks.measures.{module}")  # here: each imports much
        measure: Callable[[Setting, int], Iterable[Result]] = getattr(found, name)
        return measure(setting, passages)


BENCHMARKS = (
    Benchmark("question", "a question, warm, by the bare encoding of it", "question:run", (SMALL, MILLION)),
    Benchmark("vectors", "dense search alone, by FAISS, usearch and hnswlib", "vectors:run", (MILLION,)),
    Benchmark("filtered", "among one server's 1,000 passages, by all", "filtered:run", (MILLION,)),
    Benchmark("concurrent", "64 people at once, by one after the other", "concurrent:run", (SMALL,)),
    Benchmark("first-index", "passages/s, by bare encode", "first_index:run", (0,), "real documents", False),
    Benchmark(
        "reindex-unchanged", "by listing and hashing the files", "reindexing:run_unchanged", (0,), _DOCUMENTS, False
    ),
    Benchmark(
        "reindex-one", "one changed document, beside embedding it", "reindexing:run_one", (0,), _DOCUMENTS, False
    ),
    Benchmark("cold-ask", "clio ask, by a process that encodes", "cold:run", (0,), _STARTER),
    Benchmark("memory", "clio run, by discord.py and the model", "memory:run", (0, MILLION), _STARTER),
    Benchmark("stores", "a library on PostgreSQL, by the same in a folder", "stores:run", (SMALL, 100_000, MILLION)),
    Benchmark("start", "clio run until it answers, by reading", "start:run", (MILLION,)),
    Benchmark("compare", "the whole pipeline, by Chroma, LangChain and txtai", "compare:run", (0,), _SQUAD, False),
)
BY_NAME = {benchmark.name: benchmark for benchmark in BENCHMARKS}
