"""The whole pipeline beside what people would otherwise pick: same documents, same questions, same model."""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.alternating import dealt
from tests.benchmarks.figures import Figure, Goal, Result, Skipped
from tests.benchmarks.material import SCORE, SQUAD, material
from tests.benchmarks.rivals.process import CLIO, RIVALS, Worker, worker
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import number

TITLE = "the whole pipeline against {}"
_OWN = "Clio"
_WARMING = 5  # questions before those that are timed
_AHEAD = Goal(most=1.0)
_BETTER = Goal(least=0.0)
_QUALITY = {"right@1": "right passage first", "right@3": "right passage among three", "ndcg@10": "nDCG@10"}


@dataclass
class _Contestant:
    """What was measured of one: seconds to index, MiB, the median seconds of each round, all answers."""

    worker: Worker
    indexing: float = 0.0
    memory: float = 0.0
    rounds: list[float] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Index with each, then ask each in turn, round by round."""
    material()  # raises Skipped
    questions = _questions(setting.rounds * setting.questions)
    work = Path(tempfile.mkdtemp(dir=setting.work))
    try:
        with ExitStack() as stack:
            found, missing = _started(stack, work)
            _measure(found, dealt(questions, setting.rounds))
        quality = {name: _score(one.answers, questions, work) for name, one in found.items()}
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for name, reason in missing.items():
        yield Result.of_skipped("compare", TITLE.format(name), 0, reason)
    for name in found:
        if name != _OWN:
            yield _result(name, found, quality, len(questions))


def _questions(count: int) -> list[dict[str, Any]]:
    """So many questions with their answers, drawn by chance and always the same."""
    lines = (SQUAD / "questions.jsonl").read_text("utf-8").splitlines()
    return random.Random(6).sample([json.loads(line) for line in lines], count)


def _started(stack: ExitStack, work: Path) -> tuple[dict[str, _Contestant], dict[str, str]]:
    """All that can be had here, and why the others cannot."""
    found: dict[str, _Contestant] = {}
    missing: dict[str, str] = {}
    for place, (name, kind) in enumerate({_OWN: CLIO, **RIVALS}.items()):
        try:
            found[name] = _Contestant(stack.enter_context(worker(kind, SQUAD / "documents", work / str(place))))
        except Skipped as error:
            missing[name] = str(error)
    return found, missing


def _measure(found: dict[str, _Contestant], rounds: Sequence[Sequence[dict[str, Any]]]) -> None:
    for one in found.values():
        one.worker.load()
        one.indexing = one.worker.index()
        one.worker.ask([gold["question"] for gold in rounds[0][:_WARMING]])
    for part in rounds:
        for one in found.values():
            answers = one.worker.ask([gold["question"] for gold in part])
            one.rounds.append(median(answer["seconds"] for answer in answers))
            one.answers += answers
    for one in found.values():
        one.memory = one.worker.memory()["rss"]


def _score(answers: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]], work: Path) -> dict[str, float]:
    """What score.py says of them."""
    work.mkdir(parents=True, exist_ok=True)
    given, asked = work / "answers.jsonl", work / "questions.jsonl"
    for file, objects in ((given, answers), (asked, questions)):
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects), "utf-8")
    command = [sys.executable, str(SCORE), "--json", "--documents", str(SQUAD / "documents"), "--questions", str(asked)]
    done = subprocess.run([*command, str(given)], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _result(name: str, found: dict[str, _Contestant], quality: dict[str, dict[str, float]], count: int) -> Result:
    own, other = found[_OWN], found[name]
    figures = [
        Figure.ratio(f"question, by {name}'s", own.rounds, other.rounds, _AHEAD),
        Figure(f"index, by {name}'s", (own.indexing / other.indexing,), "×", _AHEAD),
        Figure(f"memory, by {name}'s", (own.memory / other.memory,), "×", _AHEAD),
    ]
    for key, label in _QUALITY.items():
        more = (quality[_OWN][key] - quality[name][key]) * 100
        figures.append(Figure(f"{label}, more", (more,), "points", _BETTER))
    notes = (
        _in_words(_OWN, own, quality[_OWN]),
        _in_words(name, other, quality[name]),
        f"Quality by {count:,} questions. Memory is that of the process that has indexed and been asked. All have the "
        "same model, and each passage below its document's title.",
    )
    return Result("compare", TITLE.format(name), tuple(figures), notes=notes, facts={"quality": quality[name]})


def _in_words(name: str, one: _Contestant, quality: dict[str, float]) -> str:
    first, third, ndcg = (quality[key] for key in _QUALITY)
    return (
        f"{name}: {number(median(one.rounds) * 1000)} ms a question, index in {number(one.indexing)} s, "
        f"{number(one.memory)} MiB, right first {first:.3f}, among three {third:.3f}, nDCG@10 {ndcg:.3f}"
    )
