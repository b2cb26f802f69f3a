"""Deleting what is shown no more, some minutes after it was: until then questions may still be answered from it."""

from index.postgres.server import Connection
from index.store.pg.schema import FOREVER

KEPT_S = 300  # for which an earlier revision can be read
_LEFT_DAYS = 1  # after which what is shown to those who use another model than the shelf was completed with goes

_BOUND = """
SELECT min(last) FROM (
    SELECT max(showings.revision) FILTER (WHERE since < clock_timestamp() - make_interval(secs => %s)) AS last
    FROM shown JOIN showings ON showings.shown = shown.id WHERE shown.shelf = %s GROUP BY shown.id
) AS of_models HAVING count(last) = count(*)
"""
_LEFT = """
DELETE FROM shown USING shelves WHERE shelves.id = shown.shelf AND shelves.id = %s
AND shelves.complete NOT IN ('', shown.model) AND NOT EXISTS (
    SELECT 1 FROM showings
    WHERE showings.shown = shown.id AND since > clock_timestamp() - make_interval(days => %s)
) RETURNING shown.id
"""
_OLD_PARTS = (
    "SELECT id FROM parts WHERE shown IN (SELECT id FROM shown WHERE shelf = %s) "
    "AND replaced_at < clock_timestamp() - make_interval(secs => %s)"
)


_TO_PURGE = f"""
SELECT shelf FROM documents WHERE died < {FOREVER}
UNION SELECT shelf FROM shown WHERE id IN (SELECT shown FROM parts WHERE replaced_at IS NOT NULL)
UNION SELECT shelf FROM shown JOIN shelves ON shelves.id = shelf WHERE complete NOT IN ('', model)
"""


def to_purge(connection: Connection) -> list[int]:
    """The shelves of which something is there that is shown no more."""
    return [shelf for (shelf,) in connection.execute(_TO_PURGE).fetchall()]


def purge(connection: Connection, shelf: int, kept_s: float = KEPT_S) -> None:
    """Delete what of a shelf has not been shown for so many seconds, unless somebody is publishing or purging it."""
    if not _is_mine(connection, shelf):
        return
    row = connection.execute(_BOUND, (kept_s, shelf)).fetchone()
    if row and row[0] is not None:
        _purge_passages(connection, shelf, row[0])
    old = connection.execute(_OLD_PARTS, (shelf, kept_s)).fetchall()
    _purge_parts(connection, [part for (part,) in old])


def _is_mine(connection: Connection, shelf: int) -> bool:
    """Lock what is shown of a shelf without waiting; whether all of it could be had."""
    free = connection.execute("SELECT id FROM shown WHERE shelf = %s FOR UPDATE SKIP LOCKED", (shelf,)).fetchall()
    row = connection.execute("SELECT count(*) FROM shown WHERE shelf = %s", (shelf,)).fetchone()
    return row is not None and len(free) == row[0]


def drop_left(connection: Connection, shelf: int) -> None:
    """Delete what was derived for a model that the shelf is indexed with no more."""
    for (shown,) in connection.execute(_LEFT, (shelf, _LEFT_DAYS)).fetchall():
        connection.execute("DELETE FROM terms USING vectors WHERE terms.row = vectors.row AND shown = %s", (shown,))
        connection.execute("DELETE FROM vectors WHERE shown = %s", (shown,))
        connection.execute("DELETE FROM showings WHERE shown = %s", (shown,))
        connection.execute(f"DROP INDEX IF EXISTS vectors_of_{shown}")
        parts = connection.execute("SELECT id FROM parts WHERE shown = %s", (shown,)).fetchall()
        _purge_parts(connection, [part for (part,) in parts])


def _purge_passages(connection: Connection, shelf: int, bound: int) -> None:
    of_shelf = "shown IN (SELECT id FROM shown WHERE shelf = %s)"
    died = f"DELETE FROM passages WHERE shelf = %s AND died <= %s AND died < {FOREVER} RETURNING id"
    rows = [row for (row,) in connection.execute(died, (shelf, bound)).fetchall()]
    connection.execute(f"DELETE FROM vectors WHERE {of_shelf} AND row = ANY(%s)", (shelf, rows))
    connection.execute("DELETE FROM terms WHERE row = ANY(%s)", (rows,))
    documents = f"DELETE FROM documents WHERE shelf = %s AND died <= %s AND died < {FOREVER}"
    connection.execute(documents, (shelf, bound))
    connection.execute(f"DELETE FROM showings WHERE {of_shelf} AND revision < %s", (shelf, bound))


def _purge_parts(connection: Connection, parts: list[int]) -> None:
    for table, column in (("postings", "part"), ("words", "part"), ("names", "part"), ("parts", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", (parts,))
