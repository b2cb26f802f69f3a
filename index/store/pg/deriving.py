"""Passages as the database has them → the tables of a part that answer questions."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.names.distance import keys
from index.store.base import Vector
from index.store.codes import Codes, codes_of
from index.store.date_index import dates_in
from index.store.lexical import analyzer
from index.store.name_list import names_of
from index.store.part import Record, highest
from index.store.pg.postings import Norms, Posting, norms_of, postings_of
from index.store.terms import term_ids
from index.store.vocabulary import lines_of


@dataclass(frozen=True, slots=True)
class RowTerms:
    """The terms of one passage, as `Terms` has them: their numbers, and how many each segment has."""

    length: int
    ids: bytes
    segments: bytes


@dataclass(frozen=True, slots=True)
class Derived:
    """What is derived of some passages, whose places count from 0 in the order of `rows`, int64, ascending.

    `vectors` is float32, shape (n, dim), `codes` and `centre` see Layout; `dates`, `inherited` and `titles` are
    what a DateIndex is made from.
    """

    rows: NDArray[np.int64]
    vectors: Vector
    codes: Codes
    centre: Vector
    terms: tuple[RowTerms, ...]
    norms: Norms
    highest: Vector
    dates: NDArray[np.int64]
    inherited: NDArray[np.int64]
    titles: bytes
    texts: tuple[str, ...]
    _words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, records: Iterable[Record], background: Vector) -> Self:
        """Derive it from passages in the order of their rows; `background` see index.store.part."""
        told = list(records)
        words = analyzer()
        segments = [[words.analyze(segment) for segment in record.segments()] for record in told]
        terms = tuple(map(_row_terms, segments))
        vectors = np.stack([np.frombuffer(record.vector, np.float32) for record in told])
        centre = background.mean(0) if background.size else np.zeros(vectors.shape[1], np.float32)
        dates, inherited, titles = dates_in((one.dates, one.title, one.document_date, one.ordinal) for one in told)
        return cls(
            rows=np.asarray([record.row for record in told], np.int64),
            vectors=vectors,
            codes=codes_of(vectors - centre),
            centre=centre,
            terms=terms,
            norms=norms_of([one.length for one in terms]),
            highest=highest(vectors, background),
            dates=dates,
            inherited=inherited,
            titles=titles,
            texts=tuple(record.composed for record in told),
            _words=tuple(tuple(term for segment in one for term in segment) for one in segments),
        )

    def postings(self) -> Iterator[tuple[str, Posting]]:
        """Where each term stands."""
        return postings_of(self._words)

    def words(self) -> Iterator[tuple[str, str]]:
        """The lines of the vocabulary, by the first letter of their words."""
        for initial, lines in itertools.groupby(lines_of(self.texts), key=lambda line: line[0]):
            yield initial, "".join(lines)

    def names(self) -> Iterator[tuple[str, str]]:
        """Names and how often each stands, in lines, by each key that they have."""
        found: dict[str, list[str]] = {}
        for known in names_of(self.texts):
            for key in keys(known.name):
                found.setdefault(key, []).append(f"{known.name} {known.count}\n")
        for key, lines in found.items():
            yield key, "".join(lines)


def _row_terms(segments: list[list[str]]) -> RowTerms:
    ids = term_ids([term for segment in segments for term in segment])
    return RowTerms(len(ids), ids.tobytes(), np.asarray(list(map(len, segments)), np.int32).tobytes())
