"""Vectors alone: those of generated libraries, and those of real questions, kept in the work folder."""

import logging
from pathlib import Path

import numpy as np

from index.embedding import Embedder
from index.tokens import TokenSpace
from tests.benchmarks.corpus.mixing import Plan, vectors_of
from tests.benchmarks.corpus.source import Floats, Places, Source
from tests.benchmarks.engines import Own
from tests.benchmarks.material import material
from tests.benchmarks.setting import Setting

_QUESTIONS = 1_500  # real ones that are embedded
_AT_ONCE = 50  # questions that are compared with all passages together

log = logging.getLogger(__name__)


def question_vectors(work: Path) -> Floats:
    """Unit vectors of real questions, shape (n, dim). Raises Skipped."""
    file = work / f"questions-{_QUESTIONS}.npy"
    if not file.exists():
        encodings = Embedder().embed_questions(material().questions[:_QUESTIONS])
        _keep(file, np.stack([encoding.vector for encoding in encodings]))
    return np.asarray(np.load(file), np.float32)


def passage_vectors(work: Path, plan: Plan) -> Floats:
    """The vectors of a generated library, shape (plan.passages, dim), mapped from the disk. Raises Skipped."""
    file = work / f"vectors-{plan.name}.npy"
    if not file.exists():
        log.info("Making %d vectors.", plan.passages)
        source = Source.open(work)
        new = file.with_suffix(".new.npy")
        made = np.lib.format.open_memmap(new, "w+", np.float32, (plan.passages, source.vectors.shape[1]))
        at = 0
        for block in vectors_of(source, plan):
            made[at : at + len(block)] = block
            at += len(block)
        made.flush()
        new.replace(file)
    return np.load(file, mmap_mode="r")  # type: ignore[no-any-return]  # numpy says Any


def own_engine(setting: Setting, name: str) -> Own:
    """Clio's engine, to be built in a folder of this name, with what it is given beside the vectors. Raises Skipped."""
    own = Own(setting.work / "engines" / name, setting.threads)
    own.centre = TokenSpace.from_bytes(Source.open(setting.work).space).background.mean(0)
    return own


def exact(vectors: Floats, questions: Floats, limit: int) -> Places:
    """The places of the vectors with the highest cosines, in no order: shape (questions, limit)."""
    found = [
        _exact(vectors, questions[start : start + _AT_ONCE], limit) for start in range(0, len(questions), _AT_ONCE)
    ]
    return np.concatenate(found)


def _exact(vectors: Floats, questions: Floats, limit: int) -> Places:
    return np.argpartition(-(questions @ vectors.T), limit, axis=1)[:, :limit]


def recall(found: list[list[int]], truth: Places) -> float:
    """The share of the truth that was found."""
    hits = sum(len(set(one) & set(map(int, other))) for one, other in zip(found, truth, strict=True))
    return hits / truth.size


def _keep(file: Path, array: Floats) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new.npy")
    np.save(new, array)
    new.replace(file)
