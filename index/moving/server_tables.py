"""The tables of PostgreSQL that hold the relations of the index: of them what stands, not what died."""

from collections.abc import Mapping

from index.moving.index_tables import DOCUMENTS, PASSAGES, RETIRED, SHELVES
from index.moving.relation import Shape, inserting, marks
from index.store.pg.schema import FOREVER

_STANDS = f"died = {FOREVER}"
_BORN = "(SELECT revision + 1 FROM shelves WHERE shelves.id = ?)"  # not to be seen before all is there
_CSL = DOCUMENTS.columns.index("csl")


def _shelves() -> Shape:
    """Complete only when all is there."""
    return Shape(SHELVES.columns, "shelves", inserting("shelves", SHELVES.columns[:3]), lambda row: row[:3])


def _documents() -> Shape:
    """Whether a document names something otherwise is known of it beside."""
    columns = DOCUMENTS.columns
    insert = inserting("documents", (*columns, "has_names", "born"), f"{marks(columns)}, ?, {_BORN}")
    return Shape(columns, "documents", insert, lambda row: (*row, '"also"' in row[_CSL], row[1]), _STANDS)


def _passages() -> Shape:
    columns = PASSAGES.columns
    insert = inserting("passages", (*columns, "born"), f"{marks(columns)}, {_BORN}")
    return Shape(columns, "passages", insert, lambda row: (*row, row[1]), _STANDS)


def _retired() -> Shape:
    """What is retired refers to its shelf's number."""
    said = RETIRED.columns[3:]
    name = "(SELECT shelves.{} FROM shelves WHERE shelves.id = retired.shelf)"
    columns = ("number", name.format("collection"), name.format("root"), *said)
    shelf = "(SELECT shelves.id FROM shelves WHERE collection = ? AND root = ?)"
    insert = inserting("retired", ("number", "shelf", *said), f"?, {shelf}, {marks(said)}")
    return Shape(columns, "retired", insert)


SHAPES: Mapping[str, Shape] = {
    "shelves": _shelves(),
    "documents": _documents(),
    "passages": _passages(),
    "retired": _retired(),
}
