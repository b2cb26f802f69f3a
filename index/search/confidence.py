"""How sure it is that one of the first passages answers."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.search.evidence import PASSAGE_FEATURES
from index.store.base import Snapshot
from index.weights import Weights, weigh

Floats = NDArray[np.float64]

CONFIDENCE_FEATURES = (
    "beyond",  # how much closer the closest passage comes than to questions that have nothing to do with the library
    "dense",
    "sentence_dense",
    "coverage",
    "bigrams",
    "numbers",
    "close_telling",
    "close_content",
    "context_telling",
    "context_content",
    "close_rest",
)
_LEAST_LOG_ODDS = -700.0  # of which a float can still hold the odds
_OF_THE_FIRST = tuple(PASSAGE_FEATURES.index(name) for name in CONFIDENCE_FEATURES[1:])


def level_of(snapshots: Sequence[Snapshot]) -> float:
    """The cosine to which mere chance brings the closest passage of these shelves."""
    return max((snapshot.level for snapshot in snapshots if snapshot.size), default=0.0)


def confidence_features(passages: Floats, first: int, level: float) -> Floats:
    """What speaks for an answer: float64, shape (features,).

    `passages` are the features of all candidates, `first` is the place of the best one, `level` that of the shelves.
    """
    return np.concatenate([[passages[:, 0].max() - level], passages[first, _OF_THE_FIRST]])


def confidence(features: Floats, weights: Weights) -> float:
    """The chance that one of the first three passages answers, in 0..1, where every other question is off the topic."""
    log_odds = float(weigh(features, CONFIDENCE_FEATURES, weights.confidence))
    return 1 / (1 + math.exp(-max(log_odds, _LEAST_LOG_ODDS)))
