"""Bringing what is shown of a shelf to its last committed revision.

It is all one transaction, which others see when it is whole: what is new is derived and written beside what is there,
and at last the revision that is shown is set. The cost is that of what changed, and of the small parts that are written
again together with it (see index.store.merging).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.names.aliases import groups_said
from index.postgres.server import Connection
from index.store.base import Vector
from index.store.merging import MOST, left_alone
from index.store.part import Record
from index.store.pg.deriving import Deriving
from index.store.pg.part_writing import write_part, write_rows
from index.store.pg.parts import Parts, Rows

CHANNEL = "clio_index"  # on which is told which shelf shows another state
_AT_ONCE = 1_000  # passages that are read in one statement

_OF_MODEL = "shelf = %s AND model = %s"
_LOCK = f"SELECT id, revision, length, dimensions, lacks_some FROM shown WHERE {_OF_MODEL} FOR UPDATE"
_NEW = """
SELECT passages.id, embeddings.key IS NOT NULL FROM passages
LEFT JOIN embeddings ON embeddings.key = passages.embedding AND embeddings.model = %s
WHERE passages.shelf = %s AND passages.born > %s AND passages.born <= %s AND passages.died > %s
"""
_LEFT_OUT = "AND NOT EXISTS (SELECT 1 FROM terms WHERE terms.row = passages.id)"
_DYING = "SELECT id FROM passages WHERE shelf = %s AND died > %s AND died <= %s AND born <= %s"
_RECORDS = """
SELECT passages.id, documents.title, passages.heading, passages.text, embeddings.passage, embeddings.spans,
    passages.dates, documents.date, passages.ordinal
FROM passages JOIN documents ON documents.id = passages.document
JOIN embeddings ON embeddings.key = passages.embedding
WHERE passages.id = ANY(%s) ORDER BY passages.id
"""
_PARTS = "SELECT id, size, dead, highest FROM parts WHERE shown = %s AND replaced_at IS NULL ORDER BY id"
_ALSO = "SELECT title, csl FROM documents WHERE shelf = %s AND has_names AND born <= %s AND died > %s ORDER BY id"
_SHOW = (
    "UPDATE shown SET revision = %s, state = state + 1, passages = %s, length = %s, level = %s, dimensions = %s, "
    "aliases = %s, lacks_some = %s WHERE id = %s"
)


@dataclass(frozen=True, slots=True)
class _Before:
    """What was shown until now."""

    id: int
    revision: int
    length: int
    dimensions: int
    lacks_some: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that is there: which passages it has, which of them stand, and which of those go now, by their places."""

    id: int
    rows: Rows
    stands: NDArray[np.bool_]
    going: NDArray[np.int64]
    highest: Vector

    @property
    def standing(self) -> Rows:
        """The rows of the passages that go on standing."""
        stands = self.stands.copy()
        stands[self.going] = False
        return self.rows[stands]

    @property
    def dead(self) -> bytes:
        """The places of those that do not, as they are kept."""
        return np.union1d(np.flatnonzero(~self.stands), self.going).astype(np.uint32).tobytes()


@dataclass(slots=True)
class _Added:
    """What the parts that were written hold: `length` is how many terms those have that were in none before."""

    passages: int = 0
    length: int = 0
    dimensions: int = 0
    levels: list[Vector] = field(default_factory=list)


