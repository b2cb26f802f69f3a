"""What is derived from one revision of a shelf: the vectors and the words, in a folder of their own.

A folder is written under another name and renamed when it is whole. One that cannot be opened all the same, after a
loss of power say, is made again.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np

from index.store.base import Vector
from index.store.lexical import LexicalIndex, analyzer
from index.store.vectors import VectorIndex

_FORMAT = 2  # to be raised when what is written changes
_NEW = "new-"  # begins the name of a folder that is being written
_HOUR = 3600.0  # seconds; nobody writes longer
_LATEST_KEPT = 2  # another process may be about to open the one before

_PASSAGES = """
SELECT passages.id, documents.title, passages.heading, passages.text, embeddings.passage
FROM files JOIN documents ON documents.file = files.id JOIN passages ON passages.document = documents.id
JOIN embeddings ON embeddings.key = passages.embedding AND embeddings.model = ?
WHERE files.shelf = ? ORDER BY passages.id
"""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Derived:
    """Vectors and words of one revision; `passages` is how many there are, `length` how many terms they have."""

    vectors: VectorIndex
    words: LexicalIndex
    passages: int
    length: int

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a whole folder."""
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        return cls(VectorIndex.open(folder), LexicalIndex.open(folder / "words"), facts["passages"], facts["length"])


def folder_of(parent: Path, model: str, shelf: int, revision: int, stamp: int) -> Path:
    """Where what is derived from a shelf's revision and one model's embeddings belongs."""
    of_model = parent / f"{_FORMAT}-{blake2b(model.encode(), digest_size=4).hexdigest()}"
    return of_model / str(shelf) / f"{revision:09}-{stamp:x}"


def write(connection: sqlite3.Connection, target: Path, model: str, shelf: int) -> None:
    """Derive the revision of the shelf that `connection` is reading and put it in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=target.parent))
    try:
        _fill(connection, model, shelf, new)
        os.replace(new, target)
    except OSError:
        if not (target / "facts.json").is_file():  # else another process was quicker
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _tidy(target)


def _fill(connection: sqlite3.Connection, model: str, shelf: int, folder: Path) -> None:
    words = analyzer()
    rows: list[int] = []
    vectors: list[Vector] = []
    texts: list[str] = []
    lengths = 0
    for row, title, heading, text, vector in connection.execute(_PASSAGES, (model, shelf)):
        rows.append(row)
        vectors.append(np.frombuffer(vector, np.float32))
        texts.append("\n".join([title, *json.loads(heading), text]))
        lengths += len(words.analyze(texts[-1]))
    VectorIndex.write(folder, np.stack(vectors) if vectors else np.empty((0, 0), np.float32), rows)
    (folder / "words").mkdir()
    LexicalIndex.write(folder / "words", zip(rows, texts, strict=True))
    facts = {"passages": len(rows), "length": lengths}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


def _tidy(latest: Path) -> None:
    """Remove all but the newest; what a process still holds open, and what is being written, goes another time."""
    others = sorted(latest.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    whole = [path for path in others if not path.name.startswith(_NEW)]
    abandoned = [path for path in others if path.name.startswith(_NEW) and path.stat().st_mtime < time.time() - _HOUR]
    for path in [*whole[_LATEST_KEPT:], *abandoned]:
        shutil.rmtree(path, ignore_errors=True)
