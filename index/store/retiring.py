"""Passages that stand no more as they were: what is kept of them, so that their ids still lead somewhere.

Of a passage whose document has changed, its id, its place and which words it had are kept, as numbers and without their
order: enough to find what has come of it, not to read it. Of a removed source nothing is kept.
"""

import json
import sqlite3
import time
from collections.abc import Collection, Sequence

import numpy as np

from index.likeness import words
from index.model import Locator
from index.store.base import Retired
from index.store.terms import Ids, term_ids

MOST = 20_000  # on one shelf; the oldest are forgotten first
YEARS = 3  # after which one is forgotten
_YEAR_S = 365 * 24 * 3600.0

TABLE = """
CREATE TABLE IF NOT EXISTS retired (
    number INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, root TEXT NOT NULL, file TEXT NOT NULL,
    passage_id TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL, ordinal INTEGER NOT NULL,
    heading TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, page TEXT NOT NULL,
    words BLOB NOT NULL, retired_at REAL NOT NULL,
    UNIQUE (collection, root, passage_id)
);
CREATE INDEX IF NOT EXISTS retired_by_file ON retired (collection, root, file)
"""  # by the shelf's name: it outlives the tables that number shelves

_SHELF = "SELECT collection, root FROM shelves WHERE id = ?"
_OF_SHELF = "collection = ? AND root = ?"
_STANDING = (
    "SELECT passage_id, path, title, ordinal, heading, first, last, page, text FROM passages "
    "JOIN documents ON documents.id = document WHERE file = ? ORDER BY documents.id, ordinal"
)


def word_ids(text: str) -> Ids:
    """The different words of a text as numbers, in no order but their own: uint32."""
    return np.sort(term_ids(list(dict.fromkeys(words(text)))))


def retire(connection: sqlite3.Connection, shelf: int, file: tuple[int, str], kept: Collection[str]) -> None:
    """Note what a file (its row's number, its path), whose documents are about to be replaced, will hold no more.

    `kept` are the ids that it goes on holding; those that come back are retired no more.
    """
    name = connection.execute(_SHELF, (shelf,)).fetchone()
    number, path = file
    going = [row for row in connection.execute(_STANDING, (number,)).fetchall() if row[0] not in kept]
    connection.executemany(
        "INSERT OR REPLACE INTO retired VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*name, path, *place, word_ids(text).tobytes(), time.time()) for *place, text in going],
    )
    revived = f"DELETE FROM retired WHERE {_OF_SHELF} AND passage_id = ?"
    connection.executemany(revived, [(*name, passage_id) for passage_id in kept])
    if going:
        surplus = f"SELECT number FROM retired WHERE {_OF_SHELF} ORDER BY number DESC LIMIT -1 OFFSET {MOST}"
        connection.execute(f"DELETE FROM retired WHERE number IN ({surplus})", name)


def forget(connection: sqlite3.Connection, shelf: int, files: Sequence[str]) -> None:
    """Keep nothing of what these files held."""
    name = connection.execute(_SHELF, (shelf,)).fetchone()
    statement = f"DELETE FROM retired WHERE {_OF_SHELF} AND file = ?"
    connection.executemany(statement, [(*name, file) for file in files])


def forget_old(connection: sqlite3.Connection, years: float = YEARS) -> None:
    """Keep nothing of what was retired so many years ago."""
    connection.execute("DELETE FROM retired WHERE retired_at <= ?", (time.time() - years * _YEAR_S,))


def select() -> str:
    """The statement that finds one on a shelf, by the shelf's number and the passage's id."""
    return (
        "SELECT path, title, ordinal, heading, first, last, page, words, retired_at FROM retired "
        "JOIN shelves ON shelves.collection = retired.collection AND shelves.root = retired.root "
        "WHERE shelves.id = ? AND passage_id = ?"
    )


def as_retired(row: Sequence) -> Retired:  # type: ignore[type-arg]  # a row of the statement above
    """What a row says."""
    path, title, ordinal, heading, first, last, page, blob, when = row
    locator = Locator(tuple(json.loads(heading)), first, last, page)
    return Retired(path, title, ordinal, locator, np.frombuffer(blob, np.uint32), when)
