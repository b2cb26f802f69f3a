"""What counts as damaged of what is derived: files that are missing, have another size, or cannot be made out.

Such a folder is made again. What the system refuses (a disk that fails or is full, too many open files, no permission)
says nothing against what lies there, and goes up as OSError.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError

_UNREADABLE = (ValueError, LookupError, EOFError, FileNotFoundError, NotADirectoryError)
_LOCK = ".lock"  # ends the names of tantivy's locks, which are no part of the index
_OF_THE_SYSTEM = re.compile(r"Os \{ code|IO error|io::Error")  # as tantivy writes what the system refused


class Damaged(StoreError):
    """What is derived cannot be used as it lies there."""


def sizes_of(folder: Path) -> dict[str, int]:
    """The size in bytes of each file in a folder and in those in it, by its path there."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix != _LOCK and file.is_file()]
    return {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}


def check_sizes(folder: Path, sizes: Mapping[str, int]) -> None:
    """Raise Damaged unless each file is there and has the size it had when it was written."""
    for name, size in sizes.items():
        if (found := (folder / name).stat().st_size) != size:
            raise Damaged(f"{folder / name} has {found:,} bytes instead of {size:,}; it was cut or changed.")


@contextmanager
def making_out(folder: Path) -> Iterator[None]:
    """Raise Damaged where reading the folder shows that its contents are wrong."""
    try:
        with telling_the_system():
            yield
    except _UNREADABLE as error:
        raise Damaged(f"{folder} cannot be made out: {error}.") from error


@contextmanager
def telling_the_system() -> Iterator[None]:
    """Raise OSError where tantivy tells in a ValueError, as all that it tells, what the system refused."""
    try:
        yield
    except ValueError as error:
        if _OF_THE_SYSTEM.search(str(error)):
            raise OSError(str(error)) from error
        raise
