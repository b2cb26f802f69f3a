"""Who may commit: while something is committed that may be unwanted by then, nobody makes it unwanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from index.patience import waiting

if TYPE_CHECKING:
    from index.postgres.leases import Lease, Leases
    from index.postgres.server import Server

_LOOK_AGAIN_S = (0.05, 0.5)  # whether another one has committed: at first, and after a while


class Committing:
    """Lets one at a time commit in a collection: in this process and, by leases, in all that share a database."""

    def __init__(self, leases: Leases | None = None) -> None:
        self._leases = leases
        self._here = threading.Lock()

    @classmethod
    def on(cls, server: Server | None) -> Self:
        """Among all who use a server; None: among those in this process. Raises DatabaseUnavailable."""
        if server is None:
            return cls()
        from index.postgres.leases import Leases  # here: without a server nothing of PostgreSQL is imported

        return cls(Leases(server))

    @contextmanager
    def __call__(self, collection: str) -> Iterator[Lease | None]:
        """Be the one until the end of the block, by a lease where a database is shared; waits for another.

        Raises DatabaseUnavailable, also when this thread may wait no longer, and TakenOver at the end when the database
        was away for so long that another one may have committed meanwhile. What is committed to the store is given the
        lease, to be undone then.
        """
        if self._leases is None:
            with self._here:
                yield None
            return
        with self._lease(self._leases, f"committing in {collection}") as lease:
            yield lease
            lease.require()

    def _lease(self, leases: Leases, name: str) -> Lease:
        pause_s, most_s = _LOOK_AGAIN_S
        while (lease := leases.take(name)) is None:
            with waiting() as left_s:  # without which whoever has no time left would wait all the same
                time.sleep(max(0.0, min(pause_s, left_s)))
            pause_s = min(2 * pause_s, most_s)
        return lease
