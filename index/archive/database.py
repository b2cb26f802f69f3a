"""Where the archive is kept: a file of the data folder, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.archive.schema import TABLES
from index.database import Database, Layout, StandingFile, on_server
from index.errors import ArchiveError

if TYPE_CHECKING:
    from index.postgres.server import Server

DATABASE = "sources.db"
_JOURNAL_BYTES = 64_000_000  # that the journal keeps of the disk after a large import
_PRAGMAS = (
    "auto_vacuum = INCREMENTAL",  # before anything is written, or it has no effect
    "journal_mode = WAL",
    "synchronous = FULL",  # the originals are nowhere else
    "secure_delete = ON",
    f"journal_size_limit = {_JOURNAL_BYTES}",
    "foreign_keys = ON",
)


def open_database(data: Path, server: Server | None) -> Database:
    """Open the archive's tables on a server, else in the data folder. Raises ArchiveError for a file."""
    if server:
        return on_server(server, TABLES)
    return StandingFile(data / DATABASE, Layout(TABLES, _PRAGMAS, _unopened, _unusable))


def _unopened(path: Path, error: Exception) -> ArchiveError:
    return ArchiveError(
        f"The servers' sources in {path} cannot be opened: {error}. Until they can, nothing is answered "
        "from your own documents either. The file is left as it is. If a newer Clio wrote it, update Clio; "
        "else check the folder and the disk, and put a whole copy of the file there. To go on without the "
        f"servers' sources, move all files {path.name}* out of that folder."
    )


def _unusable(path: Path, error: Exception) -> ArchiveError:
    return ArchiveError(
        f"The servers' sources in {path} could not be used just now: {error}. What was done "
        "before is kept, and this was not done; check the disk and try again."
    )
