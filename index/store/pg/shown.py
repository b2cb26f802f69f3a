"""What is shown of a shelf to those who use one model: a published revision, with the parts that it is searched in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.names.aliases import AliasList
from index.postgres.server import Server
from index.store.pg.connecting import read
from index.store.pg.parts import Layout, Parts, Rows
from index.store.terms import Mask, Places
from index.store.vectors import in_parts, other_dimensions

_OPEN = """
SELECT shown.id, shown.revision, shelves.revision, shelves.state + shown.state, shown.passages, shown.length,
    shown.level, shown.dimensions, shown.has_graph, shown.aliases, parts.id, parts.size, parts.dead
FROM shelves JOIN shown ON shown.shelf = shelves.id AND shown.model = %s
LEFT JOIN parts ON parts.shown = shown.id AND parts.replaced_at IS NULL
WHERE shelves.id = %s ORDER BY parts.id
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A revision as it was found: `committed` is the shelf's last one, `seen` counts all that ever changed."""

    shown: "Shown"
    committed: int
    seen: int


@dataclass(frozen=True, eq=False)
class Shown:
    """One published revision. A passage's place counts through all its parts.

    `parts` are their numbers, `sizes` how many passages each has, `dead` the places of those that stand no more;
    `passages`, `length`, `level` and `aliases` as in Snapshot; `has_graph` says whether its vectors have an index.
    """

    id: int
    shelf: int
    revision: int
    passages: int
    length: int
    level: float
    dimensions: int
    has_graph: bool
    groups: str
    parts: tuple[int, ...]
    sizes: tuple[int, ...]
    dead: Places
    _reader: Parts

    @cached_property
    def aliases(self) -> AliasList:
        """What documents say that things are also called."""
        return AliasList(tuple(map(tuple, json.loads(self.groups))))

    @cached_property
    def layouts(self) -> Sequence[Layout]:
        """Which passages each part has."""
        return self._reader.layouts(self.parts, self.sizes)

    @cached_property
    def standing(self) -> Mask | None:
        """Which places have passages that stand; None where all have."""
        if not len(self.dead):
            return None
        found = np.ones(sum(self.sizes), bool)
        found[self.dead] = False
        return found

    def stands(self, places: Places) -> Mask:
        """Which of some places, -1 for none, have passages that stand."""
        there = places >= 0
        return there if self.standing is None else there & self.standing[places]

    def places(self, rows: Sequence[int] | Rows) -> Places:
        """Where the passages with these rows stand: int64, shape (len(rows),), -1 where no part has one."""
        wanted = np.asarray(rows, np.int64)
        found = np.full(len(wanted), -1, np.int64)
        start = 0
        for layout in self.layouts:
            local = np.minimum(np.searchsorted(layout.rows, wanted), len(layout.rows) - 1)
            found = np.where(layout.rows[local] == wanted, local + start, found)
            start += len(layout.rows)
        return found

    def rows_at(self, places: Places) -> Rows:
        """The rows of passages at these places."""
        found = np.empty(len(places), np.int64)
        for number, which, local in in_parts(self.sizes, places):
            found[which] = self.layouts[number].rows[local]
        return found

    def mask(self, rows: Sequence[int]) -> Mask:
        """Which places these rows have: bool, shape (places,)."""
        found = np.zeros(sum(self.sizes), bool)
        places = self.places(rows)
        found[places[places >= 0]] = True
        return found

    def require_dimensions(self, wanted: int) -> None:
        """Raise ModelError where a question's vector has another number of dimensions."""
        if self.dimensions not in (0, wanted):
            raise ModelError(other_dimensions(wanted, self.dimensions))

    @classmethod
    def open(cls, server: Server, parts: Parts, shelf: int, model: str) -> Opened | None:
        """What is shown of a shelf at this moment; None where nothing was ever published for this model."""
        rows = read(server, _OPEN, model, shelf)
        if not rows:
            return None
        number, revision, committed, seen, passages, length, level, dimensions, has_graph, groups, *_ = rows[0]
        told = [(part, size, np.frombuffer(dead, np.uint32)) for *_, part, size, dead in rows if part is not None]
        sizes = tuple(size for _, size, _ in told)
        starts = np.cumsum([0, *sizes])
        dead = [dead.astype(np.int64) + start for (_, _, dead), start in zip(told, starts, strict=False)]
        shown = cls(
            number, shelf, revision, passages, length, level, dimensions, has_graph, groups,
            tuple(part for part, _, _ in told), sizes, np.concatenate([*dead, np.empty(0, np.int64)]), parts,
        )  # fmt: skip
        return Opened(shown, committed, seen)


def standing_of(layout: Layout, dead: NDArray[np.uint32]) -> Rows:
    """The rows of a part's passages that stand."""
    stands = np.ones(len(layout.rows), bool)
    stands[dead] = False
    return layout.rows[stands]
