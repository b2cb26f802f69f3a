"""A job in the channel: what waits, how far it is, and what became of every file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discord import SelectOption
from discord.ui import ActionRow, Button, Container, Item, Select, TextDisplay

from bot.escaping import escape, one_line, shortened
from bot.limits import SELECT_OPTIONS, SELECT_TEXT
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.ids import OWN, SHARED, key_of
from bot.sources_view.words import counted, duration, fitting, name_list, named, person, seconds_between
from index.archive.model import Job, JobState
from index.model import Failure, Progress

BLOCKS = 20  # of the bar
RED = 0xB22222

_NOTES_UNITS, _NAMES_UNITS, _FAILED_UNITS = 800, 400, 1300  # with three lists of names and a heading below 4,000
_REASON = 240  # characters
_NOTES = 12
_WITHIN = "embedding passages"  # the engine's name for the stage at which it is within a long document
_USUAL = (_WITHIN, "indexing documents", "starting")  # stages that the counts tell of well enough
_DOING = {
    "add": "Adding",
    "edit": "Changing the details of",
    "restore": "Bringing back",
    "reindex": "Reading again",
    "import": "Importing",
    "retry": "Trying again",
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a job goes: `passages` per second, and the seconds that it still takes, None where unknown."""

    passages: float = 0.0
    left_s: float | None = None


