"""`clio migrate`: everything from the data folder to a database, or back, with what both sides come to."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from bot import cited, feedback
from bot.arguments import Request
from bot.guilds import database as guilds
from bot.kept import DISCREET, LASTING, open_kept
from bot.on_database import no_bot
from bot.progress import progress_on
from bot.run_lock import AlreadyRunning, sole_run
from bot.settings import Settings, SettingsError, database_address
from bot.terminal import console_for, printable
from index.database import Tables
from index.errors import MigrationError
from index.model import Progress
from index.moving.archive_tables import ARCHIVE
from index.moving.check import Compared, Tally
from index.moving.folder import FolderSide
from index.moving.migration import Migration
from index.moving.relation import Group, Relation
from index.moving.server import ServerSide
from index.postgres.leases import Lease
from index.postgres.server import Server

_DIGITS = 12  # of a digest that are shown


def _group(file: str, tables: Tables, pragmas: tuple[str, ...], *relations: Relation) -> Group:
    return Group(file, relations, lambda data, server: open_kept(data / file, tables, pragmas, server))


GROUPS = (
    ARCHIVE,
    _group(
        guilds.FILE,
        guilds.TABLES,
        LASTING,
        Relation("servers", ("guild_id", "settings")),
        Relation("daily", ("guild_id", "day", "failures", "trouble")),
    ),
    _group(
        cited.FILE,
        cited.TABLES,
        DISCREET,
        Relation("cited", ("channel_id", "passage_id", "server_id", "title", "locator", "cited_at", "place"), keys=2),
    ),
    _group(
        feedback.FILE,
        feedback.TABLES,
        DISCREET,
        Relation("feedback", ("message_id", "person_id", "question", "passages", "helpful", "given_at"), keys=2),
    ),
)


def migrate(request: Request, settings: Settings) -> None:
    """Carry everything as the command line says, and print what both sides come to.

    Raises MigrationError, also where they do not hold the same, StoreError, SettingsError.
    """
    with Server(_url(request, settings)) as server:
        folder, database = FolderSide(settings.data, GROUPS), ServerSide(server, GROUPS)
        to_database = request.to_database is not None
        source, target = (folder, database) if to_database else (database, folder)
        migration = Migration(source, target)
        migration.require()
        with _alone(settings.data, server) as lease, progress_on(console_for(sys.stderr)) as show:

            def on_progress(progress: Progress) -> None:
                lease.require()
                show(progress)

            migration.require()  # once more: somebody may have been quicker
            compared = migration.run(on_progress)
    console_for(sys.stdout).print(render_compared(source.name, target.name, compared), soft_wrap=True)
    if differing := [one.name for one in compared if not one.are_same]:
        raise MigrationError(
            f"The two sides do not hold the same {', '.join(differing)}. Something was written to one of them since "
            "the migration was begun; to begin anew, empty the target, or name another."
        )


def render_compared(source: str, target: str, compared: Sequence[Compared]) -> Text:
    """Show for each relation how many rows both sides have, and what they come to, in at most 80 columns."""
    lines = [f"from  {printable(source)}", f"to    {printable(target)}", ""]
    lines.append(f"{'':<11} {'rows':>12} {'digest':<{_DIGITS}} {'rows':>12} digest")
    for one in compared:
        verdict = "same" if one.are_same else "DIFFERS"
        lines.append(f"{one.name:<11} {_tally(one.source)} {_tally(one.target)} {verdict}")
    return Text("\n".join(lines))


def _tally(tally: Tally) -> str:
    return f"{tally.rows:>12,} {tally.digest[:_DIGITS]}"


def _url(request: Request, settings: Settings) -> str:
    given = request.to_database or request.from_database
    if given:
        return database_address("--to" if request.to_database else "--from", given)
    if not settings.database_url:
        raise SettingsError("No database is named; give its URL after --to or --from, or set CLIO_DATABASE_URL.")
    return settings.database_url


@contextmanager
def _alone(data: Path, server: Server) -> Iterator[Lease]:
    """Let no bot run on either side, as long as the lease is had. Raises MigrationError."""
    try:
        with sole_run(data), no_bot(server) as lease:
            yield lease
    except AlreadyRunning as error:
        text = str(error)
        raise MigrationError(f"{text[0].upper()}{text[1:]}") from error
