"""The real texts and questions that everything is measured with; they lie beside the project, not in it."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from bot.settings import STARTER_LIBRARY
from tests.benchmarks.figures import Skipped

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SQUAD = SHARED / "eval" / "squad-history"
MILESTONES = SHARED / "corpus" / "milestones"
SCORE = SHARED / "eval" / "score.py"
STARTER = STARTER_LIBRARY
_ABOUT_STARTER = ("starter", "missing", "names", "typed", "dated")


@dataclass(frozen=True, slots=True)
class Material:
    """Folders of documents, and questions about them in an order that is drawn by chance and always the same."""

    documents: tuple[Path, ...]
    questions: tuple[str, ...]


def material() -> Material:
    """All of it. Raises Skipped where it is missing."""
    for place in (SQUAD, MILESTONES):
        if not place.is_dir():
            raise Skipped(f"the folder {place} is not there")
    questions = _questions(SQUAD / "questions.jsonl") + _questions(ROOT / "tests" / "evaluation" / "milestones.jsonl")
    random.Random(6).shuffle(questions)
    return Material((SQUAD / "documents", MILESTONES, STARTER), tuple(questions))


def starter_questions(count: int) -> tuple[str, ...]:
    """So many questions about the starter library; where there are no more, others."""
    own = [ROOT / "tests" / "evaluation" / f"{name}.jsonl" for name in _ABOUT_STARTER]
    return tuple(dict.fromkeys([question for file in own for question in _questions(file)] + [*material().questions]))[
        :count
    ]


def _questions(file: Path) -> list[str]:
    """The questions of a file, each once."""
    return list(dict.fromkeys(json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()))
