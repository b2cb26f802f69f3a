"""Timing of things that do the same work, in turn, so that a busy machine is as unkind to one as to the other."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Seconds = NDArray[np.float64]


def timed(action: Callable[[], object]) -> float:
    """Seconds of the wall clock that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def alternate(actions: Sequence[Callable[[T], object]], items: Sequence[T]) -> Seconds:
    """Do each action with each item, and begin with another action at every item.

    Gives the seconds that each took: float64, shape (len(actions), len(items)).
    """
    seconds = np.zeros((len(actions), len(items)))
    for place, item in enumerate(items):
        for step in range(len(actions)):
            which = (place + step) % len(actions)
            action = actions[which]
            started = time.perf_counter()
            action(item)
            seconds[which, place] = time.perf_counter() - started
    return seconds


def dealt(items: Sequence[T], rounds: int) -> list[Sequence[T]]:
    """Deal items into as many rounds of the same size; what is left over goes unused."""
    size = len(items) // rounds
    return [items[start * size : (start + 1) * size] for start in range(rounds)]
