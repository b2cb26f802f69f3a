"""The jobs that this process works at, and no other: claimed, kept up by a heartbeat, and lost when that stops."""

import logging
import secrets
import threading
import time

from index.archive.jobs import Jobs
from index.database import Database
from index.errors import StoreError

CLAIM_S = 10.0  # for which a job is claimed; another process takes it over that long after the last sign of life
_RENEWALS = 4  # tries to renew it within that time

log = logging.getLogger(__name__)


class Claims:
    """What this process has claimed. Safe to use from several threads.

    In a data folder one process works at jobs: there a claim lasts no time, so that what a killed process has left is
    free at once, and is never lost.
    """

    def __init__(self, database: Database, length_s: float) -> None:
        self.owner = secrets.token_hex(8)
        self._database, self._length_s = database, length_s if database.is_shared else 0.0
        self._until: dict[int, float] = {}  # by job, in this process's time
        self._changing = threading.Lock()
        self._over = threading.Event()
        self._heart: threading.Thread | None = None

    def take(self, number: int) -> bool:
        """Claim a job; False when it is over, or another process has it at this moment."""
        until = time.monotonic() + self._length_s
        with self._database.writing() as session:
            is_mine = Jobs(session).claim(number, self.owner, self._length_s)
        if is_mine:
            with self._changing:
                self._until[number] = until if self._length_s else float("inf")
            self._begin_to_beat()
        return is_mine

    def has(self, number: int) -> bool:
        """Whether a job is surely this process's at this moment."""
        with self._changing:
            return time.monotonic() < self._until.get(number, 0.0)

    def release(self, number: int) -> None:
        """Let any process have a job."""
        with self._changing:
            was_mine = self._until.pop(number, None) is not None
        if not was_mine:
            return
        try:
            with self._database.writing() as session:
                Jobs(session).release(number, self.owner)
        except StoreError as error:
            log.info("The claim of job %d is not released but runs out: %s", number, error)

    def close(self) -> None:
        """Keep up nothing more; what is not released runs out."""
        self._over.set()
        if self._heart:
            self._heart.join()

    def _begin_to_beat(self) -> None:
        with self._changing:
            if self._length_s and self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="claims of jobs", daemon=True)
                self._heart.start()

    def _beat(self) -> None:
        while not self._over.wait(self._length_s / _RENEWALS):
            with self._changing:
                numbers = list(self._until)
            if numbers:
                try:
                    self._renew(numbers)
                except StoreError as error:  # each of them is had until its time is over
                    log.warning("The claims of jobs could not be renewed: %s", error)

    def _renew(self, numbers: list[int]) -> None:
        until = time.monotonic() + self._length_s
        with self._database.writing() as session:
            mine = Jobs(session).renew(numbers, self.owner, self._length_s)
        with self._changing:
            for number in self._until.keys() & numbers:
                # What has run out is not had again: somebody may have seen that.
                if number in mine and time.monotonic() < self._until[number]:
                    self._until[number] = until
                else:
                    self._until[number] = 0.0
