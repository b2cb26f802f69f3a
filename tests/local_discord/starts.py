"""How often and how close together sessions may be started, which Discord's documentation of the gateway says.

See "Rate Limiting", "Max Concurrency" and "Session Start Limit Object" in
https://docs.discord.com/developers/events/gateway.
"""

from __future__ import annotations

from typing import Any

from .clock import Clock
from .limits import IDENTIFY_SECONDS, SESSION_STARTS, SESSION_STARTS_SECONDS


class Starts:
    """Counts the sessions that are started; `concurrency` shards may be started in IDENTIFY_SECONDS."""

    def __init__(self, clock: Clock, concurrency: int = 1) -> None:
        """Begin with a full day's allowance."""
        self._clock = clock
        self.concurrency = concurrency
        self.total = self.remaining = SESSION_STARTS
        self._renewed_at = clock.now() + SESSION_STARTS_SECONDS
        self._last: dict[int, float] = {}  # by the key of the rate limit
        self.times: list[tuple[int, float]] = []  # which shard was started when, by the clock, oldest first

    def is_too_early(self, shard: int) -> bool:
        """Whether another shard with the same key was started less than IDENTIFY_SECONDS ago."""
        last = self._last.get(shard % self.concurrency)
        return last is not None and self._clock.now() - last < IDENTIFY_SECONDS

    def take(self, shard: int) -> bool:
        """Count a start; False when none is left for today."""
        self._renew()
        if not self.remaining:
            return False
        self.remaining -= 1
        self._last[shard % self.concurrency] = self._clock.now()
        self.times.append((shard, self._clock.now()))
        return True

    def payload(self) -> dict[str, Any]:
        """Return the session start limit object."""
        self._renew()
        return {
            "total": self.total,
            "remaining": self.remaining,
            "reset_after": round((self._renewed_at - self._clock.now()) * 1000),
            "max_concurrency": self.concurrency,
        }

    def leave(self, remaining: int, reset_after_s: float) -> None:
        """Let so many starts be left, until as many seconds are over."""
        self.remaining, self._renewed_at = remaining, self._clock.now() + reset_after_s

    def _renew(self) -> None:
        if self._clock.now() >= self._renewed_at:
            self.remaining, self._renewed_at = self.total, self._clock.now() + SESSION_STARTS_SECONDS
