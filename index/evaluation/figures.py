"""Judged questions → figures, each with how sure it is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.evaluation.asked import Kind
from index.evaluation.judging import Judged

Z = 1.959964  # standard normal deviate that leaves 2.5 % on either side
MOST_BINS, FEWEST_IN_BIN = 10, 10

Value = Callable[[Judged], float | bool | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured on each question.

    `of` gives a question's value in 0..1, None where it does not count; `better` is 1 where more is better, -1 where
    less is, 0 where it depends. A share is one of questions, each of value 0 or 1; any other is a mean of values.
    """

    name: str
    better: int
    of: Value
    is_share: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over `of` questions, with its 95 % interval; all in 0..1."""

    name: str
    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence: its mean, and the share of them whose first hit is right."""

    confidence: float
    right: Figure


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of the questions of one group and kind; "" is the group of those that name none."""

    name: str
    kind: Kind
    questions: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a run.

    A figure stands here only if there is a question that counts for it. `auroc` is the chance that an answerable
    question gets a higher confidence than an unanswerable one, None without both; times are in milliseconds, None
    without questions; `calibration_error` is the expected one, None without bins.
    """

    questions: int
    figures: tuple[Figure, ...]
    auroc: float | None
    median_ms: float | None
    p95_ms: float | None
    calibration_error: float | None
    bins: tuple[Bin, ...]
    groups: tuple[Group, ...]


def _within(limit: int) -> Value:
    return lambda one: 0 < one.rank <= limit if one.kind is Kind.ANSWERABLE else None


def _gain(one: Judged) -> float | None:
    """With one right passage the ideal gain is 1, so the nDCG is what that passage's rank leaves of it."""
    if one.kind is not Kind.ANSWERABLE:
        return None
    return 1 / math.log2(one.rank + 1) if one.rank else 0.0


def _parts_within(limit: int) -> Value:
    def of(one: Judged) -> float | None:
        if one.kind is not Kind.ANSWERABLE or len(one.ranks) < 2:
            return None
        return sum(0 < rank <= limit for rank in one.ranks) / len(one.ranks)

    return of


def _when(kind: Kind, of: Callable[[Judged], bool | None]) -> Value:
    return lambda one: of(one) if one.kind is kind else None


MEASURES = (
    Measure("right@1", 1, _within(1)),
    Measure("right@3", 1, _within(3)),
    Measure("right@10", 1, _within(10)),
    Measure("ndcg@10", 1, _gain, is_share=False),
    Measure("parts@3", 1, _parts_within(3), is_share=False),
    Measure("parts@10", 1, _parts_within(10), is_share=False),
    Measure("marked", 1, _when(Kind.ANSWERABLE, lambda one: one.marked)),
    Measure("answered", 1, _when(Kind.ANSWERABLE, lambda one: one.answered)),
    Measure("may_help", 0, _when(Kind.ANSWERABLE, lambda one: one.may_help)),
    Measure("unanswerable_answered", -1, _when(Kind.UNANSWERABLE, lambda one: one.answered)),
    Measure("unanswerable_may_help", -1, _when(Kind.UNANSWERABLE, lambda one: one.may_help)),
    Measure("unhelpful_first", -1, _when(Kind.UNHELPFUL, lambda one: one.rank == 1)),
)


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Compute all figures of a run."""
    bins = _bins(judged)
    times = [one.elapsed_ms for one in judged]
    return Figures(
        questions=len(judged),
        figures=_measured(judged),
        auroc=auroc(
            [one.confidence for one in judged if one.kind is Kind.ANSWERABLE],
            [one.confidence for one in judged if one.kind is Kind.UNANSWERABLE],
        ),
        median_ms=float(np.median(times)) if times else None,
        p95_ms=float(np.percentile(times, 95)) if times else None,
        calibration_error=calibration_error(bins),
        bins=bins,
        groups=_groups(judged),
    )


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share, which holds also near 0 and 1 and for few questions.

    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association 22, 209–212.
    """
    share = count / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    # What rounding takes from the exact ends, 0 where none is counted and 1 where all are, is given back.
    return 0.0 if count == 0 else middle - half, 1.0 if count == of else middle + half


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that a positive lies above a negative, ties counting half; None where either is lacking."""
    if not positive or not negative:
        return None
    below = np.sort(np.asarray(negative, np.float64))
    left, right = np.searchsorted(below, positive, "left"), np.searchsorted(below, positive, "right")
    return float((left + right).sum() / (2 * len(positive) * len(negative)))


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """How far confidence and share of right answers lie apart, on average over the questions.

    Naeini, M. P., Cooper, G. F., Hauskrecht, M. (2015): Obtaining well calibrated probabilities using Bayesian
    binning. AAAI, 2901–2907; there with bins of equal count, as here.
    """
    questions = sum(one.right.of for one in bins)
    if not questions:
        return None
    return sum(one.right.of * abs(one.confidence - one.right.value) for one in bins) / questions


def _measured(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    found = (_figure(measure, [measure.of(one) for one in judged]) for measure in MEASURES)
    return tuple(figure for figure in found if figure)


def _figure(measure: Measure, values: Sequence[float | bool | None]) -> Figure | None:
    counted = [float(value) for value in values if value is not None]
    if not counted:
        return None
    value = sum(counted) / len(counted)
    low, high = wilson(round(sum(counted)), len(counted)) if measure.is_share else _interval(counted)
    return Figure(measure.name, value, low, high, len(counted))


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean of values in 0..1, by the normal distribution; of one value all that may be."""
    if len(values) == 1:
        return 0.0, 1.0
    half = Z * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    mean = sum(values) / len(values)
    return max(0.0, mean - half), min(1.0, mean + half)


def _bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Put the questions into bins of equal count by confidence; for one without an answer no hit is right."""
    counted = sorted((one for one in judged if one.kind is not Kind.UNHELPFUL), key=lambda one: one.confidence)
    if not counted:
        return ()
    number = max(1, min(MOST_BINS, len(counted) // FEWEST_IN_BIN))
    bounds = [len(counted) * at // number for at in range(number + 1)]
    return tuple(_bin(counted[start:end]) for start, end in pairwise(bounds))


def _bin(judged: Sequence[Judged]) -> Bin:
    right = sum(one.kind is Kind.ANSWERABLE and one.rank == 1 for one in judged)
    confidence = sum(one.confidence for one in judged) / len(judged)
    return Bin(confidence, Figure("right@1", right / len(judged), *wilson(right, len(judged)), len(judged)))


def _groups(judged: Sequence[Judged]) -> tuple[Group, ...]:
    """Largest first, the answerable before the others; none where all questions are of one."""
    members: dict[tuple[str, Kind], list[Judged]] = {}
    for one in judged:
        members.setdefault((one.group, one.kind), []).append(one)
    if not any(name for name, _ in members):
        return ()
    kinds = list(Kind)
    groups = [Group(name, kind, len(ones), _measured(ones)) for (name, kind), ones in members.items()]
    return tuple(sorted(groups, key=lambda group: (kinds.index(group.kind), -group.questions, group.name)))
