"""A part of what is derived from a shelf: tables of some of its passages, which once written never change."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from index.store.base import Vector
from index.store.date_index import DateIndex
from index.store.lexical import analyzer
from index.store.name_list import NameList
from index.store.terms import TermIndex
from index.store.vectors import VectorIndex, together
from index.store.vocabulary import Vocabulary

_VOCABULARY, _NAMES, _HIGHEST = "vocabulary.txt", "names.txt", "highest.npy"
_AT_ONCE = 20_000  # passages that are compared with the background, for memory's sake


@dataclass(frozen=True, slots=True)
class Record:
    """A passage with what is derived from it, as the database has it: `vector` is its embedding's bytes, float32.

    `heading`, `spans` and `dates` are in the form that they are kept in.
    """

    row: int
    title: str
    heading: str
    text: str
    vector: bytes
    spans: str
    dates: str
    document_date: str
    ordinal: int

    @property
    def context(self) -> str:
        """Title and headings."""
        return "\n".join([self.title, *json.loads(self.heading)])

    @property
    def composed(self) -> str:
        """Title, headings and text, in NFC: else a word ends where an accent stands apart."""
        return unicodedata.normalize("NFC", f"{self.context}\n{self.text}")

    def segments(self) -> Iterator[str]:
        """Title and headings, then each sentence, in NFC."""
        yield unicodedata.normalize("NFC", self.context)
        for start, end in json.loads(self.spans):
            yield unicodedata.normalize("NFC", self.text[start:end])


@dataclass(slots=True)
class _Columns:
    """What is gathered of records while their terms are counted."""

    rows: list[int] = field(default_factory=list)
    vectors: list[Vector] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dates: list[tuple[str, str, str, int]] = field(default_factory=list)

    def terms_of(self, records: Iterable[Record]) -> Iterator[list[list[str]]]:
        """Give the terms of each passage, one passage at a time: those of many take gigabytes."""
        words = analyzer()
        for record in records:
            self.rows.append(record.row)
            self.vectors.append(np.frombuffer(record.vector, np.float32))
            self.texts.append(record.composed)
            self.dates.append((record.dates, record.title, record.document_date, record.ordinal))
            yield [words.analyze(segment) for segment in record.segments()]


@dataclass(frozen=True, slots=True)
class Part:
    """Tables of passages, in ascending order of rows; a passage's place is the same in all of them.

    `highest` is how close, as a cosine, the closest passage comes to each text of the background: shape (texts,).
    """

    vectors: VectorIndex
    terms: TermIndex
    vocabulary: Vocabulary
    dates: DateIndex
    names: NameList
    highest: Vector

    @staticmethod
    def write(folder: Path, records: Iterable[Record], background: Vector) -> int:
        """Put tables of passages into an empty folder, and say how many passages there were.

        `background` are embeddings of texts that have nothing to do with any library, shape (n, dim), or (0, 0).
        Raises ModelError where vectors have not as many numbers as these, or as the first.
        """
        columns = _Columns()
        TermIndex.write(folder, columns.terms_of(records))
        held = background.shape[1]
        vectors = together(columns.vectors, held) if columns.vectors else np.empty((0, held), np.float32)
        centre = background.mean(0) if background.size else np.zeros(vectors.shape[1], np.float32)
        VectorIndex.write(folder, vectors, columns.rows, centre)
        Vocabulary.write(folder / _VOCABULARY, columns.texts)
        DateIndex.write(folder, columns.dates)
        NameList.write(folder / _NAMES, columns.texts)
        np.save(folder / _HIGHEST, highest(vectors, background))
        return len(columns.rows)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `write` put into the folder."""
        return cls(
            VectorIndex.open(folder),
            TermIndex.open(folder),
            Vocabulary.open(folder / _VOCABULARY),
            DateIndex.open(folder),
            NameList(folder / _NAMES),
            np.load(folder / _HIGHEST),
        )

    def __len__(self) -> int:
        return len(self.vectors)


def highest(vectors: Vector, background: Vector) -> Vector:
    """How close the closest of some vectors, shape (n, dim), comes to each of the background: shape (texts,)."""
    found = np.full(len(background), -1.0, np.float32)
    if not background.size:
        return found
    for start in range(0, len(vectors), _AT_ONCE):
        found = np.maximum(found, (vectors[start : start + _AT_ONCE] @ background.T).max(0))
    return found