class Publication:
    """A publication of one shelf for one model, in the connection's transaction; nobody else publishes it meanwhile.

    `background` are embeddings of questions that have nothing to do with the shelf, shape (n, dim), or (0, 0).
    """

    def __init__(self, connection: Connection, parts: Parts, shelf: int, model: str, background: Vector) -> None:
        self._connection, self._reader, self._shelf, self._model = connection, parts, shelf, model
        self._background = background

    def publish(self) -> bool:
        """Show the last committed revision; False where that is what is shown."""
        before = _Before(*self._row(_LOCK, self._shelf, self._model))
        (target,) = self._row("SELECT revision FROM shelves WHERE id = %s", self._shelf)
        if target == before.revision:
            return False
        new, lacks_some = self._new(before, target)
        parts = self._parts(before, target)
        stay = left_alone([len(part.rows) for part in parts], [len(part.standing) for part in parts], len(new))
        kept = [parts[number] for number in stay]
        merged = [part for number, part in enumerate(parts) if number not in stay]
        added = self._derive(before, new, merged)
        self._bury(kept)
        gone = np.concatenate([np.empty(0, np.int64), *(part.rows[part.going] for part in parts)])
        levels = [*added.levels, *(part.highest for part in kept)]
        self._connection.execute(
            _SHOW,
            (
                target,
                added.passages + sum(len(part.standing) for part in kept),
                before.length + added.length - self._length(gone),
                float(np.median(np.max(levels, axis=0))) if levels and levels[0].size else 0.0,
                added.dimensions or before.dimensions,
                self._aliases(target),
                lacks_some,
                before.id,
            ),
        )
        self._connection.execute("INSERT INTO showings (shown, revision) VALUES (%s, %s)", (before.id, target))
        self._connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(self._shelf)))
        return True

    def _new(self, before: _Before, target: int) -> tuple[Rows, bool]:
        """The rows of passages that are to be shown now, ascending, and whether any lack their embedding so far."""
        statement, since = (_NEW + _LEFT_OUT, 0) if before.lacks_some else (_NEW, before.revision)
        found = self._connection.execute(statement, (self._model, self._shelf, since, target, target)).fetchall()
        rows = np.asarray([row for row, is_embedded in found if is_embedded], np.int64)
        return np.sort(rows), len(rows) < len(found)

    def _parts(self, before: _Before, target: int) -> list[_Part]:
        shown = before.revision
        dying = self._connection.execute(_DYING, (self._shelf, shown, target, shown)).fetchall()
        going = np.sort(np.asarray([row for (row,) in dying], np.int64))
        told = self._connection.execute(_PARTS, (before.id,)).fetchall()
        layouts = self._reader.layouts([part for part, *_ in told], [size for _, size, *_ in told])
        found = []
        for (part, size, dead, highest), layout in zip(told, layouts, strict=True):
            stands = np.ones(size, bool)
            stands[np.frombuffer(dead, np.uint32)] = False
            places = np.flatnonzero(np.isin(layout.rows, going)) if len(going) else np.empty(0, np.int64)
            found.append(_Part(part, layout.rows, stands, places, np.frombuffer(highest, np.float32)))
        return found

    def _derive(self, before: _Before, new: Rows, merged: Sequence[_Part]) -> _Added:
        """Write parts of what is new and of what stands in those that are merged."""
        rows = np.sort(np.concatenate([new, *(part.standing for part in merged)]))
        added = _Added()
        for start in range(0, len(rows), MOST):
            derived = Deriving(self._background)
            for records in self._records(rows[start : start + MOST]):
                added.length += write_rows(self._connection, before.id, derived.take(records), new)
            if len(derived.rows):
                write_part(self._connection, before.id, derived)
                added.passages += len(derived.rows)
                added.dimensions = derived.dimensions
                added.levels.append(derived.highest())
        replaced = "UPDATE parts SET replaced_at = clock_timestamp() WHERE id = ANY(%s)"
        self._connection.execute(replaced, ([part.id for part in merged],))
        return added

    def _records(self, rows: Rows) -> Iterator[list[Record]]:
        """Passages, in the order of their rows, some at a time."""
        for start in range(0, len(rows), _AT_ONCE):
            with self._connection.cursor(binary=True) as cursor:
                found = cursor.execute(_RECORDS, (rows[start : start + _AT_ONCE].tolist(),)).fetchall()
            if found:  # else their embeddings were lost, which a reindex makes again
                yield [Record(*values) for values in found]

    def _bury(self, parts: Sequence[_Part]) -> None:
        for part in parts:
            if len(part.going):
                self._connection.execute("UPDATE parts SET dead = %s WHERE id = %s", (part.dead, part.id))

    def _length(self, rows: Rows) -> int:
        found = self._row("SELECT coalesce(sum(length), 0)::bigint FROM terms WHERE row = ANY(%s)", rows.tolist())
        return int(found[0])

    def _aliases(self, target: int) -> str:
        """What documents say that things are also called, each group once."""
        rows = self._connection.execute(_ALSO, (self._shelf, target, target)).fetchall()
        said = ((title, json.loads(csl).get("also")) for title, csl in rows)
        return json.dumps(
            list(dict.fromkeys(group for title, also in said if also for group in groups_said(title, also)))
        )

    def _row(self, statement: str, *values: object) -> tuple:  # type: ignore[type-arg]  # a row of any shape
        row = self._connection.execute(statement, values).fetchone()
        assert row is not None  # of what the store has made
        return tuple(row)
