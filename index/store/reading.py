"""A committed state of a shelf of the local store, as it is read."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from index.dates import Interval
from index.model import Document, Failure, Holding, Locator, Passage
from index.names.aliases import AliasList
from index.names.titles import Titles
from index.store import retiring
from index.store.base import Candidate, Embedding, Retired, Snapshot, Vector
from index.store.date_index import mentions
from index.store.derived import Derived
from index.store.name_list import Known
from index.store.reader import Reader
from index.store.terms import Mask, Terms
from index.store.vocabulary import Close

_DOCUMENT = "documents.path, documents.title, documents.date, documents.language, documents.url, documents.csl"
_PASSAGE = (
    "passages.passage_id, passages.ordinal, documents.passages, passages.text, "
    f"passages.heading, passages.first, passages.last, passages.page, passages.dates, {_DOCUMENT}"
)
_ON_SHELF = "JOIN files ON files.id = documents.file AND files.shelf = ?"


class LocalSnapshot(Snapshot):
    """One revision of a shelf, read through a connection whose transaction stays open: others may commit meanwhile."""

    def __init__(self, reader: Reader, shelf: int, revision: int, derived: Derived, among: Mask | None = None) -> None:
        """Take over one use of the reader; `among` are the passages that are looked for, by their places."""
        self.revision, self.seen = revision, reader.seen
        self._reader, self._shelf, self._derived, self._among = reader, shelf, derived, among

    def nearest(self, question: Vector, limit: int) -> Sequence[int]:
        """See Snapshot."""
        return self._derived.nearest(question, limit, self._among)

    def matching(self, terms: Sequence[str], limit: int) -> Sequence[int]:
        """See Snapshot."""
        return self._derived.matching(terms, limit, self._among)

    def narrowed(self, span: Interval | None, paths: Collection[str] | None) -> Snapshot:
        """See Snapshot."""
        found = [] if span is None else [self._derived.overlapping(span)]
        if paths is not None:
            found.append(self._of_documents(paths))
        among = np.logical_and.reduce(found) if found else None
        return LocalSnapshot(self._reader, self._shelf, self.revision, self._derived, among)

    def _of_documents(self, paths: Collection[str]) -> Mask:
        found = self._reader.all(
            f"SELECT passages.id FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELF} "
            "WHERE documents.path IN (SELECT value FROM json_each(?))",
            self._shelf,
            json.dumps(list(paths)),
        )
        return self._derived.mask([row for (row,) in found])

    def date_of(self, name: str) -> str:
        """See Snapshot."""
        return self._derived.date_of(name)

    def on_day(self, month: int, day: int) -> tuple[Passage, ...]:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT {_PASSAGE} FROM passages JOIN documents ON documents.id = passages.document "
            "WHERE passages.id IN (SELECT value FROM json_each(?)) ORDER BY passages.id",
            json.dumps(self._derived.on_day(month, day)),
        )
        return tuple(map(_passage, found))

    def cosines(self, rows: Sequence[int], question: Vector) -> Vector:
        """See Snapshot."""
        return self._derived.cosines(rows, question)

    def terms_of(self, rows: Sequence[int]) -> Terms:
        """See Snapshot."""
        return self._derived.terms_of(rows)

    def closest_word(self, word: str, distance: int) -> Close | None:
        """See Snapshot."""
        return self._derived.closest_word(word, distance)

    def names_under(self, keys: Collection[str]) -> Sequence[Known]:
        """See Snapshot."""
        return self._derived.names_under(keys)

    def terms(self, text: str) -> list[str]:
        """See Snapshot."""
        return self._derived.words.terms(text)

    def frequencies(self, terms: Collection[str]) -> Mapping[str, int]:
        """See Snapshot."""
        return self._derived.words.frequencies(terms)

    def holding(self, terms: Collection[str]) -> int:
        """See Snapshot."""
        return self._derived.words.holding(terms)

    def aliases(self) -> AliasList:
        """See Snapshot."""
        return self._derived.aliases

    @property
    def size(self) -> int:
        """See Snapshot."""
        return self._derived.passages

    @property
    def level(self) -> float:
        """See Snapshot."""
        return self._derived.level

    @property
    def length(self) -> int:
        """See Snapshot."""
        return self._derived.length

    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """See Snapshot."""
        found = self._reader.all(
            "SELECT passages.id, embeddings.key, embeddings.passage, embeddings.sentences, "
            f"embeddings.spans, embeddings.tokens, embeddings.counts, {_PASSAGE} "
            "FROM passages JOIN documents ON documents.id = passages.document "
            "JOIN embeddings ON embeddings.key = passages.embedding "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(rows)),
        )
        by_row = {row: Candidate(row, _passage(rest), _embedding(*blobs)) for row, *blobs, rest in map(_parted, found)}
        return [by_row[row] for row in rows if row in by_row]

    def passage(self, passage_id: str) -> Passage | None:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT {_PASSAGE} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELF} "
            "WHERE passages.passage_id = ? LIMIT 1",
            self._shelf,
            passage_id,
        )
        return _passage(found[0]) if found else None

    def retired(self, passage_id: str) -> Retired | None:
        """See Snapshot."""
        found = self._reader.all(retiring.select(), self._shelf, passage_id)
        return retiring.as_retired(found[0]) if found else None

    def passages(self, path: str, first: int, last: int) -> tuple[Passage, ...]:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT {_PASSAGE} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELF} "
            "WHERE documents.path = ? AND passages.ordinal BETWEEN ? AND ? ORDER BY passages.ordinal",
            self._shelf,
            path,
            first,
            last,
        )
        return tuple(map(_passage, found))

    def languages(self) -> frozenset[str]:
        """See Snapshot."""
        return self._languages

    @cached_property
    def _languages(self) -> frozenset[str]:
        found = self._reader.all(f"SELECT DISTINCT documents.language FROM documents {_ON_SHELF}", self._shelf)
        return frozenset(language.split("-")[0].lower() for (language,) in found if language)

    def titles(self) -> Titles:
        """See Snapshot."""
        return self._titles

    @cached_property
    def _titles(self) -> Titles:
        found = self._reader.all(
            f"SELECT documents.path, documents.title FROM documents {_ON_SHELF} ORDER BY documents.path", self._shelf
        )
        return Titles(found)

    def holdings(self, file: str | None = None) -> tuple[Holding, ...]:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT documents.passages, documents.indexed_at, files.path, {_DOCUMENT} FROM documents {_ON_SHELF} "
            "WHERE ? IS NULL OR files.path = ? ORDER BY documents.path",
            self._shelf,
            file,
            file,
        )
        return tuple(Holding(_document(*rest), passages, when, file) for passages, when, file, *rest in found)

    def failures(self) -> tuple[Failure, ...]:
        """See Snapshot."""
        found = self._reader.all(
            "SELECT path, reason FROM files WHERE shelf = ? AND reason != '' ORDER BY path", self._shelf
        )
        return tuple(Failure(path, reason) for path, reason in found)

    def count(self) -> tuple[int, int]:
        """See Snapshot."""
        return self._counts

    @cached_property
    def _counts(self) -> tuple[int, int]:
        found = self._reader.all(
            f"SELECT count(*), coalesce(sum(documents.passages), 0) FROM documents {_ON_SHELF}", self._shelf
        )
        return found[0]

    def close(self) -> None:
        """See Snapshot."""
        self._reader.let_go()


def _parted(row: tuple) -> tuple:  # type: ignore[type-arg]  # as above
    return (*row[:7], row[7:])


def _passage(row: Sequence) -> Passage:  # type: ignore[type-arg]  # as above
    passage_id, ordinal, of, text, heading, first, last, page, dates, *document = row
    locator = Locator(tuple(json.loads(heading)), first, last, page)
    return Passage(passage_id, _document(*document), ordinal, of, text, locator, mentions(dates))


@lru_cache(maxsize=4096)  # the passages of a document share it; parsing its metadata is most of the work
def _document(path: str, title: str, date: str, language: str, url: str, csl: str) -> Document:
    return Document(path, title, date, language, url, json.loads(csl))


def _embedding(key: bytes, passage: bytes, sentences: bytes, spans: str, tokens: bytes, counts: str) -> Embedding:
    vector = np.frombuffer(passage, np.float32)
    of_sentences = np.frombuffer(sentences, np.float16).astype(np.float32).reshape(-1, len(vector))
    numbers = tuple(json.loads(counts))
    small = np.frombuffer(tokens, np.int8).reshape(sum(numbers), -1) if tokens else np.empty((0, 0), np.int8)
    return Embedding(key, vector, of_sentences, tuple((start, end) for start, end in json.loads(spans)), small, numbers)
