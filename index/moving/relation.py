"""What is carried: relations, which both sides have, and how each side has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.database import Database

if TYPE_CHECKING:
    from index.postgres.server import Server

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows with these columns; the first `keys` of them tell the rows apart, and order them.

    `at_once` rows are carried in one transaction. Where `counts`, the first column counts by itself.
    """

    name: str
    columns: tuple[str, ...]
    keys: int = 1
    at_once: int = 1_000
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a side has a relation.

    `columns` says what stands there for each of its columns, `source` in which table, `where` for which of its rows.
    `insert` puts one row in, unless it is there, of which `values` makes what that statement takes.
    """

    columns: tuple[str, ...]
    source: str
    insert: str
    values: Callable[[Row], Row] = lambda row: row
    where: str = "TRUE"

    @classmethod
    def plain(cls, relation: Relation) -> Shape:
        """The relation is a table."""
        return cls(relation.columns, relation.name, inserting(relation.name, relation.columns))


@dataclass(frozen=True, slots=True)
class Group:
    """Relations that one keeper keeps, in a `file` of the data folder or on a server.

    `open` opens them there, bringing tables of an earlier version up to date; `shapes` are those that are not plain.
    """

    file: str
    relations: tuple[Relation, ...]
    open: Callable[[Path, Server | None], Database]
    shapes: Mapping[str, Shape] = field(default_factory=dict)


def inserting(table: str, columns: tuple[str, ...], given: str = "") -> str:
    """The statement that puts a row in where none with its keys is; `given` are its values if they are not just `?`."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({given or marks(columns)}) ON CONFLICT DO NOTHING"


def marks(columns: tuple[str, ...]) -> str:
    """A `?` for each of them."""
    return ", ".join("?" * len(columns))
