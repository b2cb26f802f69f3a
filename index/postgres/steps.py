"""The versions of tables: each step is done once, also when several processes start together."""

import time
from collections.abc import Sequence

from psycopg.errors import LockNotAvailable

from index.errors import DatabaseUnavailable, StoreError
from index.patience import waiting
from index.postgres.server import Server

_VERSIONS = "CREATE TABLE IF NOT EXISTS table_versions (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"
_LOCK = 0x436C_696F  # "Clio": the advisory lock under which tables are made and changed
# Whoever waits to change a table lets nobody else at it meanwhile: so long may questions wait.
_BRIEFLY = "SET LOCAL lock_timeout = '700ms'"
_AGAIN_S = 2.0  # in which those who waited meanwhile have their turn
_PATIENCE_S = 60.0  # of trying; a bot then says so, and begins anew

_known: dict[str, int] = {}  # versions that this process brings tables to, by their groups


def bring_up_to_date(server: Server, name: str, steps: Sequence[str]) -> None:
    """Do those of the steps that a database lacks, all in one transaction; `name` is that of a group of tables.

    A step that was released is never changed: step n brings the tables from version n to n + 1. A step
    may hold several statements. Processes of the version before go on for some seconds, see `require_known`: a step
    leaves what they use as it is. Raises StoreError when a newer version of Clio has written the tables,
    DatabaseUnavailable, also where others use a table all the time.
    """
    _known[name] = max(len(steps), _known.get(name, 0))
    until = time.monotonic() + _PATIENCE_S
    while _version(server, name) != len(steps):  # else nothing is to be written, which a standby would not take
        try:
            _do(server, name, steps)
        except DatabaseUnavailable as error:
            if not isinstance(error.__cause__, LockNotAvailable) or time.monotonic() > until:
                raise
            with waiting() as left_s:
                time.sleep(max(0.0, min(_AGAIN_S, left_s)))


def require_known(server: Server) -> None:
    """Raise StoreError when a newer version of Clio has changed tables that this process uses."""
    with server.reading() as connection:
        for name, version in connection.execute("SELECT name, version FROM table_versions ORDER BY name"):
            _require_known(server, name, version, _known.get(name, version))


def _do(server: Server, name: str, steps: Sequence[str]) -> None:
    with server.writing() as connection:
        # Until the transaction ends; even CREATE TABLE IF NOT EXISTS fails when two do it at once.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_VERSIONS)
        row = connection.execute("SELECT version FROM table_versions WHERE name = %s", (name,)).fetchone()
        version = row[0] if row else 0
        _require_known(server, name, version, len(steps))
        connection.execute(_BRIEFLY)
        for step in steps[version:]:
            connection.execute(step)
        connection.execute(
            "INSERT INTO table_versions VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            (name, len(steps)),
        )


def _require_known(server: Server, name: str, version: int, known: int) -> None:
    if version > known:
        raise StoreError(
            f"The database {server.name} was written by a newer version of Clio (tables {name} {version}, known "
            f"{known}); update Clio."
        )


def _version(server: Server, name: str) -> int:
    with server.reading() as connection:
        if connection.execute("SELECT to_regclass('table_versions')").fetchone() == (None,):
            return 0
        row = connection.execute("SELECT version FROM table_versions WHERE name = %s", (name,)).fetchone()
    return int(row[0]) if row else 0
