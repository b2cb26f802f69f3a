"""A file as bytes that are read when they are looked at, also when the file has been cleared away by then."""

from mmap import ACCESS_READ, mmap
from pathlib import Path


def mapped(file: Path) -> mmap | bytes:
    """The bytes of a file; an empty one cannot be mapped."""
    with file.open("rb") as opened:
        return mmap(opened.fileno(), 0, access=ACCESS_READ) if file.stat().st_size else b""
