"""What psycopg raises → errors of Clio's: what may pass by itself, and what will not."""

import re

import psycopg
from psycopg.errors import ProgramLimitExceeded, ReadOnlySqlTransaction, UndefinedFile

from index.errors import DatabaseReadOnly, DatabaseRefused, DatabaseUnavailable, StoreError

# Of a try to connect psycopg tells nothing but these words, in the server's language; what it says in others may pass.
_NOT_LET_IN = re.compile(
    r"authentication failed|no password supplied|pg_hba\.conf|(role|database) \".*\" does not exist|"
    r"is not permitted to log in|permission denied for database"
)
_LOST = ("FATAL", "PANIC")  # severities: PostgreSQL, or a pooler, has ended the connection with it


def failure(database: str, error: psycopg.Error) -> StoreError:
    """The error to be raised; `database` is its name as it may be told."""
    reason = on_one_line(error)
    if isinstance(error, ReadOnlySqlTransaction):
        return DatabaseReadOnly(database, reason)
    return DatabaseUnavailable(database, reason) if _may_pass(error) else DatabaseRefused(database, reason)


def on_one_line(error: Exception) -> str:
    """What an error says."""
    return " ".join(str(error).split())


def _may_pass(error: psycopg.Error) -> bool:
    """Whether the same may be done later; what a statement asks for, or is given, is no better then."""
    if isinstance(error, ProgramLimitExceeded | UndefinedFile):  # which are OperationalErrors too
        return False
    if error.sqlstate is None and _NOT_LET_IN.search(str(error)):
        return False
    is_lost = error.diag.severity_nonlocalized in _LOST
    return is_lost or isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
