"""The tables of parts, as they are read: what a part has never changes, so that what was read once may be kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.postgres.server import Server
from index.store.base import Vector
from index.store.codes import Codes
from index.store.date_index import NEVER, DateIndex
from index.store.name_list import Known
from index.store.pg.cache import Cache
from index.store.pg.connecting import read, read_much
from index.store.pg.postings import NOWHERE, Norms, Posting
from index.store.vocabulary import Vocabulary

_LAYOUT_BYTES = 192_000_000  # some sixty for each passage
_POSTING_BYTES = 64_000_000
_DATE_BYTES = 64_000_000  # some eighty for each passage
_OVERHEAD = 400  # bytes of a value beyond its arrays
_AT_ONCE = 10_000  # passages of small parts that one statement reads; a part has ten times as many at most

_LAYOUTS = "SELECT id, rows, norms, codes, centre FROM parts WHERE id = ANY(%s)"
_DATES = "SELECT id, dates, inherited, titles FROM parts WHERE id = ANY(%s)"

Rows = NDArray[np.int64]
V = TypeVar("V")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Layout:
    """Which passages a part has, ascending; the place of each is the same in all its tables.

    `norms` say how long they are; `codes` are those of their vectors, off which `centre`, shape (dim,), was taken.
    """

    rows: Rows
    norms: Norms
    codes: Codes
    centre: Vector


class Parts:
    """Reads parts of one database, which are told by their numbers. Safe to use from several threads."""

    def __init__(self, server: Server, layout_bytes: int = _LAYOUT_BYTES) -> None:
        self._server = server
        self._layouts: Cache[int, Layout] = Cache(layout_bytes)
        self._postings: Cache[tuple[int, str], Posting] = Cache(_POSTING_BYTES)
        self._dates: Cache[int, DateIndex] = Cache(_DATE_BYTES)

    def layouts(self, parts: Sequence[int], sizes: Sequence[int]) -> list[Layout]:
        """Which passages each part has, of which `sizes` says how many; none that could be found in one that is gone.

        One is gone minutes after it was replaced, when nobody should ask for it any more.
        """
        known = self._read_in_turn(self._layouts, _LAYOUTS, parts, sizes, _layout)
        return [known.get(part) or _no_layout(size) for part, size in zip(parts, sizes, strict=True)]

    def dates(self, parts: Sequence[int], sizes: Sequence[int]) -> list[DateIndex]:
        """When the passages of each part are of; of no time in one that is gone."""
        known = self._read_in_turn(self._dates, _DATES, parts, sizes, _date_index)
        return [known.get(part) or _no_dates(size) for part, size in zip(parts, sizes, strict=True)]

    def _read_in_turn(
        self, cache: Cache[int, V], statement: str, parts: Sequence[int], sizes: Sequence[int],
        made: Callable[..., tuple[V, int]],
    ) -> dict[int, V]:  # fmt: skip
        """What parts have, by their numbers, read some parts at a time: what has come is kept if the next does not."""
        known = cache.known(parts)
        missing = [(part, size) for part, size in zip(parts, sizes, strict=True) if part not in known]
        for some in _at_once(missing):
            new = {part: made(*blobs) for part, *blobs in read_much(self._server, statement, some)}
            cache.keep(new)
            known |= {part: value for part, (value, _) in new.items()}
        return known

    def postings(self, parts: Sequence[int], terms: Collection[str]) -> dict[str, list[Posting]]:
        """Where each term stands in each part."""
        wanted = [(part, term) for term in terms for part in parts]
        known = self._postings.known(wanted)
        if missing := {term for part, term in wanted if (part, term) not in known}:
            known |= self._read_postings(parts, missing)
        return {term: [known.get((part, term), NOWHERE) for part in parts] for term in terms}

    def _read_postings(self, parts: Sequence[int], terms: Collection[str]) -> dict[tuple[int, str], Posting]:
        rows = read(
            self._server,
            "SELECT part, term, places, counts FROM postings WHERE part = ANY(%s) AND term = ANY(%s)",
            list(parts),
            list(terms),
        )
        found = dict.fromkeys(((part, term) for part in parts for term in terms), NOWHERE)
        for part, term, places, counts in rows:
            found[part, term] = Posting(np.frombuffer(places, np.uint32), np.frombuffer(counts, np.uint8))
        self._postings.keep({key: (one, one.size + _OVERHEAD) for key, one in found.items()})
        return found

    def vocabularies(self, parts: Sequence[int], initials: Iterable[str]) -> list[Vocabulary]:
        """Of each part the words with one of these first letters."""
        rows = read(
            self._server,
            "SELECT part, string_agg(lines, '' ORDER BY initial) FROM words "
            "WHERE part = ANY(%s) AND initial = ANY(%s) GROUP BY part",
            list(parts),
            list(initials),
        )
        return [Vocabulary(lines.encode()) for _, lines in rows]

    def names(self, parts: Sequence[int], keys: Collection[str]) -> list[Known]:
        """The names under some keys, each once for each part."""
        rows = read(
            self._server,
            "SELECT part, lines FROM names WHERE part = ANY(%s) AND key = ANY(%s)",
            list(parts),
            list(keys),
        )
        lines = dict.fromkeys((part, line) for part, some in rows for line in some.splitlines())
        return [Known(name, int(count)) for name, count in (line.rsplit(" ", 1) for _, line in lines)]


def _at_once(parts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Parts, told with their sizes, by those that are read in one statement."""
    some, passages = list[int](), 0
    for part, size in parts:
        if some and passages + size > _AT_ONCE:
            yield some
            some, passages = [], 0
        some.append(part)
        passages += size
    if some:
        yield some


def _date_index(own: bytes, inherited: bytes, titles: bytes) -> tuple[DateIndex, int]:
    """From what is kept of it; and how many bytes it takes."""
    index = DateIndex(
        np.frombuffer(own, np.int64).reshape(-1, 4), np.frombuffer(inherited, np.int64).reshape(-1, 3), titles
    )
    return index, len(own) + len(inherited) + 2 * len(titles) + _OVERHEAD


def _layout(rows: bytes, norms: bytes, codes: bytes, centre: bytes) -> tuple[Layout, int]:
    """From what is kept of it; and how many bytes it takes."""
    of_rows, of_centre = np.frombuffer(rows, np.int64), np.frombuffer(centre, np.float32)
    of_codes = np.frombuffer(codes, np.uint64).reshape(-1, len(of_rows))
    size = sum(map(len, (rows, norms, codes, centre))) + _OVERHEAD
    return Layout(of_rows, np.frombuffer(norms, np.uint8), of_codes, of_centre), size


def _no_layout(size: int) -> Layout:
    """One in which no passage is found: none has the row -1."""
    return Layout(
        np.full(size, -1, np.int64), np.zeros(size, np.uint8), np.empty((0, size), np.uint64), np.empty(0, np.float32)
    )


def _no_dates(size: int) -> DateIndex:
    return DateIndex(np.empty((0, 4), np.int64), np.tile(np.asarray(NEVER, np.int64), (size, 1)), b"{}")
