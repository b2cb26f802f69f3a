from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.store.terms import TermIndex, Terms, term_ids

Passages = list[list[list[str]]]

passages = st.lists(st.lists(st.lists(st.text(min_size=1, max_size=5), max_size=5), min_size=1, max_size=4), max_size=6)


def listed(terms: Terms) -> list[list[list[int]]]:
    """Passages, their segments, their terms' numbers."""
    segments = [terms.ids[start:end].tolist() for start, end in zip(terms.starts, terms.starts[1:], strict=False)]
    return [segments[start:end] for start, end in zip(terms.first, terms.first[1:], strict=False)]


def numbered(passages: Sequence[Sequence[Sequence[str]]]) -> list[list[list[int]]]:
    return [[term_ids(segment).tolist() for segment in passage] for passage in passages]


@given(passages, st.data())
def test_terms_are_given_as_they_were_written_in_any_order(written: Passages, data: st.DataObject) -> None:
    which = data.draw(st.lists(st.integers(0, len(written) - 1), max_size=8) if written else st.just([]))
    with TemporaryDirectory() as folder:
        TermIndex.write(Path(folder), iter(written))
        found = TermIndex.open(Path(folder)).of(np.array(which, np.int64))
        assert listed(found) == numbered([written[place] for place in which])
        assert found.lengths.tolist() == [sum(map(len, written[place])) for place in which]


def test_terms_that_differ_have_other_numbers(tmp_path: Path) -> None:
    TermIndex.write(tmp_path, [[["war"], []], [[], ["peace", "war"]]])
    found = TermIndex.open(tmp_path).of(np.array([1, 0, 1]))
    war, peace = term_ids(["war", "peace"]).tolist()
    assert war != peace
    assert listed(found) == [[[], [peace, war]], [[war], []], [[], [peace, war]]]


def test_a_term_has_the_same_number_in_every_process() -> None:
    assert term_ids(["war", "", "\ud800", "é"]).tolist() == [1813179697, 0, 499426600, 235179326]
