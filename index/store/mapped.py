"""Files of what is derived, opened so that they can be looked at also when they have been cleared away."""

from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL = 1 << 20  # bytes; what has no more is read: each mapped file costs one that a process may have open


def mapped(file: Path) -> mmap | bytes:
    """The bytes of a file."""
    if not is_large(file):
        return file.read_bytes()
    with file.open("rb") as opened:
        return mmap(opened.fileno(), 0, access=ACCESS_READ)


def mapped_array(file: Path) -> NDArray[Any]:
    """The array in a file that `numpy.save` wrote."""
    return np.load(file, mmap_mode="r" if is_large(file) else None)  # type: ignore[no-any-return]


def is_large(file: Path) -> bool:
    """Whether a file is rather looked into than read."""
    return file.stat().st_size > SMALL
