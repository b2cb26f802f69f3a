"""Whether generated libraries lie around questions as real ones do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.corpus.mixing import Plan, vectors_of
from tests.benchmarks.corpus.source import Floats, Source

RANKS = (1, 10, 100)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the 1st, 10th and 100th passage comes to questions: medians of cosines, in the order of RANKS."""

    kind: str
    passages: int
    cosines: tuple[float, ...]


def nearness(kind: str, vectors: Floats, questions: Floats) -> Nearness:
    """Measure it over questions, shape (questions, dim)."""
    highest = np.full((len(questions), RANKS[-1]), -1.0, np.float32)
    for start in range(0, len(vectors), 20_000):
        both = np.concatenate([highest, questions @ vectors[start : start + 20_000].T], axis=1)
        highest = np.partition(both, -RANKS[-1], axis=1)[:, -RANKS[-1] :]
    highest = -np.sort(-highest, axis=1)
    return Nearness(kind, len(vectors), tuple(float(np.median(highest[:, rank - 1])) for rank in RANKS))


def likeness(source: Source, questions: Floats, sizes: Sequence[int]) -> list[Nearness]:
    """Real libraries of ever more passages drawn by chance, what they grow to by extrapolation, and generated ones."""
    order = np.random.default_rng(1).permutation(len(source.vectors))
    parts = [len(order) >> halvings for halvings in (3, 2, 1, 0)]
    real = [nearness("real", source.vectors[order[:part]], questions) for part in parts]
    found = [*real]
    for size in sizes:
        found.append(
            Nearness("extrapolated", size, tuple(_extrapolated(real, rank, size) for rank in range(len(RANKS))))
        )
        vectors = np.concatenate(list(vectors_of(source, Plan(size))))
        found.append(nearness("generated", vectors, questions))
    return found


def _extrapolated(real: Sequence[Nearness], rank: int, size: int) -> float:
    """A straight line over the logarithm of the size, as cosines grow by about as much at each doubling."""
    slope, start = np.polyfit(np.log([one.passages for one in real]), [one.cosines[rank] for one in real], 1)
    return float(slope * np.log(size) + start)
