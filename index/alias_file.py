"""The operator's own list of names, a file in a folder of sources: read again when it has changed."""

from functools import lru_cache
from pathlib import Path

from index.names.aliases import MOST_CHARACTERS, AliasList, Fault, parse

NAME = "aliases.txt"
_MOST_BYTES = 4 * MOST_CHARACTERS

Parsed = tuple[AliasList, tuple[Fault, ...]]


def read(folder: Path) -> Parsed:
    """The list in a folder, and what of it cannot be used; an empty one where there is no file."""
    file = folder / NAME
    try:
        status = file.stat()
    except OSError:
        return AliasList(), ()
    return _parsed(file, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _parsed(file: Path, size: int, _mtime_ns: int) -> Parsed:
    """Read a file as it was at a time, once."""
    if size > _MOST_BYTES:
        return AliasList(), (Fault(1, f"begins a list of more than {_MOST_BYTES:,} bytes; make it shorter"),)
    try:
        return parse(file.read_bytes().decode("utf-8-sig", "replace"))
    except OSError as error:
        return AliasList(), (Fault(1, f"cannot be read: {(error.strerror or str(error)).lower()}"),)
