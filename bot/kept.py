"""What the bot keeps beside the library: each thing in a file of its own in the data folder, or all on one server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.database import Database, EachTimeFile, Layout, Tables, on_server
from index.errors import StoreError

if TYPE_CHECKING:
    from index.postgres.server import Server

# PRAGMAs of files. What was deleted is overwritten, not only unlisted, and no log holds it.
DISCREET = ("journal_mode = DELETE", "secure_delete = ON")
# What was told as done outlives a loss of power, and readers wait for nobody.
LASTING = ("journal_mode = WAL", "synchronous = FULL")


def open_kept(file: Path, tables: Tables, pragmas: tuple[str, ...], server: Server | None) -> Database:
    """Open tables on a server, else in a file that is made when something is first written.

    Whatever keeps them from being used is raised as a StoreError by what is done then, not here.
    """
    return on_server(server, tables) if server else EachTimeFile(file, Layout(tables, pragmas, _unusable, _unusable))


def _unusable(file: Path, error: Exception) -> StoreError:
    return StoreError(f"{file} cannot be used ({error}); mend that, or put a backup in its place.")
