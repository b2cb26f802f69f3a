"""One run of all questions through a library, which can be kept as JSON and read again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError, UnknownPassage
from index.evaluation.asked import Asked, Kind, read_questions
from index.evaluation.judging import Judged, composed, judge, names
from index.library import Library
from index.model import OnProgress, Progress

HITS = 10  # that are asked for and judged
STAGE = "asking questions"


@dataclass(frozen=True, slots=True)
class Questions:
    """What is to be asked, and the names of the files that it stands in; `off_topic` is "" where there is none."""

    file: str
    off_topic: str
    asked: tuple[Asked, ...]

    @classmethod
    def read(cls, file: Path, off_topic: Path | None = None) -> "Questions":
        """Read the questions, and those that the library cannot answer. Raises EvaluationError."""
        asked = read_questions(file)
        if off_topic is not None:
            asked += read_questions(off_topic, are_answerable=False)
        return cls(file.name, off_topic.name if off_topic else "", asked)

    def are_in(self, run: "Run") -> bool:
        """Whether any of them was asked in a run."""
        return not {(one.question, one.kind) for one in run.judged}.isdisjoint(
            (one.question, one.kind) for one in self.asked
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """What was asked and of which library; the counts are those of what was searched."""

    file: str
    off_topic: str
    model: str
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Run:
    """What all questions came to, in the order of their files.

    `missing` names the documents that should answer and that the library does not hold: their questions count, as
    wrong. `left_out` is how many questions do not count, since all passages that they name are gone, or are another
    collection's.
    """

    setting: Setting
    judged: tuple[Judged, ...]
    missing: tuple[str, ...] = ()
    left_out: int = 0


def run(library: Library, questions: Questions, on_progress: OnProgress) -> Run:
    """Ask all questions, one after the other, as people do, and judge what comes.

    Raises EvaluationError where the library holds nothing that the questions name, and what `Library.ask` raises.
    """
    missing = _missing(library, questions)
    asked = [one for one in questions.asked if _is_known(one, library)]
    if not asked:
        raise EvaluationError(
            f"No passage that {questions.file} names is in this library (any more); name the folder that they stand "
            "in with --documents."
        )
    judged: list[Judged] = []
    for number, one in enumerate(asked):
        on_progress(Progress(STAGE, number, len(asked)))
        judged.append(judge(one, library.ask(one.question, HITS)))
    status = library.status()
    setting = Setting(questions.file, questions.off_topic, status.model, status.documents, status.passages)
    return Run(setting, tuple(judged), missing, len(questions.asked) - len(asked))


def _missing(library: Library, questions: Questions) -> tuple[str, ...]:
    """Name the documents that the library lacks, each once. Raises EvaluationError when it lacks them all."""
    golds = [gold for one in questions.asked if one.kind is Kind.ANSWERABLE for gold in one.golds if gold.document]
    held = set().union(*(names(holding.document) for holding in library.documents()))
    missing = tuple(name for name in dict.fromkeys(gold.document for gold in golds) if composed(name) not in held)
    if missing and not any(composed(name) in held for gold in golds for name in (gold.document, *gold.also)):
        raise EvaluationError(
            f"The library holds no document that {questions.file} names: {shortened(missing)}. "
            "Name the folder that they stand in with --documents, or mend the names."
        )
    return missing


def shortened(names: Sequence[str], most: int = 5) -> str:
    """Name the first of several, and how many there are besides."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def _is_known(asked: Asked, library: Library) -> bool:
    """Whether anything that the question names by id can still be found."""
    ids = [passage_id for gold in asked.golds for passage_id in gold.passages]
    by_document = any(gold.document for gold in asked.golds)
    return not ids or by_document or any(_is_held(passage_id, library) for passage_id in ids)


def _is_held(passage_id: str, library: Library) -> bool:
    try:
        library.passage(passage_id)
    except UnknownPassage:
        return False
    return True
