"""Numbers in a file of which some are read when they are looked at: mapped, all would come to count as memory.

A file of HELD bytes and less is read at once, as long as a process holds no more than ROOM in such files: its numbers
are then a fifth of a microsecond away instead of three.
"""

import os
import threading
from pathlib import Path
from weakref import finalize

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.store.mapped import SMALL

HELD = 1 << 24  # bytes: the vectors of some 20,000 passages, and twice as many passages' terms
ROOM = 1 << 26  # bytes

Places = NDArray[np.int64]

_read_at = getattr(os, "pread", None)  # Windows has none


class _Room:
    """What a process may hold of files, in bytes."""

    def __init__(self) -> None:
        self._left, self._changing = ROOM, threading.RLock()  # a holder may end while another one is counted

    def take(self, holder: object, size: int) -> bool:
        """Whether a file of this size may be held; it is counted for as long as its holder lives."""
        with self._changing:
            if size > min(HELD, self._left):
                return size <= SMALL
            self._left -= size
        finalize(holder, self._give, size)
        return True

    def _give(self, size: int) -> None:
        with self._changing:
            self._left += size


_room = _Room()


class OnDisk:
    """A file of numbers that stays open."""

    def __init__(self, file: Path, dtype: DTypeLike, count: int) -> None:
        """Open a file of so many numbers of a type. Raises ValueError where it has another size."""
        self._type, self._count = np.dtype(dtype), count
        if file.stat().st_size != count * self._type.itemsize:
            raise ValueError(f"{file} is damaged")
        self._all = np.fromfile(file, self._type) if _room.take(self, file.stat().st_size) else None
        if self._all is None:
            self._file = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            finalize(self, os.close, self._file)
            self._reading = threading.Lock()

    def __len__(self) -> int:
        return self._count

    @property
    def is_held(self) -> bool:
        """Whether all of it is in memory."""
        return self._all is not None

    def rows(self, places: Places, width: int) -> NDArray[np.generic]:
        """Rows of a table with so many columns: shape (len(places), width)."""
        if self._all is not None:
            return self._all.reshape(-1, width)[places]
        return self.ranges(places * width, np.full(len(places), width)).reshape(-1, width)

    def ranges(self, starts: Places, lengths: Places) -> NDArray[np.generic]:
        """As many numbers as each length says, from each start, one range after the other."""
        pairs = zip(starts.tolist(), lengths.tolist(), strict=True)
        if self._all is not None:
            parts = [self._all[start : start + length] for start, length in pairs]
            return np.concatenate(parts) if parts else self._all[:0]
        size, file, read = self._type.itemsize, self._file, _read_at or self._read_at
        return np.frombuffer(b"".join([read(file, length * size, start * size) for start, length in pairs]), self._type)

    def _read_at(self, file: int, length: int, start: int) -> bytes:
        with self._reading:
            os.lseek(file, start, os.SEEK_SET)
            return os.read(file, length)
