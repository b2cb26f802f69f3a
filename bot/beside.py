"""What a process has to know of others that run the same bot: which shards they run, and when they start sessions."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

from bot.private_folder import make_private
from bot.run_lock import ShardTaken
from bot.settings import Settings
from bot.shards import Shards
from bot.start_turns import FileTurns, Turns

if TYPE_CHECKING:
    from index.postgres.server import Server

log = logging.getLogger(__name__)


class Beside(Protocol):
    """The processes that run the same bot. What it does may take its time."""

    turns: Turns

    def hold(self, bot: str, shards: Shards) -> None:
        """Have some shards of a bot until `release`. Raises ShardTaken."""

    def taken(self) -> str:
        """What another process has taken of it since, as a clause; "" as long as all is had.

        Raises OutOfReach when that could not be told for long.
        """

    def release(self) -> None:
        """Have them no more."""


def beside(settings: Settings, server: Server | None) -> Beside:
    """Those on the same database; where there is none, those of the same user on the same machine."""
    here = OnThisMachine(settings.shards is not None)
    if server is None:
        return here
    from bot.on_database import OnDatabase  # here: it needs psycopg, which nobody else should wait for

    return OnDatabase(server, here.turns)


class OnThisMachine:
    """Processes of one user on one machine, by files in the folder for temporary files.

    It is not in the data folder, since without a database each process has a data folder of its own.
    """

    def __init__(self, are_several: bool, folder: Path | None = None) -> None:
        """Hold shards only where `are_several`: whoever runs one process runs it in one data folder, which is held."""
        user = os.getuid() if hasattr(os, "getuid") else 0
        self._folder = (folder or Path(tempfile.gettempdir())) / f"clio-{user}"
        self._are_several = are_several
        self._locks: list[FileLock] = []
        self.turns: Turns = FileTurns(self._folder)

    def hold(self, bot: str, shards: Shards) -> None:
        """Have a lock of each shard, which ends with the process."""
        if not self._are_several:
            return
        digest = hashlib.sha256(bot.encode()).hexdigest()[:12]
        for shard in shards.ids:
            lock = FileLock(self._folder / f"shard-{digest}-{shard}-of-{shards.count}.lock")
            try:
                make_private(self._folder)
                lock.acquire(timeout=0)
            except Timeout:
                self.release()
                raise ShardTaken(f"another clio run on this machine runs shard {shard} of {shards.count}") from None
            except OSError as error:
                log.warning("Whether another clio run runs shard %d cannot be told: %s", shard, error)
            self._locks.append(lock)

    def taken(self) -> str:
        """Nothing: a lock is had until it is released."""
        return ""

    def release(self) -> None:
        """Let go of all locks."""
        while self._locks:
            self._locks.pop().release()
