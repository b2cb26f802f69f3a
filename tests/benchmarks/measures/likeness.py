"""Generated corpora beside real ones, as a result like others."""

from collections.abc import Sequence

from tests.benchmarks.corpus.likeness import RANKS, Nearness, likeness
from tests.benchmarks.corpus.source import Source
from tests.benchmarks.embedded import question_vectors
from tests.benchmarks.figures import Figure, Result, Skipped
from tests.benchmarks.setting import Setting

TITLE = "median cosine of real questions' nearest passages"
_QUESTIONS = 500


def run(setting: Setting, sizes: Sequence[int]) -> Result:
    """Measure them."""
    try:
        source, questions = Source.open(setting.work), question_vectors(setting.work)[:_QUESTIONS]
    except Skipped as error:
        return Result.of_skipped("likeness", TITLE, 0, str(error))
    figures = [figure for one in likeness(source, questions, sizes) for figure in _figures(one)]
    return Result("likeness", TITLE, tuple(figures), notes=("Extrapolated: were the same subjects told of ever more.",))


def _figures(one: Nearness) -> list[Figure]:
    return [
        Figure(f"{one.kind}, {one.passages:,} passages, no. {rank}", (cosine,), "")
        for rank, cosine in zip(RANKS, one.cosines, strict=True)
    ]
