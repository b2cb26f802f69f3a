"""Where what is derived from shelves lies on the disk: opened once for all who look, derived by one at a time."""

import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import FileLock

from index.store import growing
from index.store.base import Vector
from index.store.damage import Damaged
from index.store.derived import Derived


@dataclass(frozen=True, slots=True)
class State:
    """What a snapshot sees: the store's revision `seen`, and the shelf's own.

    No other history of the database shares the `stamp`: think of a restored copy.
    """

    seen: int
    revision: int
    stamp: int


@dataclass(frozen=True, slots=True)
class DerivedFolders:
    """Those of one data folder and one model. Methods raise OSError where the system refuses something."""

    data: Path
    model: str
    _opened: WeakValueDictionary[Path, Derived] = field(default_factory=WeakValueDictionary)

    def alone(self, shelf: int) -> AbstractContextManager[object]:
        """Wait until no other thread or process derives from the shelf, and keep them waiting."""
        return FileLock(self.data / f"derive-{shelf}.lock")  # a new one each time: threads too exclude each other

    def open(self, shelf: int, state: State) -> Derived | None:
        """Open what is derived, unless it is missing, damaged, or just cleared away; all who look share it."""
        folder = self._folder(shelf, state)
        opened = self._opened.get(folder)
        if opened is not None or not folder.is_dir():
            return opened
        try:
            opened = self._opened[folder] = Derived.open(folder)
        except Damaged:
            return None
        return opened

    def derive(self, connection: sqlite3.Connection, shelf: int, state: State, background: Vector) -> Derived:
        """Derive the state that `connection` reads; to be done `alone`. See `growing.write`."""
        folder = self._folder(shelf, state)
        growing.write(connection, folder, self.model, shelf, background)
        opened = self._opened[folder] = Derived.open(folder)
        return opened

    def _folder(self, shelf: int, state: State) -> Path:
        return growing.folder_of(self.data / "derived", self.model, shelf, state.revision, state.stamp)
