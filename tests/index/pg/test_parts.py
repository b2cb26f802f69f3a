"""Reading the tables of parts, also through a network that is slow."""

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from index.errors import DatabaseUnavailable
from index.patience import waiting_at_most
from index.postgres.server import QUESTION_MS, Server
from index.store.pg.connecting import open_server
from index.store.pg.parts import Parts
from tests.proxy import Proxy

SIZES = (9_000, 90_000, 500, 500)  # passages of parts; at 384 dimensions one takes 57 bytes
DIMENSIONS = 384
DELAY_S = 0.03  # for 64 kB, so that the second alone takes longer than a statement of a question may

_PART = "INSERT INTO parts VALUES (%s, 1, %s, '', '', %s, %s, %s, %s, '', '', '')"


@pytest.fixture
def parts_url(index_url: str) -> Iterator[str]:
    """A database with parts of these sizes, which are numbered from 0 on."""
    with open_server(index_url) as server, server.writing() as connection:
        for part, size in enumerate(SIZES):
            rows, norms = np.arange(size, dtype=np.int64), np.full(size, part, np.uint8)
            codes = np.zeros((DIMENSIONS // 64, size), np.uint64)
            arrays = (rows, norms, codes, np.zeros(DIMENSIONS, np.float32))
            connection.execute(_PART, (part, size, *(array.tobytes() for array in arrays)))
    yield index_url


async def test_what_a_slow_network_brings_is_read_in_turn_and_kept(parts_url: str) -> None:
    def read(url: str) -> None:
        with Server(url) as server:
            parts = Parts(server)
            with waiting_at_most(QUESTION_MS / 1000), pytest.raises(DatabaseUnavailable):
                parts.layouts([0, 1], SIZES[:2])
            with waiting_at_most(QUESTION_MS / 1000):
                (first,) = parts.layouts([0], SIZES[:1])
            found = parts.layouts([3, 2, 1, 0], SIZES[::-1])
        assert found[-1] is first
        assert [(len(layout.rows), layout.norms[0]) for layout in found] == [
            (500, 3),
            (500, 2),
            (90_000, 1),
            (9_000, 0),
        ]

    async with Proxy(parts_url) as network:
        network.delay_s = DELAY_S
        await asyncio.to_thread(read, network.url_of(parts_url))


def test_what_an_open_snapshot_holds_is_not_read_again(parts_url: str) -> None:
    with Server(parts_url) as server:
        parts = Parts(server, layout_bytes=100)
        held = parts.layouts([2], SIZES[2:3])
        parts.layouts([3], SIZES[3:])
        assert parts.layouts([2], SIZES[2:3])[0] is held[0]
