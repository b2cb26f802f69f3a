"""Samples → weights, and how good they are on documents that they were not fitted on.

Everything that is reported is out of fold: documents are dealt into folds, and each question is judged by weights that
were fitted on the documents of the other folds. What is written is fitted on all of them.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.evaluation.logit import conditional_logit, logistic
from index.evaluation.samples import Sample
from index.search.confidence import CONFIDENCE_FEATURES, confidence_features
from index.search.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES
from index.search.marking import marked
from index.weights import Weights, weigh

FOLDS = 8
ANSWERED_OFF_TOPIC = 0.03  # share of the off-topic questions that may be answered: one in twenty, and room for error
HELPED_OFF_TOPIC = 0.10  # that may be shown passages marked as unsure, besides
TWICE_MARKED = 0.12  # share of the passages in which two sentences may be marked: what is all bold marks nothing
SHOWN = 3  # passages that a reader sees at once: one of them should answer

PROPOSING = ("dense", "coverage", "bigrams", "bm25")
OF_TOKENS = tuple(
    name
    for name in PASSAGE_FEATURES
    if name.startswith(("close_", "context_", "pair_"))
    or (name.startswith("sentence_") and name.endswith(("telling", "content", "rest")))
)
_FREE = ("length", "opening")  # features that may speak against

Floats = NDArray[np.float64]
Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question came to out of fold.

    `rank` is that of the first right candidate, 0 for none; `confidence` lies in 0..1; `is_marked` says whether what
    is marked in a right passage holds the answer, None where none of its sentences does; `is_twice` whether two are.
    """

    sample: Sample
    rank: int
    confidence: float
    is_marked: bool | None
    is_twice: bool


@dataclass(frozen=True, slots=True)
class Features:
    """The names of the features that are fitted."""

    ranking: tuple[str, ...]
    marking: tuple[str, ...]
    confidence: tuple[str, ...]


WITH_TOKENS = Features(tuple(name for name in PASSAGE_FEATURES), tuple(SENTENCE_FEATURES), tuple(CONFIDENCE_FEATURES))
WITHOUT_TOKENS = Features(
    tuple(name for name in PASSAGE_FEATURES if name not in OF_TOKENS),
    tuple(name for name in SENTENCE_FEATURES if not name.startswith(("close_", "context_"))),
    tuple(name for name in CONFIDENCE_FEATURES if not name.startswith(("close_", "context_"))),
)


def fit(samples: Sequence[Sample], features: Features = WITH_TOKENS) -> tuple[Weights, tuple[Outcome, ...]]:
    """Fit weights on all samples, and say what each comes to by weights fitted without its document."""
    folds = np.array([zlib.crc32(sample.document.encode()) % FOLDS for sample in samples])
    outcomes: list[Outcome] = []
    for fold in range(FOLDS):
        weights = _fitted([sample for sample, of in zip(samples, folds, strict=True) if of != fold], features)
        outcomes += [outcome(sample, weights) for sample, of in zip(samples, folds, strict=True) if of == fold]
    return _fitted(samples, features), tuple(outcomes)


def outcome(sample: Sample, weights: Weights) -> Outcome:
    """What a question comes to by some weights."""
    order = np.argsort(-weigh(sample.passages.astype(np.float64), PASSAGE_FEATURES, weights.ranking), kind="stable")
    ranks = np.flatnonzero(sample.right[order])
    sentences = sample.sentences.astype(np.float64)
    scores = weigh(sentences, SENTENCE_FEATURES, weights.marking)
    first, last = marked(scores, sentences[:, SENTENCE_FEATURES.index("coverage")], weights.second)
    return Outcome(
        sample,
        int(ranks[0]) + 1 if len(ranks) else 0,
        _sure(sample, int(order[0]), weights),
        bool(sample.answering[first : last + 1].any()) if sample.answering.any() else None,
        first != last,
    )


