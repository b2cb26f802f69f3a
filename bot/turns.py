"""Whose turn it is to be worked for: a few at once, and nobody waits for a long work to end."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Turn:
    """A turn that somebody has: `kept_at` is when the first thing in it was kept, None before."""

    began_at: float
    kept_at: float | None = None


@dataclass
class Turns:
    """Turns for at most `at_once`, of at least `length_s` seconds while others wait.

    The time counts from the first thing that was kept: who is stopped before that has done nothing, and would do the
    same again in the next turn.
    """

    at_once: int
    length_s: float
    now: Callable[[], float] = time.monotonic
    _having: dict[str, Turn] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)  # when each came, or last made room

    def __contains__(self, name: str) -> bool:
        """Whether somebody has a turn."""
        return name in self._having

    @property
    def having(self) -> Mapping[str, Turn]:
        """Who has a turn, in the order in which they got it."""
        return self._having

    def next(self, wanting: Iterable[str]) -> tuple[str, ...]:
        """Of those who want one, who is to have a turn now, the longest waiting first: as many as there is room for."""
        waiting = self._waiting(wanting)
        return tuple(waiting[: max(0, self.at_once - len(self._having))])

    def to_lay_down(self, wanting: Collection[str]) -> str | None:
        """Who should make room for those that want a turn and have none; None when nobody need."""
        if len(self._having) < self.at_once or not self._waiting(wanting):
            return None
        over = (name for name, turn in self._having.items() if self._is_over(turn))
        return next(over, None)

    def begin(self, name: str) -> None:
        """Let somebody have a turn."""
        self._having[name] = Turn(self.now())

    def keep(self, name: str) -> None:
        """Note that something was kept in this turn."""
        turn = self._having[name]
        turn.kept_at = turn.kept_at or self.now()

    def end(self, name: str) -> None:
        """End a turn; who comes again comes after those who wait already."""
        del self._having[name]
        self._since[name] = self.now()

    def _waiting(self, wanting: Iterable[str]) -> list[str]:
        now = self.now()
        self._since = {name: self._since.get(name, now) for name in wanting if name not in self._having}
        return sorted(self._since, key=lambda name: self._since[name])

    def _is_over(self, turn: Turn) -> bool:
        return turn.kept_at is not None and self.now() - turn.kept_at >= self.length_s
