"""Questions asked of libraries → what spoke for each passage and sentence, and which were right: a fit learns from it.

A specification names sets: folders of documents that are indexed together, files of questions about them with where
their answers stand, and files of questions that they cannot answer. Paths are relative to the specification; $NAME
stands for an environment variable.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EvaluationError
from index.evaluation.asked import Asked, Gold, Kind, read_questions
from index.evaluation.judging import holds_answer, is_right
from index.library import Library, LibraryOptions
from index.model import OnProgress, Progress
from index.search.considering import Considered

_TOGETHER = 50  # questions that are embedded at once

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions about one library; `weight` is what the set counts in the fit, shared by its questions."""

    name: str
    documents: tuple[Path, ...]
    questions: tuple[Asked, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What was found for one question; features as in `index.search.evidence`.

    `passages` has the shape (candidates, features), `right` says which of them are right; `sentences` those of the
    first right candidate, shape (sentences, features), and `answering` which of them hold the answer. `level` is that
    of the library. `document` is what the question is about: samples of one document stay in one fold.
    """

    set: str
    group: str
    document: str
    is_answerable: bool
    weight: float
    passages: Floats
    right: Bools
    sentences: Floats
    answering: Bools
    level: float


def read_sets(specification: Path) -> tuple[QuestionSet, ...]:
    """Read a specification. Raises EvaluationError."""
    try:
        sets = json.loads(specification.read_text("utf-8"))["sets"]
        return tuple(_set(fields, specification.parent) for fields in sets)
    except OSError as error:
        raise EvaluationError(f"{specification} cannot be read ({error.strerror}); check its name.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f'{specification} is no specification ({error!r}); it should hold {{"sets": [{{"name": …, "documents": '
            '[DIR, …], "questions": [FILE, …], "off_topic": [FILE, …], "weight": 1}}]}}.'
        ) from None


def gather_samples(question_set: QuestionSet, options: LibraryOptions, on_progress: OnProgress) -> Iterator[Sample]:
    """Index the documents of a set, and ask its questions."""
    with closing(Library.open(replace(options, documents=question_set.documents))) as library:
        library.reindex(on_progress)
        for done in range(0, len(question_set.questions), _TOGETHER):
            on_progress(Progress(f"asking about {question_set.name}", done, len(question_set.questions)))
            some = question_set.questions[done : done + _TOGETHER]
            found = library.consider([asked.question for asked in some])
            for asked, (considered, level) in zip(some, found, strict=True):
                if considered is not None and asked.kind is not Kind.UNHELPFUL:
                    yield _sample(question_set, asked, considered, level)


def _sample(question_set: QuestionSet, asked: Asked, considered: Considered, level: float) -> Sample:
    passages = [candidate.passage for candidate in considered.candidates]
    right = np.array([any(is_right(gold, passage) for gold in asked.golds) for passage in passages], bool)
    place = int(np.argmax(right))
    sentences = considered.evidence.sentences[considered.evidence.first[place] : considered.evidence.first[place + 1]]
    return Sample(
        set=question_set.name,
        group=asked.group,
        document=asked.golds[0].document if asked.golds else hashlib.sha256(asked.question.encode()).hexdigest(),
        is_answerable=asked.kind is Kind.ANSWERABLE,
        weight=question_set.weight / len(question_set.questions),
        passages=considered.evidence.passages.astype(np.float32),
        right=right,
        sentences=sentences.astype(np.float32),
        answering=_answering(considered, place, asked.golds) if right.any() else np.zeros(len(sentences), bool),
        level=level,
    )


def _answering(considered: Considered, place: int, golds: Sequence[Gold]) -> Bools:
    """Which sentences of a candidate hold an answer."""
    candidate = considered.candidates[place]
    answers = [answer for gold in golds if is_right(gold, candidate.passage) for answer in gold.answers]
    texts = [candidate.passage.text[start:end] for start, end in candidate.embedding.spans]
    return np.array([holds_answer(text, answers) for text in texts], bool)


def _set(fields: Mapping[str, object], folder: Path) -> QuestionSet:
    answerable = [asked for file in _paths(fields, "questions", folder) for asked in read_questions(file)]
    others = [asked for file in _paths(fields, "off_topic", folder) for asked in read_questions(file, False)]
    documents = tuple(_paths(fields, "documents", folder))
    return QuestionSet(str(fields["name"]), documents, (*answerable, *others), float(str(fields.get("weight", 1))))


def _paths(fields: Mapping[str, object], name: str, folder: Path) -> list[Path]:
    given = fields.get(name, [])
    if not isinstance(given, list):
        raise TypeError(f"{name} should be a list")
    return [folder / _expanded(str(path)) for path in given]


def _expanded(path: str) -> str:
    whole = os.path.expandvars(path)
    if missing := re.search(r"\$\{?\w+\}?", whole):
        raise EvaluationError(f"The specification needs the environment variable {missing[0]}; set it to the folder.")
    return whole
