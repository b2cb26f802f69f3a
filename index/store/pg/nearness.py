"""The vectors of a shelf's passages in PostgreSQL, and which are nearest to a question's.

A shelf of few passages is searched by looking at each of its vectors, which is exact and needs no index. A larger one
has an index of its own, a graph of neighbours (HNSW, Malkov and Yashunin 2018), so that what one shelf finds never
depends on what another one holds.
"""

import logging
from collections.abc import Sequence

import numpy as np
from pgvector import HalfVector

from index.postgres.server import Connection, Server
from index.store.base import Vector
from index.store.pg.connecting import numbers, read
from index.store.pg.shown import Shown
from index.store.terms import Mask

LOOKED_THROUGH = 20_000  # vectors of which each one is looked at
_SEARCHED = 200  # candidates of a search in the graph, at least: hnsw.ef_search
_MOST_SEARCHED = 1_000  # that pgvector allows
_FURTHER = 4  # times as many are asked for, where too few of the first are among those that are wanted
_SCANNED = 200_000  # vectors that a search in a graph goes through at most

log = logging.getLogger(__name__)


def nearest(server: Server, shown: Shown, question: Vector, limit: int, among: Mask | None) -> list[int]:
    """Rows of the `limit` passages that stand, and are `among` these, closest to the question, closest first."""
    if among is None:
        return _filtered(server, shown, question, limit, None, limit)
    places = np.flatnonzero(among if shown.standing is None else among & shown.standing)
    if len(places) <= LOOKED_THROUGH:
        return _looked_through(server, shown, question, limit, shown.rows_at(places).tolist()) if len(places) else []
    return _filtered(server, shown, question, limit, among, 2 * limit * len(among) // len(places))


def cosines(server: Server, shown: Shown, rows: Sequence[int], question: Vector) -> Vector:
    """The cosine of the question's vector and that of each row: float32, shape (len(rows),)."""
    if not len(rows):
        return np.empty(0, np.float32)
    shown.require_dimensions(len(question))
    statement = "SELECT row, -(vector <#> %s) FROM vectors WHERE shown = %s AND row = ANY(%s)"
    found = dict(read(server, statement, HalfVector(question), shown.id, numbers(rows)))
    return np.asarray([found.get(row, 0.0) for row in rows], np.float32)


def make_graph(connection: Connection, shown: int, dimensions: int) -> None:
    """Make the index of a shelf's vectors, while others write; takes minutes for a million.

    One that was left half made, by a process that was killed, is dropped first.
    """
    name = f"vectors_of_{shown}"
    connection.execute("SET statement_timeout = 0")
    connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    connection.execute(
        f"CREATE INDEX CONCURRENTLY {name} ON vectors "
        f"USING hnsw ((vector::halfvec({dimensions})) halfvec_ip_ops) WHERE shown = {shown}"
    )


def _filtered(
    server: Server, shown: Shown, question: Vector, limit: int, among: Mask | None, asked_for: int
) -> list[int]:
    """Ask for more and more of the nearest, until enough of them stand and are wanted."""
    while True:
        rows = _asked(server, shown, question, asked_for)
        places = shown.places(rows)
        wanted = shown.stands(places)
        if among is not None:
            wanted &= among[places]
        found = [row for row, is_wanted in zip(rows, wanted, strict=True) if is_wanted]
        if len(found) >= limit or len(rows) < asked_for:
            return found[:limit]
        asked_for *= _FURTHER


def _asked(server: Server, shown: Shown, question: Vector, limit: int) -> list[int]:
    found = _searched(server, shown, question, limit) if shown.has_graph else []
    return found if len(found) == limit else _looked_through(server, shown, question, limit, None)


def _looked_through(server: Server, shown: Shown, question: Vector, limit: int, among: list[int] | None) -> list[int]:
    these, values = ("", []) if among is None else ("AND row = ANY(%s)", [among])
    statement = f"SELECT row FROM vectors WHERE shown = %s {these} ORDER BY vector <#> %s, row LIMIT %s"
    return [row for (row,) in read(server, statement, shown.id, *values, HalfVector(question), limit)]


def _searched(server: Server, shown: Shown, question: Vector, limit: int) -> list[int]:
    """Search the graph; its vectors are whole, so that no distance has to be computed again."""
    size = shown.dimensions
    statement = (  # numbers are written out, so that the planner sees which index it is
        f"SELECT row FROM vectors WHERE shown = {shown.id} "
        f"ORDER BY (vector::halfvec({size})) <#> %s::halfvec({size}) LIMIT {limit}"
    )
    searched = min(max(_SEARCHED, 2 * limit), _MOST_SEARCHED)
    with server.reading() as connection, connection.pipeline(), connection.transaction():
        connection.execute(f"SET LOCAL hnsw.ef_search = {searched}")
        connection.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        connection.execute(f"SET LOCAL hnsw.max_scan_tuples = {_SCANNED}")
        return [row for (row,) in connection.execute(statement, (HalfVector(question),), prepare=False).fetchall()]
