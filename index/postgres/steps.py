"""The versions of tables: each step is done once, also when several processes start together."""

from collections.abc import Sequence

from index.errors import StoreError
from index.postgres.server import Server

_VERSIONS = "CREATE TABLE IF NOT EXISTS table_versions (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"
_LOCK = 0x436C_696F  # "Clio": the advisory lock under which tables are made and changed


def bring_up_to_date(server: Server, name: str, steps: Sequence[str]) -> None:
    """Do those of the steps that a database lacks, all in one transaction; `name` is that of a group of tables.

    What stands in `steps` was released and is never changed: step n brings the tables from version n to n + 1. A step
    may hold several statements. Raises StoreError when a newer version of Clio has written the tables.
    """
    if _version(server, name) == len(steps):  # nothing is to be written, which a standby would not take
        return
    with server.writing() as connection:
        # Until the transaction ends; even CREATE TABLE IF NOT EXISTS fails when two do it at once.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_VERSIONS)
        row = connection.execute("SELECT version FROM table_versions WHERE name = %s", (name,)).fetchone()
        version = row[0] if row else 0
        if version > len(steps):
            raise StoreError(
                f"The database {server.name} was written by a newer version of Clio (tables {name} {version}, known "
                f"{len(steps)}); update Clio."
            )
        for step in steps[version:]:
            connection.execute(step)
        connection.execute(
            "INSERT INTO table_versions VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            (name, len(steps)),
        )


def _version(server: Server, name: str) -> int:
    with server.reading() as connection:
        if connection.execute("SELECT to_regclass('table_versions')").fetchone() == (None,):
            return 0
        row = connection.execute("SELECT version FROM table_versions WHERE name = %s", (name,)).fetchone()
    return int(row[0]) if row else 0
