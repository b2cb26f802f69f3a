"""The commands `evaluate` and `feedback`: how good the answers are, by questions with known answers and by votes."""

import sys
from dataclasses import dataclass

from rich.console import Console

from bot.arguments import Request
from bot.evaluation_view import render_comparison, render_run, render_worst
from bot.feedback import Opinion
from bot.json_lines import to_line
from bot.progress import progress_on
from bot.terminal import console_for, printable
from index.errors import EvaluationError
from index.evaluation import Comparison, Questions, Run, compare, read_run, run, run_object, shortened
from index.library import Library


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be evaluated; `earlier` is a run to compare with."""

    questions: Questions
    earlier: Run | None

    @classmethod
    def read(cls, request: Request) -> "Task":
        """Read the files that the command names. Raises EvaluationError."""
        assert request.file is not None
        questions = Questions.read(request.file, request.off_topic)
        earlier = read_run(request.against) if request.against else None
        if earlier and not questions.are_in(earlier):
            raise EvaluationError(
                f"{request.against} has no question in common with {request.file}; compare runs of the same questions."
            )
        return cls(questions, earlier)


def evaluate(task: Task, library: Library, request: Request) -> None:
    """Ask all questions and print what they came to. Raises EvaluationError and what asking raises."""
    err = console_for(sys.stderr)
    with progress_on(err) as on_progress:
        found = run(library, task.questions, on_progress)
    _warn(found, err)
    compared = compare(task.earlier.judged, found.judged) if task.earlier else None
    if request.json:
        sys.stdout.write(to_line(run_object(found, compared)) + "\n")
    else:
        _print(found, compared, request)


def opinion_line(opinion: Opinion) -> str:
    """Write a vote as a line of a file of questions, which `evaluate` reads."""
    return to_line(
        {
            "question": opinion.question,
            "passages": list(opinion.passages),
            "helpful": opinion.helpful,
            "given_at": opinion.given_at,
        }
    )


def _print(found: Run, compared: Comparison | None, request: Request) -> None:
    out = console_for(sys.stdout)
    parts = [render_run(found, out)]
    if compared:
        parts.append(render_comparison(compared, str(request.against), out))
    parts += render_worst(found.judged, request.worst, out)
    for number, part in enumerate(parts):
        out.print(part, end="\n\n" if number < len(parts) - 1 else "\n")


def _warn(found: Run, err: Console) -> None:
    """Tell of questions that could not be judged as they were meant."""
    if found.missing:
        what = "1 document" if len(found.missing) == 1 else f"{len(found.missing):,} documents"
        err.print(
            f"clio: the library lacks {what} that questions name, and what only they answer counts as wrong: "
            f"{printable(shortened(found.missing))}",
            soft_wrap=True,
        )
    if found.left_out:
        what = "1 question" if found.left_out == 1 else f"{found.left_out:,} questions"
        err.print(f"clio: left out {what} of which no passage named is in this library (any more)", soft_wrap=True)
