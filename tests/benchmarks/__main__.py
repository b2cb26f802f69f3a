"""`python -m tests.benchmarks`: measures, prints a table, writes JSON."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence

from tests.benchmarks.arguments import parser, use_threads
from tests.benchmarks.figures import Result, Skipped
from tests.benchmarks.machine import machine
from tests.benchmarks.registry import BENCHMARKS, BY_NAME, Benchmark
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import as_table, columns

log = logging.getLogger("tests.benchmarks")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit status: 1 when nothing could be measured."""
    asked = parser(tuple(BY_NAME)).parse_args(arguments)
    if asked.command == "list":
        return _list()
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    log.setLevel(logging.INFO)
    use_threads(asked.threads)
    setting = _setting(asked)
    results = list(_results(asked, setting))
    sys.stdout.write(as_table(results, columns()) + "\n")
    if asked.json:
        made = {"machine": machine(asked.threads), "results": [result.as_object() for result in results]}
        asked.json.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if any(not result.skipped for result in results) else 1


def _list() -> int:
    for benchmark in BENCHMARKS:
        sizes = ", ".join(f"{size:,} passages" if size else "real documents" for size in benchmark.sizes)
        sys.stdout.write(f"{benchmark.name:18} {benchmark.about} ({sizes})\n")
    return 0


def _setting(asked: argparse.Namespace) -> Setting:
    asked.work.mkdir(parents=True, exist_ok=True)
    return Setting(
        asked.work, asked.threads, asked.rounds, asked.questions, asked.documents, asked.seed, asked.tokens
    )  # fmt: skip


def _results(asked: argparse.Namespace, setting: Setting) -> Iterator[Result]:
    if asked.command == "likeness":
        from tests.benchmarks.measures.likeness import run  # here: it imports numpy, which reads the threads

        yield run(setting, asked.passages)
        return
    for benchmark in BENCHMARKS if "all" in asked.names else [BY_NAME[name] for name in asked.names]:
        for size in _sizes(asked, benchmark):
            log.info("%s, %s", benchmark.name, f"{size:,} passages" if size else "real documents")
            try:
                yield from benchmark.run(setting, size)
            except Skipped as error:
                yield Result.of_skipped(benchmark.name, benchmark.about, size, str(error))


def _sizes(asked: argparse.Namespace, benchmark: Benchmark) -> Sequence[int]:
    if asked.passages is not None and any(benchmark.sizes):
        return [asked.passages]
    return [size for size in benchmark.sizes if asked.up_to is None or size <= asked.up_to]


if __name__ == "__main__":
    sys.exit(main())
