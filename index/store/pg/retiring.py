"""What is kept in PostgreSQL of passages that stand no more as they were; see index.store.retiring."""

import time
from collections.abc import Collection, Mapping, Sequence

from index.postgres.server import Connection
from index.store.pg.schema import FOREVER
from index.store.retiring import MOST, YEARS, word_ids

_YEAR_S = 365 * 24 * 3600.0

_STANDING = (
    "SELECT documents.file, passage_id, path, title, ordinal, heading, first, last, page, text FROM passages "
    f"JOIN documents ON documents.id = document WHERE document = ANY(%s) AND passages.died = {FOREVER} "
    "ORDER BY documents.id, ordinal"
)
_RETIRE = (
    "INSERT INTO retired (shelf, file, passage_id, path, title, ordinal, heading, first, last, page, words, "
    "retired_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (shelf, passage_id) DO UPDATE "
    "SET number = excluded.number, file = excluded.file, path = excluded.path, title = excluded.title, "
    "ordinal = excluded.ordinal, heading = excluded.heading, first = excluded.first, last = excluded.last, "
    "page = excluded.page, words = excluded.words, retired_at = excluded.retired_at"
)
_FORGET_SURPLUS = (
    "DELETE FROM retired WHERE shelf = %s AND number <= "
    "(SELECT number FROM retired WHERE shelf = %s ORDER BY number DESC OFFSET %s LIMIT 1)"
)
SELECT = (
    "SELECT path, title, ordinal, heading, first, last, page, words, retired_at FROM retired "
    "WHERE shelf = %s AND passage_id = %s"
)


def retire(connection: Connection, shelf: int, documents: Sequence[int], kept: Mapping[str, Collection[str]]) -> None:
    """Note what files, whose `documents` are about to be replaced, will hold no more.

    `kept` are the ids that each file, by its path, goes on holding; those that come back are retired no more.
    """
    rows = connection.execute(_STANDING, (list(documents),)).fetchall()
    going = [row for row in rows if row[1] not in kept[row[0]]]
    with connection.cursor() as cursor:
        cursor.executemany(
            _RETIRE,
            [(shelf, file, *place, word_ids(text).tobytes(), time.time()) for file, *place, text in going],
        )
    revived = [passage_id for ids in kept.values() for passage_id in ids]
    connection.execute("DELETE FROM retired WHERE shelf = %s AND passage_id = ANY(%s)", (shelf, revived))
    if going:
        connection.execute(_FORGET_SURPLUS, (shelf, shelf, MOST))


def forget(connection: Connection, shelf: int, files: Sequence[str]) -> None:
    """Keep nothing of what these files held."""
    connection.execute("DELETE FROM retired WHERE shelf = %s AND file = ANY(%s)", (shelf, list(files)))


def forget_old(connection: Connection, years: float = YEARS) -> None:
    """Keep nothing of what was retired so many years ago."""
    connection.execute("DELETE FROM retired WHERE retired_at <= %s", (time.time() - years * _YEAR_S,))
