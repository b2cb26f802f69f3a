"""Two runs on the same questions, and whether they differ by more than chance explains.

Paired bootstrap: the questions that both runs have are drawn anew, with repetition, 10,000 times, each with what it
came to in both; how often the difference changes its sign tells how easily other questions would have said otherwise.

Efron, B., Tibshirani, R. J. (1993): An introduction to the bootstrap. Chapman & Hall, chapters 13 and 16.
Koehn, P. (2004): Statistical significance tests for machine translation evaluation. EMNLP, 388–395.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.evaluation.asked import Kind
from index.evaluation.figures import MEASURES, Measure
from index.evaluation.judging import Judged

RESAMPLES = 10_000
SEED = 1904
SURE = 0.05  # the p below which a difference is more than chance explains
FEWEST = 20  # questions; drawing fewer anew tells little of what other questions would have said
_CELLS = 2_000_000  # numbers that are drawn at once, which bounds the memory

Floats = NDArray[np.float64]
_Key = tuple[str, Kind, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of two runs on the `of` questions that count for it in both.

    `old` and `new` lie in 0..1, `change` is new - old, `low` and `high` are the ends of its 95 % interval, `p` is
    two-sided. `better` says which way is better, as in Measure.
    """

    name: str
    better: int
    old: float
    new: float
    change: float
    low: float
    high: float
    p: float
    of: int

    @property
    def is_telling(self) -> bool:
        """Whether the difference is more than chance explains."""
        return self.p < SURE and self.of >= FEWEST


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of two runs, over the `questions` that are in both."""

    questions: int
    differences: tuple[Difference, ...]


def compare(old: Sequence[Judged], new: Sequence[Judged]) -> Comparison:
    """Compare two runs; without a common question the comparison is empty."""
    before, now = dict(_keyed(old)), dict(_keyed(new))
    pairs = [(before[key], now[key]) for key in now if key in before]
    found = (_difference(measure, pairs) for measure in MEASURES)
    return Comparison(len(pairs), tuple(difference for difference in found if difference))


def bootstrap(changes: Floats) -> tuple[float, float, float]:
    """The 95 % interval of the mean of changes, shape (n,) with n > 0, and the two-sided p that it is 0."""
    means = np.concatenate(list(_means(changes)))
    low, high = np.percentile(means, (2.5, 97.5))
    sign = min(np.count_nonzero(means <= 0), np.count_nonzero(means >= 0))
    return float(low), float(high), min(1.0, 2 * (int(sign) + 1) / (RESAMPLES + 1))


def _means(changes: Floats) -> Iterator[Floats]:
    random = np.random.default_rng(SEED)
    at_once = max(1, _CELLS // len(changes))
    for start in range(0, RESAMPLES, at_once):
        size = (min(at_once, RESAMPLES - start), len(changes))
        yield changes[random.integers(0, len(changes), size)].mean(axis=1)


def _keyed(judged: Sequence[Judged]) -> Iterator[tuple[_Key, Judged]]:
    """Name each question by its text, and by which of its repetitions it is."""
    seen: Counter[tuple[str, Kind]] = Counter()
    for one in judged:
        yield (one.question, one.kind, seen[one.question, one.kind]), one
        seen[one.question, one.kind] += 1


def _difference(measure: Measure, pairs: Sequence[tuple[Judged, Judged]]) -> Difference | None:
    values = [(measure.of(old), measure.of(new)) for old, new in pairs]
    counted = np.array([(old, new) for old, new in values if old is not None and new is not None], np.float64)
    if not len(counted):
        return None
    old, new = counted.mean(axis=0)
    low, high, p = bootstrap(counted[:, 1] - counted[:, 0])
    return Difference(
        measure.name, measure.better, float(old), float(new), float(new - old), low, high, p, len(counted)
    )
