"""Which sentence of a passage answers, or which two."""

import numpy as np
from numpy.typing import NDArray

from index.search.evidence import SENTENCE_FEATURES
from index.store.base import Candidate
from index.weights import Weights, weigh

_COVERAGE = SENTENCE_FEATURES.index("coverage")
_WHOLE = 0.98  # coverage of a sentence that holds all the question's words
_LONGEST_PAIR = 450  # characters; two sentences that are longer would leave little unmarked


def mark(candidate: Candidate, features: NDArray[np.float64], weights: Weights) -> str:
    """The sentence of a candidate that answers best, with a neighbour that answers nearly as well; word for word.

    `features` are those of its sentences, shape (sentences, features).
    """
    spans, text = candidate.embedding.spans, candidate.passage.text
    scores = weigh(features, SENTENCE_FEATURES, weights.marking)
    first, last = marked(scores, features[:, _COVERAGE], weights.second)
    start, end = spans[first][0], spans[last][1]
    if end - start > _LONGEST_PAIR:
        first = last = int(np.argmax(scores))
        start, end = spans[first][0], spans[last][1]
    return text[start:end]


def marked(scores: NDArray[np.float64], coverage: NDArray[np.float64], second: float) -> tuple[int, int]:
    """The first and the last sentence to be marked: the best, and its better neighbour where that comes close.

    `second` is the least share of the best one's odds that the neighbour must have, in 0..1. A neighbour that holds all
    the words of the question, as `coverage` tells, is marked too where the best one does not: what it says is what
    was asked, and the best one alone, which has the date say, might be that of something else.
    """
    best = int(np.argmax(scores))
    beside = [place for place in (best - 1, best + 1) if 0 <= place < len(scores)]
    other = max(beside, key=lambda place: scores[place], default=best)
    if whole := [place for place in beside if coverage[place] >= _WHOLE > coverage[best]]:
        other = whole[0]
    elif other == best or np.exp(scores[other] - scores[best]) < second:
        return best, best
    return min(best, other), max(best, other)
