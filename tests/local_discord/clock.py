"""The clock that every deadline of the local Discord is measured with."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset that a test moves forward."""

    def __init__(self) -> None:
        """Start in step with real time."""
        self._offset = 0.0

    def now(self) -> float:
        """Seconds on a monotonic scale, only good for differences."""
        return time.monotonic() + self._offset

    def utcnow(self) -> datetime:
        """Date and time of day, in UTC, moved by the same offset."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; raises ValueError for a negative number."""
        if seconds < 0:
            msg = f"a clock only moves forward, not by {seconds} seconds"
            raise ValueError(msg)
        self._offset += seconds
