"""What `clio doctor` says of the database: what it is, what stands in it, and how far away it is."""

import time
from dataclasses import dataclass
from statistics import median

from index.postgres.server import Connection, Server

LEAST_VECTOR = (0, 8)  # of pgvector: with halfvec, and with filtered searches that go on until they have enough
_ROUND_TRIPS = 5


@dataclass(frozen=True, slots=True)
class Look:
    """How it stands in a clause, and what is wrong in another; "" if nothing is."""

    state: str
    fault: str


def look_at_database(url: str) -> Look:
    """Connect, and look. Raises DatabaseUnavailable, DatabaseRefused."""
    with Server(url) as server:
        server.reach()
        with server.reading() as connection:
            (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
            vector = _vector(connection)
            state = (
                f"{server.name}: PostgreSQL {version.split()[0]}, pgvector {vector or 'missing'}, "
                f"{_round_trip_ms(connection):.1f} ms for a round trip; {_tables(connection)}"
            )
    if not vector:
        return Look(state, "; install pgvector on the database's machine")
    if tuple(int(part) for part in vector.split(".")[:2]) < LEAST_VECTOR:
        return Look(state, "; pgvector has to be 0.8 or newer, update it: ALTER EXTENSION vector UPDATE")
    return Look(state, "")


def _vector(connection: Connection) -> str:
    """The version of pgvector that is used, or would be; "" where there is none."""
    row = connection.execute(
        "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'vector'"
    ).fetchone()
    return str(row[0]) if row else ""


def _round_trip_ms(connection: Connection) -> float:
    took = []
    for _ in range(_ROUND_TRIPS):
        began = time.perf_counter()
        connection.execute("SELECT 1").fetchone()
        took.append(time.perf_counter() - began)
    return 1000 * median(took)


def _tables(connection: Connection) -> str:
    """The versions of groups of tables."""
    if connection.execute("SELECT to_regclass('table_versions')").fetchone() == (None,):
        return "nothing is in it yet"
    rows = connection.execute("SELECT name, version FROM table_versions ORDER BY name").fetchall()
    return f"tables {', '.join(f'{name} {version}' for name, version in rows)}"
