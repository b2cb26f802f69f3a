"""Files that are to outlast a loss of power: brought to the disk before anything is told of them."""

import os
from pathlib import Path


def bring_to_disk(folder: Path) -> None:
    """Have the system write out a folder with all in it; files that other folders share were written out for them."""
    for place, _, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            if file.stat().st_nlink == 1:
                _flush(file, os.O_RDWR)
        flush_folder(Path(place))


def flush_folder(folder: Path) -> None:
    """Have the system write out which names a folder has. Windows can't, and keeps them in its journal anyway."""
    if os.name != "nt":
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, mode: int) -> None:
    opened = os.open(path, mode)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
