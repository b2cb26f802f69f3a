"""The tables of the archive."""

from index.database import Tables

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

# Which process works at a job, and until when by the database's clock: after that another may. "" for none.
_CLAIMS = """
ALTER TABLE jobs ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN until REAL NOT NULL DEFAULT 0
"""

TABLES = Tables("archive", (_FIRST, _ALIASES, _CLAIMS))
