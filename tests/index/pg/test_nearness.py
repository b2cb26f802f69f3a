"""Searching by vectors, through their signs and through a graph of their own, among all and among a few."""

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from index.store.base import Snapshot
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from index.store.vectors import LOOKED_CLOSER
from tests.index.pg.files import put

COUNT, GONE = LOOKED_CLOSER + 1_000, 300
Floats = NDArray[np.float32]


def unit(vectors: NDArray[np.floating]) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


RANDOM = np.random.default_rng(11)
CENTRES = RANDOM.normal(size=(60, 64))
VECTORS = unit(CENTRES[RANDOM.integers(0, 60, COUNT)] + RANDOM.normal(size=(COUNT, 64)))
QUESTIONS = unit(VECTORS[::100] + 0.05 * RANDOM.normal(size=(COUNT // 100, 64)))


@pytest.fixture(params=["by signs", "through a graph"])
def snapshot(request: pytest.FixtureRequest, index_url: str) -> Iterator[Snapshot]:
    """A shelf whose last GONE passages were removed; passage n has vector n, and its text is its number."""
    graph_from = 1 if request.param == "through a graph" else 10 * COUNT
    with open_server(index_url) as server, closing(PostgresStore(server, "made up", graph_from)) as store:
        shelf = store.shelf("one", "")
        bounds = [0, 4_000, COUNT - GONE, COUNT]
        for number, (start, end) in enumerate(pairwise(bounds)):
            texts = map(str, range(start, end))
            put(store, shelf, f"{number}.txt", *texts, vectors=list(VECTORS[start:end]))
        store.snapshot(shelf).close()
        if request.param == "through a graph":
            _wait_for_graph(index_url)
        store.remove(shelf, ["2.txt"])
        yield store.snapshot(shelf)
    if request.param == "through a graph":
        assert _times_searched(index_url) > 0
        with psycopg.connect(index_url, autocommit=True) as connection:
            connection.execute("DROP INDEX vectors_of_" + str(_shown(index_url)))


def found(snapshot: Snapshot, question: Floats, limit: int = 10) -> list[int]:
    return [int(one.passage.text) for one in snapshot.candidates(snapshot.nearest(question, limit))]


def test_the_nearest_that_stand_are_found_in_their_order(snapshot: Snapshot) -> None:
    shares = []
    for question in QUESTIONS:
        exact = np.argsort(-(VECTORS[: COUNT - GONE] @ question))[:10]
        there = found(snapshot, question)
        assert len(there) == 10
        assert max(there) < COUNT - GONE
        assert (np.diff(VECTORS[there] @ question) < 2e-3).all()
        shares.append(len(set(there) & set(exact.tolist())) / 10)
        rows = snapshot.nearest(question, 10)
        assert np.allclose(snapshot.cosines(rows, question), VECTORS[there] @ question, atol=2e-3)
    assert np.mean(shares) >= 0.97
    few = snapshot.narrowed(None, ["1.txt"])
    for question in QUESTIONS:
        exact = 4_000 + np.argsort(-(VECTORS[4_000 : COUNT - GONE] @ question))[:50]
        assert len(set(found(few, question, 50)) & set(exact.tolist())) >= 49
    assert found(snapshot.narrowed(None, ["2.txt"]), QUESTIONS[0]) == []


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
