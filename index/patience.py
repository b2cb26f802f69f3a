"""How long a thread may still wait for another machine: whoever answers a person, only moments; whoever works, long."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

ANSWER_S = 1.6  # of waiting that one answer may cost: Discord wants a first word within 3 s, and the model needs some


class _Left(threading.local):
    seconds = math.inf


_left = _Left()


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let this thread wait no longer in the block, all its waits together; what it computes is not counted."""
    before = _left.seconds
    _left.seconds = given = min(before, seconds)
    try:
        yield
    finally:
        _left.seconds = before if math.isinf(before) else before - (given - _left.seconds)


@contextmanager
def waiting() -> Iterator[float]:
    """One wait; gives for how many seconds it may last, which is inf for those whom nobody waits for."""
    began = time.monotonic()
    try:
        yield _left.seconds
    finally:
        _left.seconds -= time.monotonic() - began
