"""What is kept beside the index, in SQLite files or in PostgreSQL: one SQL for both.

Statements are written in what the two share: `?` for values, `= ANY (?)` and `<> ALL (?)` for lists of them, ON
CONFLICT, RETURNING; `{clock}` is the database's time in seconds since 1970, and FOR UPDATE SKIP LOCKED means nothing
where there is one writer at a time. Tables are defined in SQLite's words; see Tables.
"""

from index.database.base import Database, Listening, Rows, Session, Tables
from index.database.opening import on_server, open_server
from index.database.sqlite import EachTimeFile, Layout, StandingFile

__all__ = [
    "Database",
    "EachTimeFile",
    "Layout",
    "Listening",
    "Rows",
    "Session",
    "StandingFile",
    "Tables",
    "on_server",
    "open_server",
]
