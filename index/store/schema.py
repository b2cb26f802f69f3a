"""The tables of the local store, and the connection to them."""

import sqlite3
from pathlib import Path

from index.database.sqlite import transaction
from index.errors import StoreError
from index.store.retiring import TABLE as RETIRED

_REMADE = 8  # PRAGMA user_version of the tables below; what is older is dropped, and made again from the documents
_JOURNAL_BYTES = 64_000_000  # that the journal keeps of the disk after a long work
_BUSY_SECONDS = 30  # how long a writer waits for another one

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('revision', 0);
CREATE TABLE shelves (
    id INTEGER PRIMARY KEY, collection TEXT NOT NULL, root TEXT NOT NULL, complete TEXT,
    revision INTEGER NOT NULL DEFAULT 0, stamp INTEGER NOT NULL,
    UNIQUE (collection, root)
);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL REFERENCES shelves, path TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, digest TEXT NOT NULL, recipe TEXT NOT NULL, reason TEXT NOT NULL,
    UNIQUE (shelf, path)
);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE, path TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT NOT NULL, language TEXT NOT NULL, url TEXT NOT NULL, csl TEXT NOT NULL,
    passages INTEGER NOT NULL, indexed_at TEXT NOT NULL
);
CREATE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_path ON documents (path);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, ordinal INTEGER NOT NULL, text TEXT NOT NULL,
    heading TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, page TEXT NOT NULL,
    dates TEXT NOT NULL, embedding BLOB NOT NULL
);
CREATE UNIQUE INDEX passages_by_place ON passages (document, ordinal);
CREATE INDEX passages_by_name ON passages (passage_id);
CREATE INDEX passages_by_embedding ON passages (embedding);
CREATE TABLE embeddings (
    key BLOB PRIMARY KEY, model TEXT NOT NULL, passage BLOB NOT NULL, sentences BLOB NOT NULL, spans TEXT NOT NULL,
    tokens BLOB NOT NULL, counts TEXT NOT NULL, made_at REAL NOT NULL
);
CREATE TABLE spaces (model TEXT PRIMARY KEY, space BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE lineage (
    shelf INTEGER NOT NULL REFERENCES shelves, revision INTEGER NOT NULL, stamp INTEGER NOT NULL,
    PRIMARY KEY (shelf, revision)
) WITHOUT ROWID
"""

# Each step brings the tables from one version to the next, and keeps all that is in them.
_STEPS: tuple[str, ...] = ()
_VERSION = _REMADE + len(_STEPS)


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, making file and tables when they are missing.

    The connection is in autocommit mode and may be used from any thread, by one at a time.
    Raises StoreError when the file cannot be used.
    """
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
        _make_tables(connection)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise StoreError(
            f"The index {path} cannot be used: {error}. Check the folder, or choose another with --data."
        ) from error
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    if version > _VERSION:
        raise sqlite3.DatabaseError(f"it was written by a newer version of Clio (tables {version}, known {_VERSION})")
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < _REMADE:
            _drop_tables(connection)
            for statement in (*_TABLES.split(";\n"), *RETIRED.split(";\n")):
                connection.execute(statement)
        for step in _STEPS[max(0, version - _REMADE) :]:  # none where another process was quicker
            connection.execute(step)
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def _drop_tables(connection: sqlite3.Connection) -> None:
    """Drop the tables of an earlier version: all that is in them is made again from folders and archive.

    What was retired stays, as nothing else knows of it.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (name,) in names.fetchall():
        if name == "retired":
            continue
        connection.execute(f'DROP TABLE "{name}"')
