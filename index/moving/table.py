"""One side's rows of a relation, read and put some at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from index.database import Session
from index.moving.numbering import Numbering
from index.moving.relation import Relation, Row, Shape


class Place(Protocol):
    """Where rows are read and written, as index.database.Database has it."""

    @property
    def exists(self) -> bool:
        """Whether anything may have been written yet."""

    def writing(self) -> AbstractContextManager[Session]:
        """Give a session for one transaction."""

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that sees one state throughout."""


class Table:
    """A relation on one side. Raises StoreError."""

    def __init__(self, relation: Relation, place: Place, shape: Shape, numbering: Numbering) -> None:
        self.relation = relation
        self._place, self._shape, self._numbering = place, shape, numbering
        self._keys = shape.columns[: relation.keys]

    def count(self) -> int:
        """How many rows there are."""
        found = self._read(f"SELECT count(*) FROM {self._shape.source} WHERE {self._shape.where}")
        return int(found[0][0]) if found else 0

    def last(self) -> object:
        """The highest first key; None where there is no row, and for texts, which may be kept a little otherwise."""
        found = self._read(self._select(self._keys[0], "TRUE", f"{self._keys[0]} DESC"), 1)
        return None if not found or isinstance(found[0][0], str) else found[0][0]

    def batches(self, since: object = None) -> Iterator[list[Row]]:
        """The rows in the order of their keys, some at a time: all, or those with this first key and later ones."""
        order, columns = ", ".join(self._keys), ", ".join(self._shape.columns)
        condition, values = ("TRUE", ()) if since is None else (f"{self._keys[0]} >= ?", (since,))
        following = f"({order}) > ({', '.join('?' * len(self._keys))})"
        while rows := self._read(self._select(columns, condition, order), *values, self.relation.at_once):
            yield rows
            condition, values = following, rows[-1][: len(self._keys)]

    def put(self, rows: Sequence[Row]) -> None:
        """Put rows in, in one transaction; those that are there already stay as they are."""
        with self._place.writing() as session:
            session.executemany(self._shape.insert, [self._shape.values(row) for row in rows])

    def number(self) -> int:
        """The highest number that was given to a row, also to one that is there no more."""
        if not self._place.exists:
            return 0
        with self._place.reading() as session:
            return self._numbering.last(session, self.relation.name, self.relation.columns[0])

    def go_on_from(self, number: int) -> None:
        """Give only higher numbers to rows to come."""
        with self._place.writing() as session:
            self._numbering.go_on_from(session, self.relation.name, self.relation.columns[0], number)

    def _select(self, what: str, condition: str, order: str) -> str:
        where = f"{self._shape.where} AND {condition}"
        return f"SELECT {what} FROM {self._shape.source} WHERE {where} ORDER BY {order} LIMIT ?"

    def _read(self, statement: str, *values: object) -> list[Row]:
        if not self._place.exists:
            return []
        with self._place.reading() as session:
            return session.execute(statement, values).fetchall()


def tables_of(
    relations: Sequence[Relation], place: Place, shapes: Mapping[str, Shape], numbering: Numbering
) -> dict[str, Table]:
    """The tables of relations by name; those that have no shape are plain."""
    return {one.name: Table(one, place, shapes.get(one.name) or Shape.plain(one), numbering) for one in relations}
