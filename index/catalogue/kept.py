"""Imported metadata as they are kept: a file of their own in the data folder, as the index can be made anew.

{
  "clio_catalogue": 1,                       the version of this form
  "documents": {"folder/file.pdf": {CSL-JSON fields}, ...}    by the path of a document, or of a file of several
}
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path

from index.citation.items import Item, clean
from index.errors import StoreError

FILE = "catalogue.json"  # of the data folder
_KEY, _VERSION = "clio_catalogue", 1
_STAMP_BITS = 62  # SQLite's whole numbers have 63 beside their sign


class Catalogue:
    """The imported metadata of all documents. Safe to use from several threads; another process may write the file."""

    def __init__(self, data: Path) -> None:
        """Keep them in the data folder, in a file that is made by the first import."""
        self._file = data / FILE
        self._lock = threading.Lock()
        self._seen: tuple[int, int] = (0, 0)
        self._items: Mapping[str, Item] = {}

    def items(self) -> Mapping[str, Item]:
        """What is kept, by path. Raises StoreError when the file cannot be read."""
        with self._lock:
            seen = self._state()
            if seen != self._seen:
                self._items, self._seen = (self._read() if seen != (0, 0) else {}), seen
            return self._items

    def add(self, items: Mapping[str, Item]) -> None:
        """Keep what was imported; a document's earlier import is replaced. Raises StoreError, OSError."""
        documents = {**self.items(), **items}
        written = self._file.with_suffix(".new")
        written.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({_KEY: _VERSION, "documents": documents}, ensure_ascii=False, indent=1, sort_keys=True)
        written.write_text(text + "\n", encoding="utf-8")
        written.replace(self._file)

    def _state(self) -> tuple[int, int]:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return (0, 0)
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        return status.st_mtime_ns, status.st_size

    def _read(self) -> Mapping[str, Item]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise self._unreadable(str(error)) from error
        if not isinstance(kept, dict) or kept.get(_KEY) != _VERSION or not isinstance(kept.get("documents"), dict):
            raise self._unreadable("it is of another form")
        return {path: item for path, item in kept["documents"].items() if isinstance(item, dict)}

    def _unreadable(self, reason: str) -> StoreError:
        return StoreError(
            f"{self._file} cannot be read ({reason}); put a backup in its place, or delete it and import again."
        )


def worth_keeping(item: Item) -> dict[str, object]:
    """The fields of a work that say something of it: no notes, and no type where none is known."""
    said = clean(item)
    said.pop("note", None)
    if said["type"] == "document":
        said.pop("type")
    return said


def stamp_of(said: Mapping[str, Item]) -> int:
    """A number that is another when what is said of a file is another; 0 when nothing is."""
    if not said:
        return 0
    digest = hashlib.blake2b(as_text(said).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> (64 - _STAMP_BITS)


def as_text(said: Mapping[str, Item]) -> str:
    """All that is said in one text, "" when nothing is."""
    return json.dumps(said, sort_keys=True) if said else ""
