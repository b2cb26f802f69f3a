"""A committed state of a shelf of the local store, as it is read."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np

from index.dates import Interval
from index.model import Failure, Holding, Passage
from index.names.aliases import AliasList
from index.names.titles import Titles
from index.store import retiring
from index.store.base import Candidate, Retired, Snapshot, Vector
from index.store.derived import Derived
from index.store.name_list import Known
from index.store.reader import Reader
from index.store.rows import (
    CANDIDATE_COLUMNS,
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    as_candidate,
    as_document,
    as_passage,
)
from index.store.terms import Mask, Terms
from index.store.vocabulary import Close

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
            f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document "
            "WHERE passages.id IN (SELECT value FROM json_each(?)) ORDER BY passages.id",
            json.dumps(self._derived.on_day(month, day)),
        )
        return tuple(map(as_passage, found))

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
            f"SELECT {CANDIDATE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document "
            "JOIN embeddings ON embeddings.key = passages.embedding "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(rows)),
        )
        by_row = {candidate.row: candidate for candidate in map(as_candidate, found)}
        return [by_row[row] for row in rows if row in by_row]

    def passage(self, passage_id: str) -> Passage | None:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELF} "
            "WHERE passages.passage_id = ? LIMIT 1",
            self._shelf,
            passage_id,
        )
        return as_passage(found[0]) if found else None

    def retired(self, passage_id: str) -> Retired | None:
        """See Snapshot."""
        found = self._reader.all(retiring.select(), self._shelf, passage_id)
        return retiring.as_retired(found[0]) if found else None

    def passages(self, path: str, first: int, last: int) -> tuple[Passage, ...]:
        """See Snapshot."""
        found = self._reader.all(
            f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document {_ON_SHELF} "
            "WHERE documents.path = ? AND passages.ordinal BETWEEN ? AND ? ORDER BY passages.ordinal",
            self._shelf,
            path,
            first,
            last,
        )
        return tuple(map(as_passage, found))

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
            f"SELECT documents.passages, documents.indexed_at, files.path, {DOCUMENT_COLUMNS} "
            f"FROM documents {_ON_SHELF} WHERE ? IS NULL OR files.path = ? ORDER BY documents.path",
            self._shelf,
            file,
            file,
        )
        return tuple(Holding(as_document(*rest), passages, when, file) for passages, when, file, *rest in found)

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
