"""The tables of the archive, and the connection to them."""

import sqlite3
from pathlib import Path

_BUSY_SECONDS = 30  # how long a writer waits for another one
_JOURNAL_BYTES = 64_000_000  # that the journal keeps of the disk after a large import

_FIRST = """
CREATE TABLE clock (tick INTEGER NOT NULL);
INSERT INTO clock VALUES (0);
CREATE TABLE originals (
    id INTEGER PRIMARY KEY, collection TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (collection, digest)
);
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, numbered INTEGER NOT NULL,
    UNIQUE (collection, key)
);
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, action TEXT NOT NULL, made_by TEXT NOT NULL,
    place TEXT NOT NULL, state TEXT NOT NULL, made_at TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT NOT NULL,
    trouble TEXT NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE INDEX jobs_by_collection ON jobs (collection, number);
CREATE TABLE items (
    id INTEGER PRIMARY KEY, job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE, path TEXT NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, passages INTEGER NOT NULL,
    UNIQUE (job, path)
);
CREATE TABLE versions (
    stamp INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES sources,
    original INTEGER NOT NULL REFERENCES originals, job INTEGER REFERENCES jobs ON DELETE SET NULL,
    number INTEGER NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL,
    url TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL, ended_at TEXT NOT NULL, ended INTEGER NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (source, number)
);
CREATE UNIQUE INDEX versions_current ON versions (source) WHERE state = 'current';
CREATE UNIQUE INDEX versions_pending ON versions (source) WHERE state = 'pending';
CREATE INDEX versions_by_original ON versions (original);
CREATE INDEX versions_by_job ON versions (job);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, at TEXT NOT NULL, made_by TEXT NOT NULL,
    action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX entries_by_collection ON entries (collection, id);
CREATE INDEX entries_by_time ON entries (at);
"""

_ALIASES = "CREATE TABLE aliases (collection TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID"

# Each step brings the tables of PRAGMA user_version n to n + 1; what stands here was released and is never changed.
_STEPS = (_FIRST, _ALIASES)


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, making file and tables when they are missing; earlier tables are brought up to date.

    The connection is in autocommit mode and may be used from any thread, by one at a time. Deleted bytes are
    overwritten. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before anything is written, or it has no effect
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # the originals are nowhere else
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    if _version(connection) == len(_STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another process may have been quicker
        if version > len(_STEPS):
            raise sqlite3.DatabaseError(
                f"it was written by a newer version of Clio (tables {version}, known {len(_STEPS)}); update Clio"
            )
        for step in _STEPS[version:]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
