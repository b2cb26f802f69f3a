"""Figures, worked by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation import Figure, Judged, Kind, figures_of
from index.evaluation.figures import auroc, wilson
from tests.index.evaluation.judged import PLAIN, answerable, judged_questions, unanswerable


def figure(judged: list[Judged], name: str) -> Figure:
    return {one.name: one for one in figures_of(judged).figures}[name]


def test_shares_of_right_passages() -> None:
    judged = [answerable(number, rank) for number, rank in enumerate((1, 1, 2, 3, 7, 10, 0, 0))]
    judged += [unanswerable(1, answered=True)]
    assert {name: (figure(judged, name).value, figure(judged, name).of) for name in ("right@1", "right@3")} == {
        "right@1": (2 / 8, 8),
        "right@3": (4 / 8, 8),
    }
    assert figure(judged, "right@10").value == 6 / 8
    # 1/log2 of 2, 2, 3, 4, 8, 11
    gains = (1, 1, 0.63093, 0.5, 1 / 3, 0.28906)
    assert figure(judged, "ndcg@10").value == pytest.approx(sum(gains) / 8, abs=1e-5)


def test_shares_of_answers_and_marks() -> None:
    judged = [
        answerable(1, 1, marked=True),
        answerable(2, 1, marked=False, answered=False, may_help=True),
        answerable(3, 1),
        answerable(4, 0, answered=False),
        unanswerable(1, answered=True),
        unanswerable(2, answered=False),
        unanswerable(3, answered=False),
        replace(PLAIN, kind=Kind.UNHELPFUL, ranks=(1,)),
        replace(PLAIN, kind=Kind.UNHELPFUL, ranks=(2,)),
    ]
    shares = {one.name: (one.value, one.of) for one in figures_of(judged).figures}
    assert shares["marked"] == (1 / 2, 2)
    assert shares["answered"] == (2 / 4, 4)
    assert shares["may_help"] == (1 / 4, 4)
    assert shares["unanswerable_answered"] == (1 / 3, 3)
    assert shares["unanswerable_may_help"] == (0, 3)
    assert shares["unhelpful_first"] == (1 / 2, 2)
    assert "parts@3" not in shares


def test_parts_of_several_questions_in_one() -> None:
    judged = [answerable(1, 1, ranks=(1, 2)), answerable(2, 1, ranks=(5, 0)), answerable(3, 1)]
    assert (figure(judged, "parts@3").value, figure(judged, "parts@3").of) == (1 / 2, 2)
    assert figure(judged, "parts@10").value == 3 / 4
    assert figure(judged, "right@3").value == 2 / 3


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe, R. G. (1998), Statistics in Medicine 17, 857–872, table I, method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_the_area_under_the_curve_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == (1 + 1 + 0.5 + 1) / 4
    assert auroc([0.1], [0.2, 0.3]) == 0
    assert auroc([], [0.2]) is None
    judged = [answerable(1, 0, 0.9), answerable(2, 1, 0.5), unanswerable(1, True, 0.5), unanswerable(2, True, 0.1)]
    assert figures_of(judged).auroc == 0.875


def test_confidence_is_held_against_what_was_right() -> None:
    # Twenty sure ones, all right but the two that have no answer; ten unsure ones, three of them right.
    judged = [answerable(number, 1, 0.9) for number in range(18)]
    judged += [unanswerable(number, answered=True, confidence=0.9) for number in range(2)]
    judged += [answerable(number, 1 if number < 3 else 2, 0.1) for number in range(10)]
    figures = figures_of(judged)
    assert [(one.right.of, round(one.confidence, 9)) for one in figures.bins] == [(10, 0.1), (10, 0.9), (10, 0.9)]
    assert figures.bins[0].right.value == 3 / 10
    # Of the two sure bins one holds both that have no answer, since order is kept: 0.2 off, and 0.1 twice.
    assert [one.right.value for one in figures.bins[1:]] == [1, 0.8]
    assert figures.calibration_error == pytest.approx((0.2 + 0.1 + 0.1) / 3)
    assert len(figures_of([answerable(number, 1) for number in range(9)]).bins) == 1
    assert len(figures_of([answerable(number, 1) for number in range(500)]).bins) == 10


def test_times_and_counts() -> None:
    judged = [answerable(number, 1, elapsed_ms=float(number)) for number in range(101)]
    figures = figures_of(judged)
    assert (figures.questions, figures.median_ms, figures.p95_ms) == (101, 50, 95)
    none = figures_of([])
    assert (none.questions, none.figures, none.auroc, none.median_ms, none.calibration_error) == (
        0,
        (),
        None,
        None,
        None,
    )


def test_groups_stand_largest_first() -> None:
    judged = [answerable(1, 1, group="b"), answerable(2, 0, group="b"), answerable(3, 1, group="a")]
    judged += [replace(unanswerable(number, False), group="sport") for number in range(5)]
    groups = figures_of(judged).groups
    assert [(one.name, one.kind, one.questions) for one in groups] == [
        ("b", Kind.ANSWERABLE, 2),
        ("a", Kind.ANSWERABLE, 1),
        ("sport", Kind.UNANSWERABLE, 5),
    ]
    assert groups[0].figures[0] == Figure("right@1", 0.5, *wilson(1, 2), 2)
    assert figures_of([answerable(1, 1)]).groups == ()


@given(st.lists(judged_questions, max_size=40))
def test_every_figure_lies_within_its_interval_and_that_within_0_and_1(judged: list[Judged]) -> None:
    figures = figures_of(judged)
    for one in (*figures.figures, *(each.right for each in figures.bins)):
        assert 0 <= one.low <= one.value + 1e-9
        assert one.value - 1e-9 <= one.high <= 1
    counted = sum(one.kind is not Kind.UNHELPFUL for one in judged)
    assert sum(one.right.of for one in figures.bins) == counted