NO_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a job is: `files` that it has dealt with, parts of one included, and `passages`."""

    files: float
    passages: int


def reached(job: Job, progress: Progress | None) -> Reached:
    """How far a job is by its own count, and within the long document that it may be at."""
    if progress is None or progress.stage != _WITHIN or progress.total <= 0:
        return Reached(job.done, job.report.passages)
    return Reached(job.done + progress.done / progress.total, job.report.passages + progress.done)


def progress_reply(
    job: Job, progress: Progress | None = None, pace: Pace = NO_PACE, notes: Sequence[str] = ()
) -> Reply:
    """How far a job is that waits or runs; `notes` are lines of markdown."""
    at = reached(job, progress)
    stage = progress.stage if progress and progress.stage not in _USUAL else ""
    lines = [f"### {_doing(job)}", bar(at.files, job.total), f"-# {' · '.join(_facts(job, at, pace, stage))}"]
    cancel = Button[Any](label="Cancel", custom_id=f"job:cancel:{_whose(job)}:{job.number}")
    items: list[Item[Any]] = [TextDisplay("\n".join(lines)), *_noted(notes), ActionRow(cancel)]
    return Reply(Container(*items, accent_colour=GREY))


def paused_reply(job: Job, notes: Sequence[str] = ()) -> Reply:
    """Say that a job goes on after a restart."""
    lines = [
        f"### {_doing(job)}: paused",
        bar(job.done, job.total),
        "-# I am being restarted. This goes on by itself from where it is, in this message.",
    ]
    return Reply(Container(TextDisplay("\n".join(lines)), *_noted(notes), accent_colour=GREY))


def moved_reply(job: Job, url: str) -> Reply:
    """Say in which message a job is told on."""
    text = f"### {_doing(job)}\nThis goes on in [a newer message]({url})."
    return Reply(Container(TextDisplay(text), accent_colour=GREY))


def report_reply(job: Job, notes: Sequence[str] = ()) -> Reply:
    """What became of a job that is over, with what can be done next."""
    report = job.report
    named_lists = (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed))
    lines = [f"### {_outcome(job)}"]
    if job.trouble:
        lines.append(escape(shortened(one_line(job.trouble), _REASON * 2)))
    lines += [f"**{label}** {name_list(names, _NAMES_UNITS)}" for label, names in named_lists if names]
    if report.unchanged:
        lines.append(f"**Unchanged** {counted(report.unchanged, 'file')}")
    lines += _not_read(job)
    items: list[Item[Any]] = [TextDisplay("\n".join(lines))]
    if report.failed:
        failures = fitting([_failure(failure) for failure in report.failed], _FAILED_UNITS, "file")
        items.append(TextDisplay("\n".join(["**Failed**", *failures])))
    items += [*_noted(notes), TextDisplay(f"-# {' · '.join(_sums(job))}"), *_next_steps(job)]
    return Reply(Container(*items, accent_colour=_colour(job)))


def bar(done: float, total: int) -> str:
    """Draw a part of a whole as 20 blocks and in per cent."""
    part = min(1.0, done / total) if total > 0 else 0.0
    full = int(part * BLOCKS)
    return f"`{'█' * full}{'░' * (BLOCKS - full)}` {int(part * 100)} %"


def _doing(job: Job) -> str:
    return f"{_DOING.get(job.action, 'Working on')} {counted(job.total, 'file')}"


def _facts(job: Job, at: Reached, pace: Pace, stage: str) -> list[str]:
    if job.state is JobState.QUEUED:
        return ["waits for its turn", f"asked for by {person(job.by)}"]
    facts = [f"{job.done:,} of {counted(job.total, 'file')}", counted(at.passages, "passage")]
    if pace.passages > 0:
        facts.append(f"{pace.passages:,.3g} passages/s")
    if pace.left_s is not None:
        facts.append(f"about {duration(pace.left_s)} left")
    return facts + ([escape(shortened(one_line(stage), _REASON))] if stage else [])


def _noted(notes: Sequence[str]) -> list[Item[Any]]:
    return [TextDisplay("\n".join(fitting(notes, _NOTES_UNITS, "line", _NOTES)))] if notes else []


def _outcome(job: Job) -> str:
    failed, done = len(job.report.failed), len(job.report.added) + len(job.report.changed) + job.report.unchanged
    if job.state is JobState.CANCELLED:
        return f"Cancelled after {job.done:,} of {counted(job.total, 'file')}"
    if job.state is JobState.FAILED:
        return f"Stopped after {job.done:,} of {counted(job.total, 'file')}"
    if failed:
        return f"{failed:,} of {counted(failed + done, 'file')} could not be read"
    return f"Done: {counted(job.total, 'file')}"


def _not_read(job: Job) -> list[str]:
    """What became of the files that a cancelled job did not come to."""
    left = job.total - job.done
    if job.state is not JobState.CANCELLED or left <= 0:
        return []
    was, stays = ("was", "stays as it is") if left == 1 else ("were", "stay as they are")
    if job.action not in ("add", "import"):
        return [f"**{counted(left, 'file')}** {was} not read and {stays} in the library."]
    out = "is not" if left == 1 else "are not"
    return [
        f"**{counted(left, 'file')}** {was} not read and {out} in the library; what stood there before stays. "
        "`/sources restore` brings one in after all."
    ]


def _sums(job: Job) -> list[str]:
    counts = (
        (len(job.report.added), "added"),
        (len(job.report.changed), "changed"),
        (len(job.report.removed), "removed"),
        (job.report.unchanged, "unchanged"),
        (len(job.report.failed), "failed"),
    )
    sums = [", ".join(f"{number:,} {what}" for number, what in counts if number) or "nothing done"]
    sums.append(counted(job.report.passages, "passage"))
    took = seconds_between(job.started_at, job.ended_at)
    return [*sums, f"took {duration(took)}", person(job.by)]


def _failure(failure: Failure) -> str:
    return f"- **{named(failure.path)}** {escape(shortened(one_line(failure.reason), _REASON))}"


def _next_steps(job: Job) -> list[Item[Any]]:
    steps: list[Item[Any]] = []
    if job.report.failed:
        retry = Button[Any](label="Retry failed", custom_id=f"job:retry:{_whose(job)}:{job.number}")
        steps.append(ActionRow(retry))
    if job.report.added and _whose(job) == OWN:
        options = [_option(name) for name in job.report.added[:SELECT_OPTIONS]]
        menu: Select[Any] = Select(
            custom_id=f"job:details:{job.number}", placeholder="Edit the details of…", options=options
        )
        steps.append(ActionRow(menu))
    return steps


def _option(name: str) -> SelectOption:
    return SelectOption(label=shortened(one_line(name), SELECT_TEXT // 2) or "Untitled", value=key_of(name))


def _whose(job: Job) -> str:
    return SHARED if job.collection == "shared" else OWN


def _colour(job: Job) -> int:
    if job.state is JobState.DONE:
        is_lost = job.report.failed and not (job.report.added or job.report.changed or job.report.unchanged)
        return RED if is_lost else GOLD
    return RED if job.state is JobState.FAILED else GREY
