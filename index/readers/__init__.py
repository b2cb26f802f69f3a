"""Readers: one module per file format, chosen by the file's suffix."""

from collections.abc import Callable
from pathlib import PurePosixPath

from index.errors import UnknownFormat
from index.model import Text
from index.readers import markdown, plain

VERSION = 1  # to be raised when a reader comes to read the same file otherwise: files are then read again

Reader = Callable[[str, bytes], tuple[Text, ...]]

_READERS: dict[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".text": plain.read,
}
SUFFIXES = frozenset(_READERS)


def read(path: str, data: bytes) -> tuple[Text, ...]:
    """Read a file as the documents it holds.

    `path` becomes the documents' path; its suffix chooses the reader. Raises ReadError (UnknownFormat
    when no reader knows the suffix); its text is a clause that goes on after the file's name.
    """
    suffix = PurePosixPath(path).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise UnknownFormat(
            f"is of a kind that cannot be read ({suffix or 'no suffix'}); use {', '.join(sorted(SUFFIXES))}"
        )
    return reader(path, data)
