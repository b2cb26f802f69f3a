"""The vectors of a shelf's passages in PostgreSQL, and which are nearest to a question's.

Each process keeps the signs of all vectors that it searches in memory (see index.store.codes). They tell which may be
near (index.store.vectors.looked_closer), and which COMPARED of these the database is to compare in full. What a shelf
finds so depends on no other shelf, and is as complete among a few of its passages as among all. Of 100,000 passages
(all-MiniLM-L6-v2) it keeps 99.4 % of the ten nearest, in 7 ms. A graph of neighbours (HNSW, Malkov and Yashunin 2018)
keeps 97.0 % with 16 links a passage and 99.4 % with 24, in 9 ms, and has to be made and kept up, for minutes and at
each change.

Only a shelf of GRAPH_FROM passages and more has a graph: an index of its own, as what the others hold would be in the
way of its search. It saves the time of going through all its signs, and not their memory: whatever is found is looked
up in the layouts that hold them, some 60 bytes a passage.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg.errors import QueryCanceled

from index.errors import DatabaseUnavailable
from index.postgres.server import Connection, Server
from index.store.base import Vector
from index.store.codes import closest, codes_of, distances, fits
from index.store.pg.connecting import numbers, read
from index.store.pg.parts import Layout
from index.store.pg.shown import Shown
from index.store.terms import Mask, Places
from index.store.vectors import in_parts, looked_closer

COMPARED = 1_000  # vectors that the database compares
GRAPH_FROM = 2_000_000  # passages
_SPARE = 2  # times as many as are wanted are asked of a graph, some of which may stand no more
_LINKS, _COMPARED = 24, 200  # of a passage in a graph, and candidates for them: m and ef_construction
_SEARCHED = (800, 1_000)  # candidates of a search in a graph, at least and at most: hnsw.ef_search
_GRAPH_SHARE = 4  # one of so many passages at least has to be wanted; of fewer a graph finds too few among the nearest
_GRAPH_MS = 500  # that its search may take; else there is still the time to go by signs
_SCANNED = 200_000  # vectors that it goes through at most, where it does not find enough among those

_NEAREST = "SELECT row FROM vectors WHERE shown = %s AND row = ANY(%s) ORDER BY vector <#> %s, row LIMIT %s"


def nearest(server: Server, shown: Shown, question: Vector, limit: int, among: Mask | None) -> list[int]:
    """Rows of the `limit` passages that stand, and are `among` these, closest to the question, closest first."""
    wanted = shown.standing if among is None else among if shown.standing is None else among & shown.standing
    total = sum(shown.sizes)
    count = total if wanted is None else int(np.count_nonzero(wanted))
    if shown.has_graph and (among is None or count > COMPARED) and _GRAPH_SHARE * count >= total:
        asked_for = _SPARE * limit * total // max(1, count)
        found = _wanted(shown, _through_graph(server, shown, question, asked_for), wanted)
        if len(found) >= limit:
            return found[:limit]
    places = _compared(shown, question, max(COMPARED, 2 * limit), wanted)
    rows = shown.rows_at(places).tolist()
    return [row for (row,) in read(server, _NEAREST, shown.id, rows, HalfVector(question), limit)] if rows else []


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
        f"USING hnsw ((vector::halfvec({dimensions})) halfvec_ip_ops) "
        f"WITH (m = {_LINKS}, ef_construction = {_COMPARED}) WHERE shown = {shown}"
    )


def _compared(shown: Shown, question: Vector, most: int, wanted: Mask | None) -> Places:
    """The places of those that are compared in full: all that are wanted, or the `most` whose signs fit best."""
    places = np.arange(sum(shown.sizes)) if wanted is None else np.flatnonzero(wanted)
    if len(places) > (near := max(looked_closer(sum(shown.sizes), len(question)), most)):
        places = closest(np.concatenate([_distances(one, question) for one in shown.layouts]), near, wanted)
    if len(places) <= most:
        return places
    fit = np.zeros(len(places), np.float32)
    for number, which, local in in_parts(shown.sizes, places):
        layout = shown.layouts[number]
        if layout.codes.size:  # else it is gone
            fit[which] = fits(layout.codes, local, question - layout.centre)
    return np.sort(places[np.argpartition(-fit, most)[:most]])


def _distances(layout: Layout, question: Vector) -> NDArray[np.uint16]:
    if not layout.codes.size:  # it is gone
        return np.full(len(layout.rows), len(question), np.uint16)
    return distances(layout.codes, codes_of((question - layout.centre)[None])[:, 0])


def _wanted(shown: Shown, rows: Sequence[int], wanted: Mask | None) -> list[int]:
    """Those of some rows that are wanted."""
    places = shown.places(rows)
    is_wanted = places >= 0 if wanted is None else (places >= 0) & wanted[places]
    return [row for row, keep in zip(rows, is_wanted, strict=True) if keep]


def _through_graph(server: Server, shown: Shown, question: Vector, limit: int) -> list[int]:
    """Search the graph, whose vectors are whole, so that no distance has to be computed again; [] if it takes long."""
    size = shown.dimensions
    statement = (  # numbers are written out, so that the planner sees which index it is
        f"SELECT row FROM vectors WHERE shown = {shown.id} "
        f"ORDER BY (vector::halfvec({size})) <#> %s::halfvec({size}) LIMIT {limit}"
    )
    least, most = _SEARCHED
    settings = {
        "hnsw.ef_search": min(max(least, 2 * limit), most),
        "hnsw.iterative_scan": "strict_order",
        "hnsw.max_scan_tuples": _SCANNED,
        "enable_sort": "off",  # what the planner takes for cheaper looks through them all
        "statement_timeout": _GRAPH_MS,
    }
    try:
        with server.reading() as connection, connection.pipeline(), connection.transaction():
            for name, value in settings.items():
                connection.execute(f"SET LOCAL {name} = {value}")
            found = connection.execute(statement, (HalfVector(question),), prepare=False).fetchall()
            return [row for (row,) in found]
    except DatabaseUnavailable as error:
        if isinstance(error.__cause__, QueryCanceled):
            return []
        raise
