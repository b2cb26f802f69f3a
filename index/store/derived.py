"""What is derived from one revision of a shelf: vectors, words, terms and dates, in a folder of their own.

A folder is written under another name and renamed when it is whole. One that cannot be opened all the same, after a
loss of power say, is made again.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np

from index.names.aliases import AliasList, Group, groups_said
from index.store.base import Vector
from index.store.date_index import DateIndex
from index.store.lexical import LexicalIndex, analyzer
from index.store.name_list import NameList
from index.store.terms import TermIndex
from index.store.vectors import VectorIndex
from index.store.vocabulary import Vocabulary

_FORMAT = 8  # to be raised when what is written changes
_NEW = "new-"  # begins the name of a folder that is being written
_VOCABULARY, _NAMES = "vocabulary.txt", "names.txt"
_AT_ONCE = 20_000  # passages that are compared with the background, for memory's sake
_HOUR = 3600.0  # seconds; nobody writes longer
_LATEST_KEPT = 2  # another process may be about to open the one before

_PASSAGES = """
SELECT passages.id, documents.title, passages.heading, passages.text, embeddings.passage, embeddings.spans,
    passages.dates, documents.date, passages.ordinal
FROM files JOIN documents ON documents.file = files.id JOIN passages ON passages.document = documents.id
JOIN embeddings ON embeddings.key = passages.embedding AND embeddings.model = ?
WHERE files.shelf = ? ORDER BY passages.id
"""


_ALSO = """
SELECT documents.title, documents.csl FROM files JOIN documents ON documents.file = files.id
WHERE files.shelf = ? AND documents.csl LIKE '%"also"%' ORDER BY documents.id
"""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Derived:
    """Vectors, words and terms of one revision; `passages` is how many there are, `length` how many terms they have.

    `level` is the cosine to which the closest passage comes with questions that have nothing to do with the shelf.
    """

    vectors: VectorIndex
    words: LexicalIndex
    terms: TermIndex
    vocabulary: Vocabulary
    dates: DateIndex
    names: NameList
    aliases: AliasList
    passages: int
    length: int
    level: float

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a whole folder."""
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        return cls(
            VectorIndex.open(folder),
            LexicalIndex.open(folder / "words"),
            TermIndex.open(folder),
            Vocabulary(folder / _VOCABULARY),
            DateIndex.open(folder),
            NameList(folder / _NAMES),
            AliasList(tuple(map(tuple, facts["aliases"]))),
            facts["passages"],
            facts["length"],
            facts["level"],
        )


def folder_of(parent: Path, model: str, shelf: int, revision: int, stamp: int) -> Path:
    """Where what is derived from a shelf's revision and one model's embeddings belongs."""
    of_model = parent / f"{_FORMAT}-{blake2b(model.encode(), digest_size=4).hexdigest()}"
    return of_model / str(shelf) / f"{revision:09}-{stamp:x}"


def write(connection: sqlite3.Connection, target: Path, model: str, shelf: int, background: Vector) -> None:
    """Derive the revision of the shelf that `connection` is reading and put it in its place.

    `background` are embeddings of questions that have nothing to do with it, shape (n, dim), or (0, 0).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=target.parent))
    try:
        _fill(connection, model, shelf, new, background)
        os.replace(new, target)
    except OSError:
        if not (target / "facts.json").is_file():  # else another process was quicker
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _tidy(target)


def _fill(connection: sqlite3.Connection, model: str, shelf: int, folder: Path, background: Vector) -> None:
    rows: list[int] = []
    vectors: list[Vector] = []
    texts: list[str] = []
    segments: list[tuple[int, str]] = []  # how long the context is, and the spans of sentences as they are kept
    dates: list[tuple[str, str, str, int]] = []  # of the passage; title and date of its document; its ordinal
    for row, title, heading, text, vector, spans, *of_time in connection.execute(_PASSAGES, (model, shelf)):
        rows.append(row)
        vectors.append(np.frombuffer(vector, np.float32))
        context = "\n".join([title, *json.loads(heading)])
        texts.append(f"{context}\n{text}")
        segments.append((len(context), spans))
        in_text, of_document, ordinal = of_time
        dates.append((in_text, title, of_document, ordinal))
    VectorIndex.write(folder, np.stack(vectors) if vectors else np.empty((0, 0), np.float32), rows)
    (folder / "words").mkdir()
    composed = [unicodedata.normalize("NFC", text) for text in texts]  # else a word ends where an accent stands apart
    LexicalIndex.write(folder / "words", zip(rows, composed, strict=True))
    length = TermIndex.write(folder, _terms(texts, segments))
    Vocabulary.write(folder / _VOCABULARY, composed)
    DateIndex.write(folder, dates)
    NameList.write(folder / _NAMES, composed)
    level = _level(np.stack(vectors), background) if vectors and background.size else 0.0
    aliases = _aliases(connection, shelf)
    facts = {"passages": len(rows), "length": length, "level": level, "aliases": aliases}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


def _aliases(connection: sqlite3.Connection, shelf: int) -> list[Group]:
    """What documents say that things are also called, each group once."""
    said = ((title, json.loads(csl).get("also")) for title, csl in connection.execute(_ALSO, (shelf,)))
    return list(dict.fromkeys(group for title, also in said if also for group in groups_said(title, also)))


def _terms(texts: Sequence[str], segments: Sequence[tuple[int, str]]) -> Iterator[list[list[str]]]:
    """Give the terms of each passage, one passage at a time: those of a million take gigabytes."""
    words = analyzer()
    for text, (context, spans) in zip(texts, segments, strict=True):
        sentences = [text[context + 1 + start : context + 1 + end] for start, end in json.loads(spans)]
        yield [words.analyze(unicodedata.normalize("NFC", segment)) for segment in (text[:context], *sentences)]


def _level(vectors: Vector, background: Vector) -> float:
    """The median over the background's questions of their highest cosine with any passage."""
    highest = np.full(len(background), -1.0, np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        highest = np.maximum(highest, (vectors[start : start + _AT_ONCE] @ background.T).max(0))
    return float(np.median(highest))


def _tidy(latest: Path) -> None:
    """Remove all but the newest; what a process still holds open, and what is being written, goes another time."""
    others = sorted(latest.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    whole = [path for path in others if not path.name.startswith(_NEW)]
    abandoned = [path for path in others if path.name.startswith(_NEW) and path.stat().st_mtime < time.time() - _HOUR]
    outdated = [path for path in latest.parents[2].iterdir() if not path.name.startswith(f"{_FORMAT}-")]
    for path in [*whole[_LATEST_KEPT:], *abandoned, *outdated]:
        shutil.rmtree(path, ignore_errors=True)
