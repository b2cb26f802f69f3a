"""The snapshots that questions are answered from: several threads read them while they are replaced."""

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from index.store.base import Snapshot, Store

_KEPT = 64  # shelves whose snapshots stay open; each has a thread or two of tantivy's and a few files
_LOOK_AGAIN_S = 0.5  # after a newer state was seen that was not ready
_LEFT_S = 60.0  # after which nobody seems to be making it ready


class SharedSnapshot:
    """A snapshot that is closed when it was replaced and the last of its readers is done."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._changing = threading.Lock()
        self._current: Snapshot | None = snapshot
        self._readers: dict[Snapshot, int] = {}
        self.seen, self.revision = snapshot.seen, snapshot.revision

    def replace(self, snapshot: Snapshot | None) -> None:
        """Let new readers have this one; None when there will be no more readers."""
        with self._changing:
            former, self._current = self._current, snapshot
            if snapshot:
                self.seen, self.revision = snapshot.seen, snapshot.revision
            if former is not None and not self._readers.get(former):
                former.close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot | None]:
        """Give the current snapshot, open until the end of the block; None when it is over."""
        with self._changing:
            snapshot = self._current
            if snapshot is not None:
                self._readers[snapshot] = self._readers.get(snapshot, 0) + 1
        try:
            yield snapshot
        finally:
            if snapshot is not None:
                self._let_go(snapshot)

    def _let_go(self, snapshot: Snapshot) -> None:
        with self._changing:
            self._readers[snapshot] -= 1
            if not self._readers[snapshot]:
                del self._readers[snapshot]
                if snapshot is not self._current:
                    snapshot.close()


class Views:
    """One snapshot for each shelf that was asked for, renewed when another state is committed and ready.

    A shelf that is being worked at is held: it is seen as it was until `publish`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changing = threading.RLock()
        self._open: OrderedDict[int, SharedSnapshot] = OrderedDict()
        self._held: set[int] = set()
        self._look_again: dict[int, float] = {}
        self._waited_since: dict[int, float] = {}  # for a newer state to be ready
        self._dropped: set[int] = set()

    @contextmanager
    def reading(self, shelves: Sequence[int]) -> Iterator[list[Snapshot]]:
        """Give a snapshot of each of the shelves, open until the end of the block."""
        with ExitStack() as stack:
            yield [stack.enter_context(self._reading_one(shelf)) for shelf in shelves]

    @contextmanager
    def _reading_one(self, shelf: int) -> Iterator[Snapshot]:
        while True:
            with self._latest(shelf).reading() as snapshot:
                if snapshot is not None:  # else it was closed at this very moment for others to be kept
                    yield snapshot
                    return

    def hold(self, shelf: int) -> None:
        """Keep showing a shelf as it is now, whatever is committed."""
        self._latest(shelf)
        with self._changing:
            self._held.add(shelf)

    def publish(self, shelf: int) -> None:
        """Show a shelf as it was last committed; the others' snapshots are renewed, to hold no journal back."""
        snapshot = self._store.snapshot(shelf)  # may take its time, while questions are answered
        with self._changing:
            self._put(shelf, snapshot)
        self._renew_all()
        if self._store.checkpoint():
            self._renew_all(anyhow=True)

    def drop(self, shelf: int) -> None:
        """Show no earlier state of a shelf any more."""
        with self._changing:
            self._dropped.add(shelf)
            if shelf in self._open:
                self._close_one(shelf)

    def left_behind(self) -> tuple[int, ...]:
        """The shelves that have had a newer state for a while, which nobody made ready."""
        now = time.monotonic()
        with self._changing:
            return tuple(shelf for shelf, since in self._waited_since.items() if now - since > _LEFT_S)

    def release(self, shelf: int) -> None:
        """Hold a shelf no more."""
        with self._changing:
            self._held.discard(shelf)

    def close(self) -> None:
        """Let go of all."""
        with self._changing:
            for shelf in tuple(self._open):
                self._close_one(shelf)

    def _latest(self, shelf: int) -> SharedSnapshot:
        with self._changing:
            if shelf in self._open:
                self._renew(shelf)
                self._open.move_to_end(shelf)
                return self._open[shelf]
            is_dropped = shelf in self._dropped
        # Either may take its time, while questions about others are answered.
        ready = None if is_dropped else self._store.ready_snapshot(shelf)
        snapshot = ready or self._store.snapshot(shelf)
        with self._changing:
            self._dropped.discard(shelf)
            if shelf in self._open:  # another thread was quicker
                snapshot.close()
            else:
                self._put(shelf, snapshot)
            return self._open[shelf]

    def _renew_all(self, anyhow: bool = False) -> None:
        for shelf in tuple(self._open):
            with self._changing:
                self._renew(shelf, anyhow)

    def _renew(self, shelf: int, anyhow: bool = False) -> None:
        """Bring a shelf's snapshot up to date if that takes no time: an old one keeps what others removed on disk."""
        current, now = self._open.get(shelf), time.monotonic()
        if current is None or shelf in self._held or now < self._look_again.get(shelf, 0.0):
            return
        if current.seen == self._store.revision(shelf) and not anyhow:
            return
        ready = self._store.ready_snapshot(shelf)
        if ready and (ready.is_latest or ready.revision != current.revision):
            self._put(shelf, ready)
        elif ready:
            ready.close()
        if ready is None or not ready.is_latest:
            self._look_again[shelf] = now + _LOOK_AGAIN_S
            self._waited_since.setdefault(shelf, now)

    def _put(self, shelf: int, snapshot: Snapshot) -> None:
        """Show a snapshot, unless a later one is shown: two threads may publish at once."""
        current = self._open.get(shelf)
        if current and snapshot.seen < current.seen:
            snapshot.close()
            return
        if current:
            current.replace(snapshot)
        else:
            self._open[shelf] = SharedSnapshot(snapshot)
        self._look_again.pop(shelf, None)
        self._waited_since.pop(shelf, None)
        self._close_the_oldest(spare={shelf} | self._held)

    def _close_the_oldest(self, spare: Collection[int]) -> None:
        for shelf in [shelf for shelf in self._open if shelf not in spare][: max(0, len(self._open) - _KEPT)]:
            self._close_one(shelf)

    def _close_one(self, shelf: int) -> None:
        """Show a shelf no more, and wait for nothing newer of it."""
        self._open.pop(shelf).replace(None)
        self._look_again.pop(shelf, None)
        self._waited_since.pop(shelf, None)
