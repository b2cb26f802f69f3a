"""Where things are kept in tests that hold for files and for PostgreSQL alike: each of them is run on both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.postgres.server import Server


@dataclass(frozen=True)
class Place:
    """A data folder, and a server where there is one."""

    data: Path
    server: Server | None = None
    url: str = ""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        yield Place(data)
        return
    url = request.getfixturevalue("schema_url")
    with Server(url) as server:
        yield Place(data, server, url)
