"""Passages as the database has them → the tables of a part that answer questions, some passages at a time."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.names.distance import keys
from index.store.base import Vector
from index.store.codes import Codes, codes_of
from index.store.date_index import dates_in
from index.store.lexical import analyzer
from index.store.name_list import names_of
from index.store.part import Record, highest
from index.store.pg.parts import Rows
from index.store.pg.postings import Norms, Numbers, Posting, norms_of, postings_of
from index.store.terms import Ids, term_ids
from index.store.vectors import together
from index.store.vocabulary import lines_of


@dataclass(frozen=True, slots=True)
class RowTerms:
    """The terms of one passage, as `Terms` has them: their numbers, and how many each segment has."""

    ids: Ids
    segments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept of passages by their rows, whichever part they are in: their vectors and their terms."""

    rows: tuple[int, ...]
    vectors: Vector
    terms: tuple[RowTerms, ...]


class Deriving:
    """Derives one part of passages, which are told in the order of their rows; `background` see index.store.part.

    `dimensions` is how many numbers a vector has, 0 while there is none.
    """

    def __init__(self, background: Vector) -> None:
        self._background, self.dimensions = background, 0
        self._analyzer = analyzer()
        self._rows: list[int] = []
        self._words: list[Numbers] = []
        self._numbers: dict[str, int] = {}  # of terms: to keep them as text would take many times the memory
        self._codes: list[Codes] = []
        self._highest: list[Vector] = []
        self._texts: list[str] = []
        self._dates: list[tuple[str, str, str, int]] = []

    def take(self, records: Sequence[Record]) -> Taken:
        """Take some passages more, one at least. Raises ModelError as Part.write does."""
        embedded = [np.frombuffer(record.vector, np.float32) for record in records]
        vectors = together(embedded, self._background.shape[1] or self.dimensions)
        self._rows += [record.row for record in records]
        self.dimensions = vectors.shape[1]
        self._codes.append(codes_of(vectors - self.centre))
        self._highest.append(highest(vectors, self._background))
        self._texts += [record.composed for record in records]
        self._dates += [(one.dates, one.title, one.document_date, one.ordinal) for one in records]
        return Taken(tuple(record.row for record in records), vectors, tuple(map(self._terms, records)))

    @property
    def rows(self) -> Rows:
        """The rows of all passages, ascending."""
        return np.asarray(self._rows, np.int64)

    @property
    def centre(self) -> Vector:
        """What is taken off vectors before their signs are; see Layout."""
        return self._background.mean(0) if self._background.size else np.zeros(self.dimensions, np.float32)

    def codes(self) -> Codes:
        """The codes of all vectors."""
        return np.concatenate(self._codes, axis=1)

    def highest(self) -> Vector:
        """See index.store.part."""
        return np.asarray(np.max(self._highest, axis=0), np.float32)

    def norms(self) -> Norms:
        """How long the passages are."""
        return norms_of(list(map(len, self._words)))

    def dates(self) -> tuple[bytes, bytes, bytes]:
        """What a DateIndex is made from."""
        own, inherited, titles = dates_in(self._dates)
        return own.tobytes(), inherited.tobytes(), titles

    def postings(self) -> Iterator[tuple[str, Posting]]:
        """Where each term stands."""
        return postings_of(self._words, list(self._numbers))

    def words(self) -> Iterator[tuple[str, str]]:
        """The lines of the vocabulary, by the first letter of their words."""
        for initial, lines in itertools.groupby(lines_of(self._texts), key=lambda line: line[0]):
            yield initial, "".join(lines)

    def names(self) -> Iterator[tuple[str, str]]:
        """Names and how often each stands, in lines, by each key that they have."""
        found: dict[str, list[str]] = {}
        for known in names_of(self._texts):
            for key in keys(known.name):
                found.setdefault(key, []).append(f"{known.name} {known.count}\n")
        for key, lines in found.items():
            yield key, "".join(lines)

    def _terms(self, record: Record) -> RowTerms:
        segments = [self._analyzer.analyze(segment) for segment in record.segments()]
        terms = [term for segment in segments for term in segment]
        numbers = [self._numbers.setdefault(term, len(self._numbers)) for term in terms]
        self._words.append(np.asarray(numbers, np.int32))
        return RowTerms(term_ids(terms), tuple(map(len, segments)))
