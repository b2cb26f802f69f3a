"""Search among one server's passages, beside search among all."""

import shutil
from collections.abc import Iterator

import numpy as np

from tests.benchmarks.alternating import alternate, dealt
from tests.benchmarks.embedded import own_engine, passage_vectors, question_vectors
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.setting import Setting

TITLE = "nearest of one server's 1,000 passages, against nearest of all"
_SERVER = 1_000  # passages
_LIMIT = 50  # as many as a question looks at
_GOAL = Goal(most=0.2)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Ask all, a server's shelf of its own, and as many passages of the whole by a filter, in turn."""
    vectors, questions = passage_vectors(setting.work, setting.plan(passages)), question_vectors(setting.work)
    places = range(passages // 2, passages // 2 + _SERVER)
    folder = setting.work / "engines"
    try:
        whole, shelf = own_engine(setting, "whole"), own_engine(setting, "shelf")
        whole.build(vectors)
        shelf.build(np.asarray(vectors[places.start : places.stop]))
        whole.open()
        shelf.open()
        actions = (
            lambda question: whole.nearest(question, _LIMIT),
            lambda question: shelf.nearest(question, _LIMIT),
            lambda question: whole.nearest_among(question, _LIMIT, places, passages),
        )
        for question in questions[-10:]:
            whole.nearest(question, _LIMIT)
        parts = dealt(list(questions[: setting.rounds * setting.questions]), setting.rounds)
        times = np.array([np.median(alternate(actions, part), axis=1) for part in parts]).T * 1000
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = (
        Figure.ratio("a shelf of its own, by all", times[1], times[0], _GOAL),
        Figure.ratio("1,000 places of the whole, by all", times[2], times[0], _GOAL),
        Figure("all, median", tuple(times[0]), "ms"),
        Figure("a shelf of its own, median", tuple(times[1]), "ms"),
        Figure("1,000 places of the whole, median", tuple(times[2]), "ms"),
    )
    notes = (
        "A server's passages are a shelf of their own; the places are filtered as a question about a few documents is.",
    )
    yield Result("filtered", TITLE, figures, passages, notes)
