"""`python -m tests.benchmarks`: measures, prints a table, writes JSON."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.arguments import parser, use_threads
from tests.benchmarks.figures import Result, Skipped
from tests.benchmarks.machine import machine
from tests.benchmarks.registry import BENCHMARKS, BY_NAME, Benchmark
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import block, columns, head

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
    results: list[Result] = []
    print(head(columns()))  # noqa: T201 the table is what the command is for
    for result in _results(asked, setting):
        results.append(result)
        print(block(result, columns()), flush=True)  # noqa: T201 as above; each as soon as it is there
        if asked.json:
            _write(asked.json, asked.threads, results)
    if asked.command == "growth":
        from tests.benchmarks.plot import draw  # here: matplotlib takes a second to load

        draw(results, asked.plot)
    return 0 if any(not result.skipped for result in results) else 1


def _write(file: Path, threads: int, results: Sequence[Result]) -> None:
    """Write all that was measured so far."""
    made = {"machine": machine(threads), "results": [result.as_object() for result in results]}
    file.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _list() -> int:
    for benchmark in BENCHMARKS:
        sizes = ", ".join(f"{size:,} passages" if size else benchmark.corpus for size in benchmark.sizes)
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
    if asked.command == "growth":
        from tests.benchmarks.measures import growth  # here, as above

        yield from growth.run(setting, asked.passages)
        return
    for benchmark in BENCHMARKS if "all" in asked.names else [BY_NAME[name] for name in asked.names]:
        for size in _sizes(asked, benchmark):
            log.info("%s, %s", benchmark.name, f"{size:,} passages" if size else benchmark.corpus)
            try:
                yield from benchmark.run(setting, size)
            except Skipped as error:
                yield Result.of_skipped(benchmark.name, benchmark.about, size, str(error))


def _sizes(asked: argparse.Namespace, benchmark: Benchmark) -> Sequence[int]:
    if asked.passages is not None and benchmark.takes_any_size:
        return [asked.passages]
    return [size for size in benchmark.sizes if asked.up_to is None or size <= asked.up_to]


if __name__ == "__main__":
    sys.exit(main())
