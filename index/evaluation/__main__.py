"""`python -m index.evaluation fit SPECIFICATION`: fit the weights anew, report how good they are, write them.

Results go to standard output, progress to standard error.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from index.embedding import Embedder
from index.errors import ClioError
from index.evaluation.fit import WITH_TOKENS, WITHOUT_TOKENS, fit
from index.evaluation.fit_report import ablations, report
from index.evaluation.samples import Sample, gather_samples, read_sets
from index.library import LibraryOptions
from index.model import Progress
from index.weights import FILE, Weights


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status: 0 done, 1 failed with one line that says why."""
    found = _parser().parse_args(argv)
    try:
        with tempfile.TemporaryDirectory() as folder:
            samples = _samples(found.specification, found.data or Path(folder), found.model)
        _fit(samples, found)
    except (ClioError, OSError) as error:
        sys.stderr.write(f"fit: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.evaluation", description="Fit what answers hang on.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("fit", help="fit the weights on questions with known answers, and report")
    command.add_argument("specification", type=Path, help="a JSON file that names documents and questions")
    command.add_argument("--model", default="", help="a sentence-transformers model (default: the bundled one)")
    command.add_argument("--data", type=Path, help="where the index is kept for another time (default: nowhere)")
    command.add_argument("--ablations", action="store_true", help="report what each part contributes")
    command.add_argument(
        "--write", type=Path, nargs="?", const=FILE, help="write the weights (default: Clio's own file)"
    )
    return parser


def _samples(specification: Path, data: Path, model: str) -> list[Sample]:
    return [
        sample
        for question_set in read_sets(specification)
        for sample in gather_samples(question_set, LibraryOptions(data, (), model), _show)
    ]


def _fit(samples: Sequence[Sample], found: argparse.Namespace) -> None:
    with_tokens, outcomes = fit(samples, WITH_TOKENS)
    without_tokens, others = fit(samples, WITHOUT_TOKENS)
    lines = ["With tokens", *report(outcomes), "", "Without tokens", *report(others)]
    lines += ["", *ablations(samples)] if found.ablations else []
    sys.stdout.write("\n".join(lines) + "\n")
    if found.write:
        notes = {"model": Embedder(found.model).name, "questions": len(samples)}
        found.write.write_text(_written(with_tokens, without_tokens, notes), "utf-8")


def _written(with_tokens: Weights, without_tokens: Weights, notes: dict[str, object]) -> str:
    sets = {"notes": notes, "with_tokens": asdict(with_tokens), "without_tokens": asdict(without_tokens)}
    return json.dumps(sets, indent=2, ensure_ascii=False) + "\n"


def _show(progress: Progress) -> None:
    if progress.total and progress.done % 500 == 0:
        sys.stderr.write(f"{progress.stage} ({progress.done} of {progress.total})\n")


if __name__ == "__main__":
    sys.exit(main())
