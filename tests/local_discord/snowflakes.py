"""Identifiers as Discord makes them: milliseconds since 2015, shifted by 22 bits."""

from __future__ import annotations

from .clock import Clock

DISCORD_EPOCH_MS = 1_420_070_400_000
TIMESTAMP_SHIFT = 22


class Snowflakes:
    """Hands out identifiers that only grow, each a new millisecond."""

    def __init__(self, clock: Clock) -> None:
        """Take the time of day from `clock`."""
        self._clock = clock
        self._last_ms = 0

    def next(self) -> int:
        """Return an identifier greater than every earlier one."""
        return self._advance() << TIMESTAMP_SHIFT

    def next_on_shard(self, shard: int, shards: int) -> int:
        """Return a guild identifier that Discord's formula puts on `shard` of `shards`."""
        while self._advance() % shards != shard:
            pass
        return self._last_ms << TIMESTAMP_SHIFT

    def _advance(self) -> int:
        milliseconds = int(self._clock.utcnow().timestamp() * 1000) - DISCORD_EPOCH_MS
        self._last_ms = max(milliseconds, self._last_ms + 1)
        return self._last_ms


def shard_of(guild_id: int | None, shards: int) -> int:
    """Return the shard that hears about a guild; direct messages (None) belong to shard 0."""
    return 0 if guild_id is None else (guild_id >> TIMESTAMP_SHIFT) % shards
