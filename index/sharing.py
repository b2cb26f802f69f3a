"""A snapshot that several threads read while it is replaced: it is closed when the last of them is done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.store.base import Snapshot


class SharedSnapshot:
    """The snapshot that questions are answered from, or none yet."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._current: Snapshot | None = None
        self._readers: dict[Snapshot, int] = {}

    @property
    def revision(self) -> int | None:
        """The revision of the current snapshot; None when there is none."""
        return self._current.revision if self._current is not None else None

    def replace(self, snapshot: Snapshot | None) -> None:
        """Let new readers have this one; the former is closed once nobody reads it."""
        with self._changing:
            former, self._current = self._current, snapshot
            if former is not None and not self._readers.get(former):
                former.close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Give the current snapshot, open until the end of the block. There must be one."""
        with self._changing:
            snapshot = self._current
            if snapshot is None:
                raise RuntimeError("there is no snapshot to read")
            self._readers[snapshot] = self._readers.get(snapshot, 0) + 1
        try:
            yield snapshot
        finally:
            with self._changing:
                self._readers[snapshot] -= 1
                if not self._readers[snapshot]:
                    del self._readers[snapshot]
                    if snapshot is not self._current:
                        snapshot.close()
