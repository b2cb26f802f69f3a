"""What `clio run` takes of the memory, beside a process with discord.py and the loaded model."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

from index.library import LibraryOptions
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.libraries import options
from tests.benchmarks.machine import ROOT
from tests.benchmarks.material import STARTER, material, starter_questions
from tests.benchmarks.memory import memory_of
from tests.benchmarks.running import QUOTED, running
from tests.benchmarks.setting import Setting

STARTER_TITLE = "memory of clio run, starter library, after {:,} questions, against discord.py and the model"
LARGE_TITLE = "memory of clio run after {:,} questions, against discord.py and the model"
_QUESTIONS = 1_000
_STARTER_GOAL, _LARGE_GOAL = Goal(most=1.15), Goal(most=1024)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Measure both, in turn; 0 passages stand for the starter library."""
    opened = options(setting, passages) if passages else LibraryOptions(setting.work / "starter", (STARTER,))
    questions = material().questions[:_QUESTIONS] if passages else starter_questions(_QUESTIONS)
    rounds = [(_of_bare(questions), asyncio.run(_of_clio(opened, questions))) for _ in range(min(setting.rounds, 2))]
    bare, clio = [one["loaded"] for one, _ in rounds], [other["pss"] for _, other in rounds]
    more = tuple(ours - theirs for ours, theirs in zip(clio, bare, strict=True))
    anonymous = tuple(other["anonymous"] - one["anonymous"] for one, other in rounds)
    figures = (
        Figure.ratio("by bare", clio, bare, None if passages else _STARTER_GOAL),
        Figure("more than bare", more, "MiB", _LARGE_GOAL if passages else None),
        Figure("of that without mapped files", anonymous, "MiB"),
        Figure("clio run", tuple(clio), "MiB"),
        Figure("discord.py and the model", tuple(bare), "MiB"),
        Figure("the same, when it has encoded them", tuple(one["asked"] for one, _ in rounds), "MiB"),
    )
    title = (LARGE_TITLE if passages else STARTER_TITLE).format(_QUESTIONS)
    note = (
        f"{rounds[0][1]['answered']:,} of the questions were answered. What lies in memory of mapped files is counted, "
        "though the system takes it back when it needs to."
    )
    yield Result("memory", title, figures, passages, (note, *setting.notes))


async def _of_clio(opened: LibraryOptions, questions: Sequence[str]) -> dict[str, float]:
    async with running(opened) as bot:
        answered = [QUOTED in await bot.ask(question) for question in questions]
        return memory_of(bot.clio.pid) | {"answered": sum(answered)}


def _of_bare(questions: Sequence[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.measures.bare_memory"]
    given = json.dumps(list(questions))
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))
