"""What is derived from one revision of a shelf, opened: vectors, words, terms, dates and names in parts, as one."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.dates import Interval
from index.names.aliases import AliasList
from index.store import vectors
from index.store.base import Vector
from index.store.damage import check_sizes, making_out
from index.store.lexical import LexicalIndex
from index.store.name_list import Known
from index.store.part import Part
from index.store.terms import Mask, Places, Terms, joined
from index.store.vocabulary import Close, meant

FACTS, DEAD, WORDS = "facts.json", "dead.npy", "words"
_NAMED = 2_000  # rows that tantivy is told to look among; more of them take it longer than looking further down
_FURTHER = 10  # times as far down the list, where too few of its first are among those looked for


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Derived:
    """One revision, each of its parts in a folder. A passage's place counts through all parts.

    `alive` says of each place whether its passage still stands, None where all do; `passages` is how many that are,
    `length` how many terms they have, `level` the cosine to which the closest passage comes with questions that have
    nothing to do with the shelf.
    """

    folders: tuple[Path, ...]
    parts: tuple[Part, ...]
    words: LexicalIndex
    alive: Mask | None
    aliases: AliasList
    passages: int
    length: int
    level: float

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a whole folder. Raises Damaged where its contents are not what was written."""
        with making_out(folder):
            return cls._open(folder)

    @classmethod
    def _open(cls, folder: Path) -> Self:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        check_sizes(folder, facts["sizes"])
        folders = tuple(folder / name for name in facts["parts"])
        parts = tuple(map(Part.open, folders))
        alive = None
        if len(dead := np.load(folder / DEAD)):
            alive = np.ones(sum(map(len, parts)), bool)
            alive[dead] = False
        aliases = AliasList(tuple(map(tuple, facts["aliases"])))
        words = LexicalIndex.open(folder / WORDS)
        return cls(folders, parts, words, alive, aliases, facts["passages"], facts["length"], facts["level"])

    @property
    def standing(self) -> NDArray[np.int64]:
        """The rows of the passages that stand, in ascending order."""
        rows = np.concatenate([part.vectors.rows for part in self.parts] or [np.empty(0, np.int64)])
        return np.sort(rows if self.alive is None else rows[self.alive])

    def rows_at(self, places: Places) -> list[int]:
        """The rows of passages at these places."""
        found = np.empty(len(places), np.int64)
        for number, which, local in vectors.in_parts(self._sizes, places):
            found[which] = self.parts[number].vectors.rows[local]
        return found.tolist()

    def places(self, rows: Sequence[int]) -> Places:
        """Where the passages with these rows stand: int64, shape (len(rows),), -1 where no part has one."""
        wanted = np.asarray(rows, np.int64)
        found = np.full(len(wanted), -1, np.int64)
        start = 0
        for part in self.parts:
            local = np.minimum(np.searchsorted(part.vectors.rows, wanted), len(part) - 1)
            found = np.where(part.vectors.rows[local] == wanted, local + start, found)
            start += len(part)
        return found

    def nearest(self, question: Vector, limit: int, among: Mask | None) -> list[int]:
        """Rows of the `limit` passages that stand, and are `among` these, closest to the question, closest first."""
        if not self.parts:
            return []
        standing = self.alive if among is None else among if self.alive is None else among & self.alive
        return self.rows_at(vectors.nearest(self._vectors, question, limit, standing))

    def cosines(self, rows: Sequence[int], question: Vector) -> Vector:
        """The cosine of the question's vector and that of each row: float32, shape (len(rows),)."""
        return vectors.cosines(self._vectors, self.places(rows), question) if len(rows) else np.empty(0, np.float32)

    def matching(self, terms: Sequence[str], limit: int, among: Mask | None) -> list[int]:
        """Rows of the passages that hold any of the terms and are `among` these, best by BM25 first."""
        if among is None:
            return self.words.matching(terms, limit)
        if np.count_nonzero(among) <= _NAMED:
            return self.words.matching(terms, limit, self.rows_at(np.flatnonzero(among)))
        looked_at = limit
        while True:  # further and further down, until there are enough, or no more
            rows = self.words.matching(terms, looked_at)
            found = [row for row, place in zip(rows, self.places(rows), strict=True) if among[place]]
            if len(found) >= limit or len(rows) < looked_at:
                return found[:limit]
            looked_at *= _FURTHER

    def terms_of(self, rows: Sequence[int]) -> Terms:
        """The terms of the passages at these rows, in this order."""
        found: list[tuple[Places, Terms]] = []
        for number, which, local in vectors.in_parts(self._sizes, self.places(rows)):
            found.append((which, self.parts[number].terms.of(local)))
        return joined(found)

    def overlapping(self, span: Interval) -> Mask:
        """The places of passages that tell of a time: bool, shape (places,)."""
        return np.concatenate([part.dates.overlapping(span) for part in self.parts] or [np.empty(0, bool)])

    def on_day(self, month: int, day: int) -> list[int]:
        """The rows of passages that tell of a day of the year."""
        found = [part.dates.on_day(month, day) + start for part, start in zip(self.parts, self._starts, strict=True)]
        places = np.concatenate(found or [np.empty(0, np.int64)])
        return self.rows_at(places if self.alive is None else places[self.alive[places]])

    def date_of(self, name: str) -> str:
        """The date of the one document that goes by a name, in EDTF; "" where there is none, or several."""
        dates = {
            date
            for part, start in zip(self.parts, self._starts, strict=True)
            for date, place in part.dates.dates_of(name)
            if self.alive is None or self.alive[place + start]
        }
        return dates.pop() if len(dates) == 1 else ""

    def closest_word(self, word: str, distance: int) -> Close | None:
        """See Snapshot."""
        found = [close for part in self.parts if (close := part.vocabulary.closest(word, distance))]
        return meant(word, [close for close in found if self._stands(close.word)])

    def names_under(self, keys: Collection[str]) -> list[Known]:
        """See Snapshot."""
        counts: dict[str, int] = {}
        for known in (known for part in self.parts for known in part.names.under(keys)):
            counts[known.name] = counts.get(known.name, 0) + known.count
        return [Known(name, count) for name, count in counts.items() if self._stands(name)]

    def mask(self, rows: Sequence[int]) -> Mask:
        """Which places these rows have: bool, shape (places,)."""
        found = np.zeros(sum(self._sizes), bool)
        places = self.places(rows)
        found[places[places >= 0]] = True
        return found

    def _stands(self, word: str) -> bool:
        """Whether a word that a part knows still stands in a passage."""
        terms = self.words.terms(word) if self.alive is not None else []
        return not terms or self.words.holding(terms) > 0

    @property
    def _sizes(self) -> list[int]:
        return list(map(len, self.parts))

    @property
    def _starts(self) -> list[int]:
        return [0, *np.cumsum(self._sizes).tolist()][:-1]

    @property
    def _vectors(self) -> list[vectors.VectorIndex]:
        return [part.vectors for part in self.parts]
