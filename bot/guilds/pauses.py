"""How long something was left alone: the wait between a member's questions, and between hints in a channel."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from math import ceil

from bot.errors import TooSoon

MAX_KEPT = 20_000  # a few megabytes; beyond, the earliest is forgotten, who may then ask a little too soon


class Pauses:
    """When each of some things was last done, in memory and by a clock that only goes forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MAX_KEPT) -> None:
        """Remember at most `most` of them; `clock` is in seconds."""
        self._clock, self._most = clock, most
        self._done: dict[Hashable, float] = {}  # earliest first

    @contextmanager
    def turn(self, key: Hashable, pause_s: float) -> Iterator[None]:
        """Do something that may be done once in `pause_s` seconds; it does not count when it fails. Raises TooSoon."""
        if left := self.left(key, pause_s):
            raise TooSoon(ceil(left), ceil(pause_s))
        begun = self.begin(key)
        try:
            yield
        except BaseException:
            if self._done.get(key) == begun:
                del self._done[key]
            raise

    def left(self, key: Hashable, pause_s: float) -> float:
        """How many seconds of the pause are left; 0 when it may be done."""
        if key not in self._done:
            return 0.0
        return max(0.0, self._done[key] + pause_s - self._clock())

    def begin(self, key: Hashable) -> float:
        """Note that it is done now, and return when that is."""
        self._done.pop(key, None)
        self._done[key] = now = self._clock()
        while len(self._done) > self._most:
            del self._done[next(iter(self._done))]
        return now
