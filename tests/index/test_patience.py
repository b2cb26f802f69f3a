import math
import threading
import time

from index.patience import waiting, waiting_at_most

WAIT_S = 0.05


def left_s() -> float:
    with waiting() as left:
        return left


def test_who_is_not_waited_for_may_wait_for_ever() -> None:
    assert math.isinf(left_s())
    with waiting_at_most(math.inf):
        assert math.isinf(left_s())
    assert math.isinf(left_s())


def test_waits_are_counted_together_and_what_lies_between_is_not() -> None:
    with waiting_at_most(1.0):
        for _ in range(2):
            with waiting():
                time.sleep(WAIT_S)
            time.sleep(WAIT_S)
        assert 1.0 - 3 * WAIT_S < left_s() <= 1.0 - 2 * WAIT_S
    assert math.isinf(left_s())


def test_what_an_inner_block_uses_the_outer_one_has_no_more() -> None:
    with waiting_at_most(1.0):
        with waiting_at_most(5.0):
            assert 0.9 < left_s() <= 1.0
            with waiting():
                time.sleep(WAIT_S)
        assert 0.5 < left_s() <= 1.0 - WAIT_S
        with waiting_at_most(0.1):
            assert left_s() <= 0.1
        assert 0.5 < left_s() <= 1.0 - WAIT_S


def test_each_thread_has_a_patience_of_its_own() -> None:
    found: list[float] = []
    with waiting_at_most(1.0):
        other = threading.Thread(target=lambda: found.append(left_s()))
        other.start()
        other.join()
    assert math.isinf(found[0])
