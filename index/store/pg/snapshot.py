"""A published state of a shelf in PostgreSQL, as it is read: it needs no transaction that stays open."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np

from index.dates import Interval
from index.model import Failure, Holding, Passage
from index.names.aliases import AliasList
from index.names.titles import Titles
from index.postgres.server import Server
from index.store.base import Candidate, Retired, Snapshot, Vector
from index.store.date_index import DateIndex
from index.store.name_list import Known
from index.store.pg import nearness, wording
from index.store.pg.connecting import numbers, read, read_much
from index.store.pg.parts import Parts
from index.store.pg.retiring import SELECT as RETIRED
from index.store.pg.shown import Opened
from index.store.retiring import as_retired
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

_PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document"
_SHOWN_DOCUMENTS = "documents.shelf = %s AND documents.born <= %s AND documents.died > %s"
_SHOWN_PASSAGES = "passages.shelf = %s AND passages.born <= %s AND passages.died > %s"


class PostgresSnapshot(Snapshot):
    """What was opened of a shelf; `among` are the passages that are looked for, by their places."""

    def __init__(self, server: Server, parts: Parts, opened: Opened, among: Mask | None = None) -> None:
        self.revision, self.seen = opened.shown.revision, opened.seen
        self.is_latest = opened.committed == opened.shown.revision
        self._server, self._parts, self._opened, self._shown, self._among = server, parts, opened, opened.shown, among
        self._state = (self._shown.shelf, self.revision, self.revision)  # as the statements above take it

    def nearest(self, question: Vector, limit: int) -> Sequence[int]:
        """See Snapshot."""
        if not self._shown.parts:
            return []
        self._shown.require_dimensions(len(question))
        return nearness.nearest(self._server, self._shown, question, limit, self._among)

    def matching(self, terms: Sequence[str], limit: int) -> Sequence[int]:
        """See Snapshot."""
        return wording.matching(self._parts, self._shown, terms, limit, self._among)

    def narrowed(self, span: Interval | None, paths: Collection[str] | None) -> Snapshot:
        """See Snapshot."""
        found = [] if span is None else [self._overlapping(span)]
        if paths is not None:
            found.append(self._of_documents(paths))
        among = np.logical_and.reduce(found) if found else None
        return PostgresSnapshot(self._server, self._parts, self._opened, among)

    def _overlapping(self, span: Interval) -> Mask:
        dates = self._dates()
        return np.concatenate([np.empty(0, bool), *(one.overlapping(span) for one in dates)])

    def _of_documents(self, paths: Collection[str]) -> Mask:
        statement = (
            "SELECT passages.id FROM documents JOIN passages ON passages.document = documents.id "
            f"WHERE {_SHOWN_DOCUMENTS} AND documents.path = ANY(%s)"
        )
        return self._shown.mask([row for (row,) in self._read(statement, *self._state, list(paths))])

    def date_of(self, name: str) -> str:
        """See Snapshot."""
        start, dates = 0, set()
        for part, size in zip(self._dates(), self._shown.sizes, strict=True):
            for date, place in part.dates_of(name):
                if self._shown.standing is None or self._shown.standing[place + start]:
                    dates.add(date)
            start += size
        return dates.pop() if len(dates) == 1 else ""

    def on_day(self, month: int, day: int) -> tuple[Passage, ...]:
        """See Snapshot."""
        starts = np.cumsum([0, *self._shown.sizes])
        dates = self._dates()
        found = [one.on_day(month, day) + start for one, start in zip(dates, starts, strict=False)]
        places = np.concatenate([np.empty(0, np.int64), *found])
        rows = self._shown.rows_at(places[self._shown.stands(places)])
        return self._passages(f"{_PASSAGES} WHERE passages.id = ANY(%s) ORDER BY passages.id", rows.tolist())

    def cosines(self, rows: Sequence[int], question: Vector) -> Vector:
        """See Snapshot."""
        return nearness.cosines(self._server, self._shown, rows, question)

    def terms_of(self, rows: Sequence[int]) -> Terms:
        """See Snapshot."""
        return wording.terms_of(self._server, rows)

    def closest_word(self, word: str, distance: int) -> Close | None:
        """See Snapshot."""
        return wording.closest_word(self._parts, self._shown, word, distance)

    def names_under(self, keys: Collection[str]) -> Sequence[Known]:
        """See Snapshot."""
        return wording.names_under(self._parts, self._shown, keys)

    def terms(self, text: str) -> list[str]:
        """See Snapshot."""
        return wording.terms(text)

    def frequencies(self, terms: Collection[str]) -> Mapping[str, int]:
        """See Snapshot."""
        return wording.frequencies(self._parts, self._shown, terms)

    def holding(self, terms: Collection[str]) -> int:
        """See Snapshot."""
        return wording.holding(self._parts, self._shown, terms)

    def aliases(self) -> AliasList:
        """See Snapshot."""
        return self._shown.aliases

    @property
    def size(self) -> int:
        """See Snapshot."""
        return self._shown.passages

    @property
    def level(self) -> float:
        """See Snapshot."""
        return self._shown.level

    @property
    def length(self) -> int:
        """See Snapshot."""
        return self._shown.length

    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """See Snapshot."""
        found = self._read(
            f"SELECT {CANDIDATE_COLUMNS} FROM passages JOIN documents ON documents.id = passages.document "
            f"JOIN embeddings ON embeddings.key = passages.embedding WHERE {_SHOWN_PASSAGES} AND passages.id = ANY(%s)",
            *self._state,
            numbers(rows),
        )
        by_row = {candidate.row: candidate for candidate in map(as_candidate, found)}
        return [by_row[row] for row in rows if row in by_row]

    def passage(self, passage_id: str) -> Passage | None:
        """See Snapshot."""
        statement = f"{_PASSAGES} WHERE {_SHOWN_PASSAGES} AND passages.passage_id = %s LIMIT 1"
        return next(iter(self._passages(statement, *self._state, passage_id)), None)

    def retired(self, passage_id: str) -> Retired | None:
        """See Snapshot."""
        found = self._read(RETIRED, self._shown.shelf, passage_id)
        return as_retired(found[0]) if found else None

    def passages(self, path: str, first: int, last: int) -> tuple[Passage, ...]:
        """See Snapshot."""
        return self._passages(
            f"{_PASSAGES} WHERE {_SHOWN_DOCUMENTS} AND documents.path = %s AND passages.ordinal BETWEEN %s AND %s "
            "ORDER BY passages.ordinal",
            *self._state,
            path,
            first,
            last,
        )

    def languages(self) -> frozenset[str]:
        """See Snapshot."""
        return self._languages

    @cached_property
    def _languages(self) -> frozenset[str]:
        found = self._read(f"SELECT DISTINCT language FROM documents WHERE {_SHOWN_DOCUMENTS}", *self._state)
        return frozenset(language.split("-")[0].lower() for (language,) in found if language)

    def titles(self) -> Titles:
        """See Snapshot."""
        return self._titles

    @cached_property
    def _titles(self) -> Titles:
        statement = f"SELECT path, title FROM documents WHERE {_SHOWN_DOCUMENTS} ORDER BY path"
        return Titles(read_much(self._server, statement, *self._state))

    def holdings(self, file: str | None = None) -> tuple[Holding, ...]:
        """See Snapshot."""
        of_file, values = ("", []) if file is None else ("AND file = %s", [file])
        found = read_much(
            self._server,
            f"SELECT passages, indexed_at, file, {DOCUMENT_COLUMNS} FROM documents "
            f"WHERE {_SHOWN_DOCUMENTS} {of_file} ORDER BY path",
            *self._state,
            *values,
        )
        return tuple(Holding(as_document(*rest), passages, when, name) for passages, when, name, *rest in found)

    def failures(self) -> tuple[Failure, ...]:
        """See Snapshot; they are those of this moment: a failure is no change of what is shown."""
        statement = "SELECT path, reason FROM files WHERE shelf = %s AND reason <> '' ORDER BY path"
        return tuple(Failure(*row) for row in read_much(self._server, statement, self._shown.shelf))

    def count(self) -> tuple[int, int]:
        """See Snapshot."""
        return self._counts

    @cached_property
    def _counts(self) -> tuple[int, int]:
        statement = f"SELECT count(*), coalesce(sum(passages), 0)::bigint FROM documents WHERE {_SHOWN_DOCUMENTS}"
        ((documents, passages),) = self._read(statement, *self._state)
        return documents, passages

    def close(self) -> None:
        """See Snapshot."""

    def _dates(self) -> list[DateIndex]:
        return self._parts.dates(self._shown.parts, self._shown.sizes)

    def _passages(self, statement: str, *values: object) -> tuple[Passage, ...]:
        return tuple(map(as_passage, self._read(statement, *values)))

    def _read(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        return read(self._server, statement, *values)
