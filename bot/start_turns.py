"""Whose turn it is to start a session with Discord, also between processes: a few shards may in five seconds.

Discord counts by a key of the shard, its number modulo `max_concurrency`; see
https://docs.discord.com/developers/events/gateway#sharding-max-concurrency. A turn is a note "from this instant on
another may". Whoever finds none, or one that is over, takes it.
"""

import json
import logging
import time
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from bot.private_folder import make_private

TURN_S = 5.5  # Discord wants five seconds between two IDENTIFY as they reach it; they may travel at different speeds
FILE = "starts.json"
LOCK_S = 2.0  # to wait for another process that reads or writes the file, which takes a millisecond

log = logging.getLogger(__name__)


class Turns(Protocol):
    """Where turns are noted. Safe to use from several threads and processes; may take its time."""

    def take(self, key: str, who: str) -> float:
        """Take a turn of TURN_S; 0.0 when it was taken, else how many seconds the one of another still lasts.

        Whoever has the turn may take it again, which begins it anew. `who` is a text that nobody else has.
        """


class FileTurns:
    """Turns of processes on one machine, in a file of a folder that is this user's alone, and made."""

    def __init__(self, folder: Path, turn_s: float = TURN_S) -> None:
        """Use a folder; a turn of another length is for tests."""
        self._turn_s = turn_s
        self._file = folder / FILE
        self._lock = FileLock(self._file.with_suffix(".lock"))

    def take(self, key: str, who: str) -> float:
        """Take a turn; where the file cannot be used, as if nobody else were there."""
        try:
            make_private(self._file.parent)
            with self._lock.acquire(timeout=LOCK_S):
                return self._take(key, who)
        except (OSError, Timeout) as error:
            log.warning("Whether another clio run starts a session just now cannot be told: %s", error)
            return 0.0

    def _take(self, key: str, who: str) -> float:
        now = time.time()
        # What is over is dropped, and so is what a clock that was put back has left in the future.
        turns = {name: turn for name, turn in self._read().items() if now < turn[0] <= now + self._turn_s}
        until, holder = turns.get(key, (0.0, who))
        if holder != who:
            return until - now
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps({**turns, key: (now + self._turn_s, who)}), encoding="utf-8")
        written.replace(self._file)
        return 0.0

    def _read(self) -> dict[str, tuple[float, str]]:
        """The turns by key: until when, by the machine's clock, and whose; none where that cannot be understood."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(key): (float(until), str(who)) for key, (until, who) in kept.items()}
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return {}
