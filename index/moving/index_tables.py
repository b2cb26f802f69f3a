"""The relations of the index, and the tables of a data folder that hold them."""

from collections.abc import Mapping

from index.moving.relation import Relation, Shape, inserting, marks

_PLACE = ("heading", "first", "last", "page")

SPACES = Relation("spaces", ("model", "space"), at_once=10)
SHELVES = Relation("shelves", ("id", "collection", "root", "complete"), counts=True)
EMBEDDINGS = Relation(
    "embeddings", ("key", "model", "passage", "sentences", "spans", "tokens", "counts", "made_at"), at_once=200
)
FILES = Relation("files", ("shelf", "path", "size", "mtime_ns", "digest", "recipe", "reason"), keys=2)
DOCUMENTS = Relation(
    "documents",
    ("id", "shelf", "file", "path", "title", "date", "language", "url", "csl", "passages", "indexed_at"),
    counts=True,
)
PASSAGES = Relation(
    "passages",
    ("id", "shelf", "document", "passage_id", "ordinal", "text", *_PLACE, "dates", "embedding"),
    counts=True,
)
RETIRED = Relation(
    "retired",
    ("number", "collection", "root", "file", "passage_id", "path", "title", "ordinal", *_PLACE, "words", "retired_at"),
    counts=True,
)
INDEX = (SPACES, SHELVES, EMBEDDINGS, FILES, DOCUMENTS, PASSAGES, RETIRED)  # each after what it refers to


def _shelves() -> Shape:
    """Complete only when all is there, and of a state that nothing was derived from."""
    insert = inserting("shelves", ("id", "collection", "root", "stamp"), "?, ?, ?, abs(random())")
    return Shape(("id", "collection", "root", "coalesce(complete, '')"), "shelves", insert, lambda row: row[:3])


def _documents() -> Shape:
    """A document refers to its file's number."""
    said = DOCUMENTS.columns[3:]
    file = "(SELECT files.{} FROM files WHERE files.id = documents.file)"
    given = f"?, (SELECT files.id FROM files WHERE shelf = ? AND files.path = ?), {marks(said)}"
    columns = ("id", file.format("shelf"), file.format("path"), *said)
    return Shape(columns, "documents", inserting("documents", ("id", "file", *said), given))


def _passages() -> Shape:
    """A passage's shelf is its document's."""
    said = PASSAGES.columns[2:]
    shelf = "SELECT files.shelf FROM files JOIN documents ON files.id = documents.file"
    columns = ("id", f"({shelf} WHERE documents.id = passages.document)", *said)
    return Shape(columns, "passages", inserting("passages", ("id", *said)), lambda row: (row[0], *row[2:]))


SHAPES: Mapping[str, Shape] = {"shelves": _shelves(), "documents": _documents(), "passages": _passages()}
