"""Judged questions to count with, and ones that nobody would think of."""

from dataclasses import replace

from hypothesis import strategies as st

from index.evaluation import First, Judged, Kind
from tests.strategies import texts

PLAIN = Judged("When?", Kind.ANSWERABLE, "", (1,), True, False, 0.5, None, 10.0, None)


def answerable(number: int, rank: int, confidence: float = 0.5, **changes: object) -> Judged:
    """A question whose right passage has this rank, 0 for none."""
    one = replace(PLAIN, question=f"Question {number}?", ranks=(rank,), confidence=confidence)
    return replace(one, **changes)  # type: ignore[arg-type]  # each test gives what the attribute takes


def unanswerable(number: int, answered: bool, confidence: float = 0.5) -> Judged:
    """A question that the library cannot answer."""
    one = replace(PLAIN, question=f"Nothing {number}?", kind=Kind.UNANSWERABLE, ranks=())
    return replace(one, answered=answered, confidence=confidence)


shares = st.floats(0, 1)
judged_questions = st.builds(
    Judged,
    question=texts,
    kind=st.sampled_from(Kind),
    group=texts,
    ranks=st.lists(st.integers(0, 10), max_size=3).map(tuple),
    answered=st.booleans(),
    may_help=st.booleans(),
    confidence=shares,
    marked=st.none() | st.booleans(),
    elapsed_ms=st.floats(0, 1e9),
    first=st.none() | st.builds(First, texts, texts, texts, texts),
)
