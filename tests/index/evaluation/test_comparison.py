"""Two runs: a real difference is found, and none where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from index.evaluation import Difference, Judged, compare
from index.evaluation.comparison import bootstrap
from tests.index.evaluation.judged import answerable, unanswerable


def ranks(*values: int) -> list[Judged]:
    return [answerable(number, rank) for number, rank in enumerate(values)]


def difference(old: list[Judged], new: list[Judged], name: str = "right@1") -> Difference:
    return {one.name: one for one in compare(old, new).differences}[name]


def test_equal_runs_do_not_differ() -> None:
    run = ranks(*[1, 2] * 50)
    for one in compare(run, run).differences:
        assert (one.change, one.low, one.high, one.p, one.is_telling) == (0, 0, 0, 1, False)


def test_a_real_difference_is_found_either_way() -> None:
    worse, better = ranks(*[1] * 60 + [2] * 40), ranks(*[1] * 85 + [2] * 15)
    found = difference(worse, better)
    assert (found.old, found.new, found.of) == (0.6, 0.85, 100)
    assert found.change == pytest.approx(0.25)
    # The mean of 100 changes, 25 of them 1: standard error 0.0433, so about 0.25 ± 0.085.
    assert (found.low, found.high) == pytest.approx((0.165, 0.335), abs=0.015)
    assert found.p < 0.001 and found.is_telling
    back = difference(better, worse)
    assert back.change == pytest.approx(-0.25) and back.high < 0 and back.is_telling
    assert not difference(worse, better, "right@3").is_telling


def test_what_goes_to_and_fro_may_be_chance() -> None:
    old = ranks(*[1] * 50 + [2] * 8 + [1] * 6)
    new = ranks(*[1] * 50 + [1] * 8 + [2] * 6)
    found = difference(old, new)
    assert found.change == pytest.approx(2 / 64)
    assert found.low < 0 < found.high
    assert found.p > 0.3 and not found.is_telling


def test_few_questions_tell_nothing() -> None:
    assert not difference(ranks(*[2] * 19), ranks(*[1] * 19)).is_telling
    assert difference(ranks(*[2] * 20), ranks(*[1] * 20)).is_telling


def test_the_p_is_that_of_a_sign_at_random() -> None:
    # Of n changes of 1 or -1 with mean m the bootstrap's mean is normal with deviation sqrt((1 - m²)/n), nearly; it
    # comes in steps of 0.01, and 0 counts: (0.12 - 0.005)/0.0702 = 1.638 deviations, two-sided 0.101.
    changes = np.array([1.0] * 112 + [-1.0] * 88)
    low, high, p = bootstrap(changes)
    assert (low, high) == pytest.approx((0.12 - 0.1376, 0.12 + 0.1376), abs=0.011)
    assert p == pytest.approx(0.101, abs=0.012)
    assert bootstrap(changes) == (low, high, p)


def test_only_common_questions_count_each_repetition_for_itself() -> None:
    old = [answerable(1, 1), answerable(1, 2), answerable(2, 1), unanswerable(3, True)]
    new = [answerable(1, 1), answerable(1, 1), answerable(1, 1), answerable(3, 1), unanswerable(3, False)]
    compared = compare(old, new)
    assert compared.questions == 3
    assert (difference(old, new).old, difference(old, new).new, difference(old, new).of) == (0.5, 1, 2)
    fewer = difference(old, new, "unanswerable_answered")
    assert (fewer.change, fewer.better, fewer.of) == (-1, -1, 1)
    assert compare(old, [answerable(9, 1)]).questions == 0


def test_marks_are_compared_where_both_have_them() -> None:
    old = [replace(one, marked=mark) for one, mark in zip(ranks(1, 1, 1), (True, None, False), strict=True)]
    new = [replace(one, marked=mark) for one, mark in zip(ranks(1, 1, 1), (True, True, True), strict=True)]
    found = difference(old, new, "marked")
    assert (found.old, found.new, found.of) == (0.5, 1, 2)
