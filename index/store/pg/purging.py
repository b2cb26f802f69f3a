"""Deleting what is shown no more, some minutes after it was: until then questions may still be answered from it.

It is done some thousand rows at a time, each time in a transaction of its own, so that nobody waits for it.
"""

from psycopg.errors import QueryCanceled

from index.postgres.leases import Leases
from index.postgres.server import Connection, Server
from index.store.pg.connecting import read
from index.store.pg.schema import FOREVER

KEPT_S = 300  # for which an earlier revision can be read
_LEFT_DAYS = 1  # after which what is shown to those who use another model than the shelf was completed with goes
_AT_ONCE = 5_000  # passages
_STATEMENT_S = 60.0  # that one of these statements may take
_INDEX_S = 30  # that an index is waited for, which others use; else it goes the next time
_NETWORK_S = 5.0  # beyond that, which its answer may take

_BOUND = """
SELECT min(last) FROM (
    SELECT max(showings.revision) FILTER (WHERE since < clock_timestamp() - make_interval(secs => %s)) AS last
    FROM shown JOIN showings ON showings.shown = shown.id WHERE shown.shelf = %s GROUP BY shown.id
) AS of_models HAVING count(last) = count(*)
"""
# Under a name that no model has it is found by nobody, and should a process be killed, gone on with by the next one.
_LEAVE = """
UPDATE shown SET model = 'left ' || shown.id FROM shelves WHERE shelves.id = shown.shelf AND shelves.id = %s
AND shelves.complete NOT IN ('', shown.model) AND NOT EXISTS (
    SELECT 1 FROM showings
    WHERE showings.shown = shown.id AND since > clock_timestamp() - make_interval(days => %s)
) RETURNING shown.id
"""
_OLD_PARTS = (
    "SELECT id FROM parts WHERE shown IN (SELECT id FROM shown WHERE shelf = %s) "
    "AND replaced_at < clock_timestamp() - make_interval(secs => %s) LIMIT 1"
)
_TO_PURGE = f"""
SELECT shelf FROM documents WHERE died < {FOREVER}
UNION SELECT shelf FROM shown WHERE id IN (SELECT shown FROM parts WHERE replaced_at IS NOT NULL)
UNION SELECT shelf FROM shown JOIN shelves ON shelves.id = shelf WHERE complete NOT IN ('', model)
"""


def to_purge(server: Server) -> list[int]:
    """The shelves of which something is there that is shown no more."""
    with server.writing(_STATEMENT_S) as connection:
        return [shelf for (shelf,) in connection.execute(_TO_PURGE).fetchall()]


def purge(server: Server, shelf: int, kept_s: float = KEPT_S) -> None:
    """Delete what of a shelf has not been shown for so many seconds, unless somebody is publishing or purging it."""
    is_more = True
    while is_more:
        with server.writing(_STATEMENT_S) as connection:
            is_more = _is_mine(connection, shelf) and (
                _purge_passages(connection, shelf, kept_s) or _purge_part(connection, _OLD_PARTS, shelf, kept_s)
            )


def drop_left(server: Server, leases: Leases, shelf: int) -> None:
    """Delete what was derived for a model that the shelf is indexed with no more, unless another process does."""
    if lease := leases.take(f"dropping what was left of shelf {shelf}"):
        with lease:
            with server.writing(_STATEMENT_S) as connection:
                left = connection.execute(_LEAVE, (shelf, _LEFT_DAYS)).fetchall()
            for (shown,) in left:
                _drop(server, shown)


def _is_mine(connection: Connection, shelf: int) -> bool:
    """Lock what is shown of a shelf without waiting; whether all of it could be had."""
    free = connection.execute("SELECT id FROM shown WHERE shelf = %s FOR UPDATE SKIP LOCKED", (shelf,)).fetchall()
    row = connection.execute("SELECT count(*) FROM shown WHERE shelf = %s", (shelf,)).fetchone()
    return row is not None and len(free) == row[0]


def _purge_passages(connection: Connection, shelf: int, kept_s: float) -> bool:
    """Delete passages that died, some at a time, and at last their documents; whether there are more."""
    row = connection.execute(_BOUND, (kept_s, shelf)).fetchone()
    if row is None or row[0] is None:
        return False
    died = f"shelf = %s AND died <= %s AND died < {FOREVER}"
    of_shelf = "shown IN (SELECT id FROM shown WHERE shelf = %s)"
    some = f"DELETE FROM passages WHERE id IN (SELECT id FROM passages WHERE {died} LIMIT %s) RETURNING id"
    rows = [number for (number,) in connection.execute(some, (shelf, row[0], _AT_ONCE)).fetchall()]
    connection.execute(f"DELETE FROM vectors WHERE {of_shelf} AND row = ANY(%s)", (shelf, rows))
    connection.execute("DELETE FROM terms WHERE row = ANY(%s)", (rows,))
    if len(rows) == _AT_ONCE:
        return True
    connection.execute(f"DELETE FROM documents WHERE {died}", (shelf, row[0]))
    connection.execute(f"DELETE FROM showings WHERE {of_shelf} AND revision < %s", (shelf, row[0]))
    return False


def _purge_part(connection: Connection, which: str, *values: object) -> bool:
    """Delete one part that a statement finds; whether there was one."""
    found = connection.execute(which, values).fetchone()
    if found:
        for table, column in (("postings", "part"), ("words", "part"), ("names", "part"), ("parts", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = %s", found)
    return found is not None


def _drop(server: Server, shown: int) -> None:
    if not _drop_index(server, shown):
        return
    is_more = True
    while is_more:
        with server.writing(_STATEMENT_S) as connection:
            some = "SELECT row FROM vectors WHERE shown = %s LIMIT %s"
            rows = [row for (row,) in connection.execute(some, (shown, _AT_ONCE)).fetchall()]
            connection.execute("DELETE FROM terms WHERE row = ANY(%s)", (rows,))
            connection.execute("DELETE FROM vectors WHERE shown = %s AND row = ANY(%s)", (shown, rows))
            is_more = bool(rows) or _purge_part(connection, "SELECT id FROM parts WHERE shown = %s LIMIT 1", shown)
    with server.writing(_STATEMENT_S) as connection:
        connection.execute("DELETE FROM showings WHERE shown = %s", (shown,))
        connection.execute("DELETE FROM shown WHERE id = %s", (shown,))


def _drop_index(server: Server, shown: int) -> bool:
    """Drop the index of vectors, if there is one, so that nobody waits for it; whether it is gone."""
    name = f"vectors_of_{shown}"
    if read(server, "SELECT to_regclass(%s)", name) == [(None,)]:
        return True
    with server.apart(_INDEX_S + _NETWORK_S) as connection:
        connection.execute(f"SET statement_timeout = '{_INDEX_S}s'")
        try:
            connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        except QueryCanceled:
            return False
    return True
