"""Searching by vectors, through their signs and through a graph of their own, among all and among a few."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from index.store.base import Snapshot
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from index.store.vectors import looked_closer
from tests.index.pg.files import put

SIZE = 128  # dimensions
MANY, FEW, GONE = 4_600, 1_200, 200  # passages: more than are compared in full, and enough for a graph
Floats = NDArray[np.float32]


def unit(vectors: NDArray[np.floating]) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


assert looked_closer(MANY, SIZE) < MANY
RANDOM = np.random.default_rng(11)
CENTRES = RANDOM.normal(size=(60, SIZE))
VECTORS = unit(CENTRES[RANDOM.integers(0, 60, MANY)] + RANDOM.normal(size=(MANY, SIZE)))
QUESTIONS = unit(VECTORS[:FEW:40] + 0.05 * RANDOM.normal(size=(FEW // 40, SIZE)))


@dataclass(frozen=True)
class Searched:
    """A shelf of which `standing` passages stand and GONE more were removed; passage n has vector n as its own.

    The last 500 that stand are in a document of their own.
    """

    snapshot: Snapshot
    standing: int

    def found(self, question: Floats, limit: int, snapshot: Snapshot | None = None) -> list[int]:
        """The passages that are nearest."""
        where = snapshot or self.snapshot
        return [int(one.passage.text) for one in where.candidates(where.nearest(question, limit))]

    def exact(self, question: Floats, limit: int, start: int = 0) -> set[int]:
        """Those that are, from one on."""
        return set((start + np.argsort(-(VECTORS[start : self.standing] @ question))[:limit]).tolist())


@pytest.fixture(params=["by signs", "through a graph"])
def searched(request: pytest.FixtureRequest, index_url: str) -> Iterator[Searched]:
    has_graph = request.param == "through a graph"
    count = FEW if has_graph else MANY
    with (
        open_server(index_url) as server,
        closing(PostgresStore(server, "made up", graph_from=1 if has_graph else 10 * MANY)) as store,
    ):
        shelf = store.shelf("one", "")
        for number, (start, end) in enumerate(pairwise([0, count - GONE - 500, count - GONE, count])):
            put(store, shelf, f"{number}.txt", *map(str, range(start, end)), vectors=list(VECTORS[start:end]))
        store.snapshot(shelf).close()
        if has_graph:
            _wait_for_graph(index_url)
        store.remove(shelf, ["2.txt"])
        yield Searched(store.snapshot(shelf), count - GONE)
    if has_graph:
        assert _times_searched(index_url) > 0
        with psycopg.connect(index_url, autocommit=True) as connection:
            connection.execute(f"DROP INDEX vectors_of_{_shown(index_url)}")


def test_the_nearest_that_stand_are_found_in_their_order(searched: Searched) -> None:
    shares = []
    for question in QUESTIONS:
        there = searched.found(question, 10)
        assert len(there) == 10
        assert max(there) < searched.standing
        assert (np.diff(VECTORS[there] @ question) < 2e-3).all()
        shares.append(len(set(there) & searched.exact(question, 10)) / 10)
        rows = searched.snapshot.nearest(question, 10)
        assert np.allclose(searched.snapshot.cosines(rows, question), VECTORS[there] @ question, atol=2e-3)
    assert np.mean(shares) >= 0.97


def test_among_a_few_all_of_the_nearest_are_found(searched: Searched) -> None:
    few = searched.snapshot.narrowed(None, ["1.txt"])
    for question in QUESTIONS:
        there = searched.found(question, 50, few)
        # Vectors are kept at half the width, so that two may change places.
        assert len(set(there) & searched.exact(question, 50, searched.standing - 500)) >= 49
    assert searched.found(QUESTIONS[0], 5, searched.snapshot.narrowed(None, ["2.txt"])) == []
    assert searched.found(QUESTIONS[0], 5)  # through the graph, where there is one


def test_a_search_that_takes_too_long_in_a_graph_is_done_by_signs(searched: Searched, index_url: str) -> None:
    with psycopg.connect(index_url) as other:
        other.execute("LOCK TABLE vectors")
        ending = threading.Timer(0.8, other.rollback)
        ending.start()
        assert len(set(searched.found(QUESTIONS[0], 10)) & searched.exact(QUESTIONS[0], 10)) >= 9
        ending.join()
    assert searched.found(QUESTIONS[0], 10)


def test_an_index_that_was_given_up_is_made_by_who_looks_next(index_url: str) -> None:
    with open_server(index_url) as server:
        with closing(PostgresStore(server, "made up")) as store:
            shelf = store.shelf("one", "")
            put(store, shelf, "1.txt", *map(str, range(10)), vectors=list(VECTORS[:10]))
            store.snapshot(shelf).close()
        with psycopg.connect(index_url) as other:
            other.execute("LOCK TABLE vectors IN SHARE MODE")
            began = time.monotonic()
            with closing(PostgresStore(server, "made up", graph_from=1)) as store:
                store.sweep()
            assert time.monotonic() - began < 5
        with closing(PostgresStore(server, "made up", graph_from=1)) as store:
            store.sweep()
            _wait_for_graph(index_url)
    with psycopg.connect(index_url, autocommit=True) as connection:
        connection.execute(f"DROP INDEX vectors_of_{_shown(index_url)}")


def _wait_for_graph(url: str) -> None:
    until = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until and not connection.execute("SELECT 1 FROM shown WHERE has_graph").fetchone():
            time.sleep(0.05)
        assert connection.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [f"vectors_of_{_shown(url)}"]
        ).fetchone() == (True,)


def _shown(url: str) -> int:
    with psycopg.connect(url) as connection:
        ((number,),) = connection.execute("SELECT id FROM shown").fetchall()
        return int(number)


def _times_searched(url: str) -> int:
    """How often the graph was searched, as the database counts; a connection tells it when it ends."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = %s", [f"vectors_of_{_shown(url)}"]
        ).fetchone()
        return int(row[0]) if row else 0
