"""A question and its answer, beside the bare encoding of the question."""

from collections.abc import Iterator

import numpy as np

from tests.benchmarks.alternating import alternate, dealt
from tests.benchmarks.bare import bare_model
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.libraries import timed_questions, warm_library, warming_questions
from tests.benchmarks.setting import Setting

TITLE = "question → Answer, warm, against bare model.encode(question)"
_SMALL = 100_000  # passages up to which embedding should be most of the work
_GOAL_SMALL, _GOAL_LARGE = Goal(most=1.25), Goal(most=4.0)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Encode each question and ask it, in turn."""
    goal = _GOAL_SMALL if passages <= _SMALL else _GOAL_LARGE
    model = bare_model()
    model.encode(list(warming_questions()), batch_size=1, show_progress_bar=False)
    with warm_library(setting, passages) as library:
        parts = dealt(timed_questions(setting.rounds * setting.questions), setting.rounds)
        rounds = [alternate((model.encode, library.ask), part) * 1000 for part in parts]
        size = library.status().passages
    encode, ask = (np.array([one[which] for one in rounds]) for which in (0, 1))
    middle = (np.median(ask, axis=1), np.median(encode, axis=1))
    slowest = (np.percentile(ask, 99, axis=1), np.percentile(encode, 99, axis=1))
    yield Result(
        "question",
        TITLE,
        (
            Figure.ratio("median by median", middle[0], middle[1], goal),
            Figure.ratio(
                "99th percentile by 99th percentile", slowest[0], slowest[1], goal if passages > _SMALL else None
            ),
            Figure("question → Answer, median", tuple(middle[0]), "ms"),
            Figure("question → Answer, 99th percentile", tuple(slowest[0]), "ms"),
            Figure("model.encode(question), median", tuple(middle[1]), "ms"),
        ),
        size,
        setting.notes,
    )
