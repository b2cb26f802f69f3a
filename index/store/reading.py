"""A committed state of the local store, as it is read."""

import json
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np

from index.model import Document, Holding, Locator, Passage
from index.store.base import Candidate, Embedding, Snapshot, Vector
from index.store.derived import Derived

_DOCUMENT = "documents.path, documents.title, documents.date, documents.language, documents.url, documents.csl"
_PASSAGE = (
    "passages.passage_id, passages.ordinal, documents.passages, passages.text, "
    f"passages.heading, passages.first, passages.last, passages.page, {_DOCUMENT}"
)
_ON_SHELVES = "JOIN files ON files.id = documents.file AND files.shelf IN (SELECT value FROM json_each(?))"


class LocalSnapshot(Snapshot):
    """One revision, read through a connection whose transaction stays open: others may commit meanwhile."""

    def __init__(self, connection: sqlite3.Connection, revision: int, derived: Derived) -> None:
        self.revision = revision
        self._connection = connection
        self._derived = derived
        self._reading = threading.Lock()

    def nearest(self, question: Vector, shelves: Collection[int], limit: int) -> Sequence[int]:
        """See Snapshot."""
        return self._derived.vectors.nearest(question, shelves, limit)

    def matching(self, terms: Sequence[str], shelves: Collection[int], limit: int) -> Sequence[int]:
        """See Snapshot."""
        return self._derived.words.matching(terms, shelves, limit)

    def terms(self, text: str) -> list[str]:
        """See Snapshot."""
        return self._derived.words.terms(text)

    def idf(self, terms: Collection[str]) -> Mapping[str, float]:
        """See Snapshot."""
        return self._derived.words.idf(terms)

    @property
    def mean_length(self) -> float:
        """See Snapshot."""
        return self._derived.mean_length

    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """See Snapshot."""
        found = self._all(
            "SELECT passages.id, embeddings.key, embeddings.passage, embeddings.sentences, "
            f"embeddings.spans, {_PASSAGE} "
            "FROM passages JOIN documents ON documents.id = passages.document "
            "JOIN embeddings ON embeddings.key = passages.embedding "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(rows)),
        )
        by_row = {row: Candidate(row, _passage(rest), _embedding(*blobs)) for row, *blobs, rest in map(_parted, found)}
        return [by_row[row] for row in rows if row in by_row]

    def passage(self, passage_id: str, shelves: Collection[int]) -> Passage | None:
        """See Snapshot."""
        found = self._all(
            f"SELECT {_PASSAGE} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELVES} "
            "WHERE passages.passage_id = ? LIMIT 1",
            json.dumps(list(shelves)),
            passage_id,
        )
        return _passage(found[0]) if found else None

    def passages(self, path: str, first: int, last: int, shelves: Collection[int]) -> tuple[Passage, ...]:
        """See Snapshot."""
        found = self._all(
            f"SELECT {_PASSAGE} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELVES} "
            "WHERE documents.path = ? AND passages.ordinal BETWEEN ? AND ? ORDER BY passages.ordinal",
            json.dumps(list(shelves)),
            path,
            first,
            last,
        )
        return tuple(map(_passage, found))

    def holdings(self, shelves: Collection[int]) -> tuple[Holding, ...]:
        """See Snapshot."""
        found = self._all(
            f"SELECT documents.passages, documents.indexed_at, {_DOCUMENT} FROM documents {_ON_SHELVES} "
            "ORDER BY documents.path",
            json.dumps(list(shelves)),
        )
        return tuple(Holding(_document(*rest), passages, indexed_at) for passages, indexed_at, *rest in found)

    def count(self, shelves: Collection[int]) -> tuple[int, int]:
        """See Snapshot."""
        found = self._all(
            f"SELECT count(*), coalesce(sum(documents.passages), 0) FROM documents {_ON_SHELVES}",
            json.dumps(list(shelves)),
        )
        return found[0]

    def close(self) -> None:
        """See Snapshot."""
        with self._reading:
            self._connection.close()

    def _all(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        with self._reading:
            return self._connection.execute(statement, values).fetchall()


def _parted(row: tuple) -> tuple:  # type: ignore[type-arg]  # as above
    return (*row[:5], row[5:])


def _passage(row: Sequence) -> Passage:  # type: ignore[type-arg]  # as above
    passage_id, ordinal, of, text, heading, first, last, page, *document = row
    locator = Locator(tuple(json.loads(heading)), first, last, page)
    return Passage(passage_id, _document(*document), ordinal, of, text, locator)


@lru_cache(maxsize=4096)  # the passages of a document share it; parsing its metadata is most of the work
def _document(path: str, title: str, date: str, language: str, url: str, csl: str) -> Document:
    return Document(path, title, date, language, url, json.loads(csl))


def _embedding(key: bytes, passage: bytes, sentences: bytes, spans: str) -> Embedding:
    vector = np.frombuffer(passage, np.float32)
    of_sentences = np.frombuffer(sentences, np.float16).astype(np.float32).reshape(-1, len(vector))
    return Embedding(key, vector, of_sentences, tuple((start, end) for start, end in json.loads(spans)))
