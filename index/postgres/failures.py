"""What psycopg raises → errors of Clio's: what may pass by itself, and what will not."""

import psycopg
from psycopg.errors import ProgramLimitExceeded, ReadOnlySqlTransaction, UndefinedFile

from index.errors import DatabaseReadOnly, DatabaseRefused, DatabaseUnavailable, StoreError

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
    is_lost = error.diag.severity_nonlocalized in _LOST
    return is_lost or isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