def _sure(sample: Sample, place: int, weights: Weights) -> float:
    features = confidence_features(sample.passages.astype(np.float64), place, sample.level)
    return float(1 / (1 + np.exp(-weigh(features, CONFIDENCE_FEATURES, weights.confidence))))


def _fitted(samples: Sequence[Sample], features: Features) -> Weights:
    answerable = [sample for sample in samples if sample.is_answerable]
    proposal = _table(PROPOSING, _choosing(answerable, PROPOSING))
    ranking = _table(features.ranking, _choosing(answerable, features.ranking))
    marking = _table(features.marking, _marking(answerable, features.marking))
    confidence = _confidence(samples, ranking, features.confidence)
    weights = Weights(proposal, ranking, marking, confidence, 0.5, 0.5, 1.0)
    return _with_thresholds(weights, samples)


def _choosing(samples: Sequence[Sample], names: Sequence[str]) -> Floats:
    columns = [PASSAGE_FEATURES.index(name) for name in names]
    return conditional_logit(
        [sample.passages[:, columns].astype(np.float64) for sample in samples],
        [sample.right for sample in samples],
        [sample.weight for sample in samples],
        np.array([name in _FREE for name in names]),
    )


def _marking(samples: Sequence[Sample], names: Sequence[str]) -> Floats:
    columns = [SENTENCE_FEATURES.index(name) for name in names]
    return conditional_logit(
        [sample.sentences[:, columns].astype(np.float64) for sample in samples],
        [sample.answering for sample in samples],
        [sample.weight for sample in samples],
        np.array([name in _FREE for name in names]),
    )


def _confidence(samples: Sequence[Sample], ranking: Table, names: Sequence[str]) -> Table:
    """Fit the chance that one of the passages that are shown answers; answerable and other questions count alike."""
    columns = [CONFIDENCE_FEATURES.index(name) for name in names]
    rows, truth = [], []
    for sample in samples:
        order = np.argsort(-weigh(sample.passages.astype(np.float64), PASSAGE_FEATURES, ranking), kind="stable")
        rows.append(confidence_features(sample.passages.astype(np.float64), int(order[0]), sample.level)[columns])
        truth.append(bool(sample.right[order[:SHOWN]].any()))
    counts = np.array([sample.weight for sample in samples])
    can = np.array([sample.is_answerable for sample in samples])
    counts[~can] *= counts[can].sum() / max(float(counts[~can].sum()), 1e-9)
    constant, *weights = logistic(np.array(rows), np.array(truth), counts, np.zeros(len(columns), bool))
    return {"constant": float(constant)} | _table(names, weights)


def _with_thresholds(weights: Weights, samples: Sequence[Sample]) -> Weights:
    first_of = [
        int(np.argmax(weigh(sample.passages.astype(np.float64), PASSAGE_FEATURES, weights.ranking)))
        for sample in samples
    ]
    sure = np.array([_sure(sample, first, weights) for sample, first in zip(samples, first_of, strict=True)])
    others = np.sort(sure[[not sample.is_answerable for sample in samples]])
    answering = float(np.quantile(others, 1 - ANSWERED_OFF_TOPIC))
    helping = float(np.quantile(others, 1 - ANSWERED_OFF_TOPIC - HELPED_OFF_TOPIC))
    second = float(
        np.quantile([_second(sample, weights) for sample in samples if sample.answering.any()], 1 - TWICE_MARKED)
    )
    return Weights(weights.proposal, weights.ranking, weights.marking, weights.confidence, answering, helping, second)


def _second(sample: Sample, weights: Weights) -> float:
    """The odds of the best sentence's better neighbour, as a share of the best one's."""
    scores = weigh(sample.sentences.astype(np.float64), SENTENCE_FEATURES, weights.marking)
    best = int(np.argmax(scores))
    beside = [scores[place] for place in (best - 1, best + 1) if 0 <= place < len(scores)]
    return float(np.exp(max(beside) - scores[best])) if beside else 0.0


def _table(names: Sequence[str], weights: Sequence[float] | Floats) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 5e-4}
