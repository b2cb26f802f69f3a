"""What is derived from the tables of one revision: the vectors and the words, in a folder of their own.

A folder is written under another name and renamed when it is whole, so that what has the right name is whole.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np

from index.store.base import Vector
from index.store.lexical import LexicalIndex, analyzer
from index.store.vectors import VectorIndex

_FORMAT = 1  # to be raised when what is written changes
_LATEST_KEPT = 2  # another process may be about to open the one before

_PASSAGES = """
SELECT passages.id, files.shelf, documents.title, passages.heading, passages.text, embeddings.passage
FROM passages JOIN documents ON documents.id = passages.document JOIN files ON files.id = documents.file
JOIN embeddings ON embeddings.key = passages.embedding AND embeddings.model = ? ORDER BY passages.id
"""


@dataclass(frozen=True, slots=True)
class Derived:
    """Vectors and words of one revision; `mean_length` is how many terms a passage has on average."""

    vectors: VectorIndex
    words: LexicalIndex
    mean_length: float

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a whole folder."""
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        return cls(VectorIndex.open(folder), LexicalIndex.open(folder / "words"), facts["mean_length"])


def folder_of(parent: Path, identity: int, model: str, revision: int) -> Path:
    """Where what is derived from a revision of one database and one model's embeddings belongs."""
    return parent / f"{_FORMAT}-{identity:x}-{blake2b(model.encode(), digest_size=4).hexdigest()}" / f"{revision:09}"


def write(connection: sqlite3.Connection, target: Path, model: str) -> None:
    """Derive the revision that `connection` is reading and put it in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
    try:
        _fill(connection, model, new)
        os.replace(new, target)
    except OSError:
        if not (target / "facts.json").is_file():  # else another process was quicker
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _tidy(target)


def _fill(connection: sqlite3.Connection, model: str, folder: Path) -> None:
    words = analyzer()
    rows: list[int] = []
    shelves: list[int] = []
    vectors: list[Vector] = []
    texts: list[str] = []
    lengths = 0
    for row, shelf, title, heading, text, vector in connection.execute(_PASSAGES, (model,)):
        rows.append(row)
        shelves.append(shelf)
        vectors.append(np.frombuffer(vector, np.float32))
        texts.append("\n".join([title, *json.loads(heading), text]))
        lengths += len(words.analyze(texts[-1]))
    VectorIndex.write(folder, np.stack(vectors) if vectors else np.empty((0, 0), np.float32), rows, shelves)
    (folder / "words").mkdir()
    LexicalIndex.write(folder / "words", zip(rows, shelves, texts, strict=True))
    facts = {"mean_length": max(1.0, lengths / max(1, len(rows)))}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


def _tidy(latest: Path) -> None:
    """Remove what belongs to older revisions or another database; what a process still holds open goes next time."""
    database = latest.parent.name.rpartition("-")[0]
    for other in latest.parent.parent.iterdir():
        if not other.name.startswith(f"{database}-"):
            shutil.rmtree(other, ignore_errors=True)
    older = sorted(path for path in latest.parent.iterdir() if path.name < latest.name)
    for path in older[: max(0, len(older) + 1 - _LATEST_KEPT)]:
        shutil.rmtree(path, ignore_errors=True)
