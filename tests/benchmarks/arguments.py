"""The command line of `python -m tests.benchmarks`; it imports nothing that reads the number of threads."""

import argparse
import os
from pathlib import Path

from platformdirs import user_cache_path

_SIZES = [1_000, 10_000, 100_000, 1_000_000]
_DESCRIPTION = "How fast and how small Clio is, beside what the same work costs otherwise."


def parser(names: tuple[str, ...]) -> argparse.ArgumentParser:
    """The options; `names` are the benchmarks'."""
    found = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=_DESCRIPTION)
    commands = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="the benchmarks, and the sizes that they are meant for")
    run = commands.add_parser("run", help="run benchmarks, or all of them")
    run.add_argument("names", nargs="+", choices=(*names, "all"), metavar="NAME")
    run.add_argument("--passages", type=int, metavar="N", help="the size of the corpus, in place of those meant")
    run.add_argument("--up-to", type=int, metavar="N", help="pass over larger corpora")
    likeness = commands.add_parser("likeness", help="whether generated corpora lie around questions as real ones do")
    likeness.add_argument("--passages", type=int, nargs="+", default=[20_000, 100_000], metavar="N")
    growth = commands.add_parser("growth", help="time, memory and disk at several sizes, as a table and a plot")
    growth.add_argument("--passages", type=int, nargs="+", default=_SIZES, metavar="N", help="the sizes")
    growth.add_argument("--plot", type=Path, default=Path("growth.png"), metavar="FILE", help="(%(default)s)")
    compare = commands.add_parser("compare", help="the whole pipeline beside others; the same as `run compare`")
    compare.set_defaults(names=["compare"], passages=None, up_to=None)
    for one in (run, likeness, growth, compare):
        _common(one)
    return found


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds, whose median counts (%(default)s)")
    command.add_argument(
        "--questions", type=int, default=100, metavar="N", help="questions in each round (%(default)s)"
    )
    command.add_argument(
        "--documents", type=int, default=10_000, metavar="N", help="small documents, for reindexing (%(default)s)"
    )
    command.add_argument(
        "--threads", type=int, default=os.cpu_count() or 1, metavar="N", help="for all that is measured (%(default)s)"
    )
    command.add_argument("--tokens", type=int, metavar="N", help="keep no more tokens of a passage, to spare the disk")
    command.add_argument("--seed", type=int, default=1, metavar="N", help="of the generated corpora (%(default)s)")
    command.add_argument("--json", type=Path, metavar="FILE", help="write all figures, with the machine, as JSON")
    command.add_argument(
        "--work", type=Path, default=user_cache_path("clio-benchmarks", appauthor=False), metavar="DIR",
        help="where corpora are kept (%(default)s)",
    )  # fmt: skip


def use_threads(threads: int) -> None:
    """Let every library of this process and of those it starts use so many threads; before they are imported."""
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
    os.environ.update(dict.fromkeys(names, str(threads)))
