"""How far a long piece of work is, shown on standard error: a bar in a terminal, plain lines in a log."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.terminal import printable, render_failure
from index.library import Library
from index.model import OnProgress, Report
from index.model import Progress as Step

LINE_EVERY = 15.0  # seconds between two lines on the same stage, where there is no bar


def reindex(library: Library, console: Console) -> Report:
    """Bring the index in line, showing how far it is; files that could not be indexed are named with the reason."""
    with progress_on(console) as on_progress:
        report = library.reindex(on_progress)
    for failure in report.failed:
        console.print(f"clio: {render_failure(failure)}", soft_wrap=True)
    return report


@contextmanager
def progress_on(console: Console) -> Iterator[OnProgress]:
    """Give what to report progress to; the bar goes when the work is done."""
    if not console.is_interactive:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[passages]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bars:
        yield _Bar(bars)


def waiting(console: Console, what: str) -> AbstractContextManager[object]:
    """Show in a terminal what is being waited for; nothing elsewhere."""
    return console.status(what) if console.is_interactive else nullcontext()


class _Bar:
    """One bar that starts anew with each stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task = bars.add_task("Starting", total=None, passages="")
        self._stage = ""

    def __call__(self, step: Step) -> None:
        if step.stage != self._stage:
            self._stage = step.stage
            self._bars.reset(self._task, description=printable(step.stage))
        passages = f"{step.passages:,} passages" if step.passages else ""
        self._bars.update(self._task, completed=step.done, total=step.total or None, passages=passages)


class _Lines:
    """A line at each new stage, and one now and then while a stage lasts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._printed = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if step.stage == self._stage and now - self._printed < LINE_EVERY:
            return
        self._stage, self._printed = step.stage, now
        of = f" ({step.done:,} of {step.total:,})" if step.total else ""
        self._console.print(f"clio: {printable(step.stage)}{of}", soft_wrap=True)
