"""The settings of the operator: one frozen object, built once from the environment and a `.env` file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path

from bot.shards import Shards
from index.library import LibraryOptions
from index.limits import ReadLimits, ServerLimits

DISCORD_API = "https://discord.com/api/v10"
STARTER_LIBRARY = Path(__file__).resolve().parent.parent / "documents"
LEAST_MEMORY_MB = 200  # with less, Python and the libraries that read files do not even start
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text names the setting and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator has set; see the README's table for the names and defaults.

    `max_file_mb`, `max_pages`, `max_characters`, `max_passages`, `max_seconds` and `max_memory_mb` are what one file
    may take; `max_server_mb` and `max_server_passages` are what one server may keep. Megabytes are 10^6 bytes. `log` is
    one of LOG_LEVELS, or "" for each command's own. `query_prompt` and `passage_prompt` are kept with the white space
    around them. `shards` are those that this process runs, None for all. The token is left out of the representation.
    """

    discord_token: str = field(default="", repr=False)
    data: Path = field(default_factory=lambda: user_data_path("clio", appauthor=False))
    documents: tuple[Path, ...] = (STARTER_LIBRARY,)
    model: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""
    reranker: str = ""
    database_url: str = field(default="", repr=False)
    discord_api: str = DISCORD_API
    shards: Shards | None = None
    max_file_mb: float = 20.0
    max_pages: int = 2_000
    max_characters: int = 10_000_000
    max_passages: int = 20_000
    max_seconds: float = 60.0
    max_memory_mb: float = 1_000.0
    max_server_mb: float = 500.0
    max_server_passages: int = 200_000
    log: str = ""

    @classmethod
    def load(cls, env_file: Path = Path(".env")) -> Self:
        """Read the process's environment, and `.env` of the current folder for what it lacks."""
        return cls.from_environment({**_from_file(env_file), **os.environ})

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Build the settings from names and values. Raises SettingsError for a value that cannot be used."""
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        defaults = cls()
        return cls(
            discord_token=given.get("DISCORD_TOKEN", ""),
            data=_path("CLIO_DATA", given["CLIO_DATA"]) if "CLIO_DATA" in given else defaults.data,
            documents=_paths("CLIO_DOCUMENTS", given.get("CLIO_DOCUMENTS", "")) or defaults.documents,
            model=_model("CLIO_MODEL", given.get("CLIO_MODEL", "")),
            query_prompt=_prompt(environment.get("CLIO_QUERY_PROMPT", "")),
            passage_prompt=_prompt(environment.get("CLIO_PASSAGE_PROMPT", "")),
            reranker=_model("CLIO_RERANKER", given.get("CLIO_RERANKER", "")),
            database_url=database_address("CLIO_DATABASE_URL", given.get("CLIO_DATABASE_URL", "")),
            discord_api=_http_url("CLIO_DISCORD_API", given.get("CLIO_DISCORD_API", DISCORD_API)),
            shards=_shards("CLIO_SHARDS", given.get("CLIO_SHARDS", "")),
            max_file_mb=_positive(given, "CLIO_MAX_FILE_MB", defaults.max_file_mb),
            max_pages=_whole(given, "CLIO_MAX_PAGES", defaults.max_pages),
            max_passages=_whole(given, "CLIO_MAX_PASSAGES", defaults.max_passages),
            max_characters=_whole(given, "CLIO_MAX_CHARACTERS", defaults.max_characters),
            max_seconds=_positive(given, "CLIO_MAX_SECONDS", defaults.max_seconds),
            max_memory_mb=_at_least(LEAST_MEMORY_MB, given, "CLIO_MAX_MEMORY_MB", defaults.max_memory_mb),
            max_server_mb=_positive(given, "CLIO_MAX_SERVER_MB", defaults.max_server_mb),
            max_server_passages=_whole(given, "CLIO_MAX_SERVER_PASSAGES", defaults.max_server_passages),
            log=_log_level("CLIO_LOG", given.get("CLIO_LOG", "")),
        )

    @property
    def library(self) -> LibraryOptions:
        """What the library is opened with."""
        return LibraryOptions(
            data=self.data,
            documents=self.documents,
            model=self.model,
            limits=self.limits,
            server=self.server,
            reranker=self.reranker,
            query_prompt=self.query_prompt,
            passage_prompt=self.passage_prompt,
            database_url=self.database_url,
        )

    @property
    def server(self) -> ServerLimits:
        """What one server may keep."""
        return ServerLimits(int(self.max_server_mb * 1_000_000), self.max_server_passages)

    @property
    def limits(self) -> ReadLimits:
        """What reading one file may take."""
        return ReadLimits(
            file_bytes=int(self.max_file_mb * 1_000_000),
            seconds=self.max_seconds,
            memory_bytes=int(self.max_memory_mb * 1_000_000),
            pages=self.max_pages,
            passages=self.max_passages,
            characters=self.max_characters,
        )


def _from_file(env_file: Path) -> dict[str, str]:
    """Read the names and values in the file; none where it does not exist."""
    try:
        # utf-8-sig: some Windows editors put a byte order mark first, which would become part of the first name.
        values = dotenv_values(env_file, encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not UTF-8 text; save it again as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{env_file} cannot be read ({error.strerror}); mend or remove it.") from None
    return {name: value for name, value in values.items() if value is not None}


def _path(name: str, value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise SettingsError(f"{name} is {value!r}, but this person has no home folder here.") from None


def _paths(name: str, value: str) -> tuple[Path, ...]:
    """Several folders are separated as in PATH: by ":" (";" on Windows)."""
    return tuple(_path(name, part.strip()) for part in value.split(os.pathsep) if part.strip())


def _model(name: str, value: str) -> str:
    """A folder may begin with ~, as in a shell; a hub name is left as it is."""
    return str(_path(name, value)) if value.startswith("~") else value


def _prompt(value: str) -> str:
    """White space at the end is part of what a model was trained with."""
    return value if value.strip() else ""


def _http_url(name: str, value: str) -> str:
    if not _is_http(value):
        # The value stays unsaid: the line beside it in a `.env` file is the token's.
        raise SettingsError(f"{name} is not a web address; it should look like {DISCORD_API}.")
    return value.rstrip("/")


def _is_http(value: str) -> bool:
    try:
        url = urlsplit(value)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:  # of brackets that are not closed, or a port that is no number
        return False


def _positive(given: Mapping[str, str], name: str, default: float) -> float:
    """Take a number that was given, or the default."""
    if name not in given:
        return default
    try:
        number = float(given[name])
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise SettingsError(f"{name} is {given[name]!r}; it should be a number above 0.")
    return number


def _at_least(least: float, given: Mapping[str, str], name: str, default: float) -> float:
    number = _positive(given, name, default)
    if number < least:
        raise SettingsError(f"{name} is {given[name]!r}; it should be {least:g} or more.")
    return number


def _whole(given: Mapping[str, str], name: str, default: int) -> int:
    number = _positive(given, name, default)
    if number != int(number):
        raise SettingsError(f"{name} is {given[name]!r}; it should be a whole number above 0.")
    return int(number)


def _log_level(name: str, value: str) -> str:
    level = value.upper()
    if level and level not in LOG_LEVELS:
        raise SettingsError(f"{name} is {value!r}; it should be one of {', '.join(LOG_LEVELS)}.")
    return level


def _shards(name: str, value: str) -> Shards | None:
    try:
        return Shards.read(value) if value else None
    except ValueError as error:
        raise SettingsError(f"{name} is {value!r}; {error}.") from None


def database_address(name: str, value: str) -> str:
    """The address of a database, or "". Raises SettingsError, which does not tell it, as a password may be in it."""
    if value and not _is_database(value):
        raise SettingsError(
            f"{name} is no address of a PostgreSQL database; it should look like "
            "postgresql://clio:PASSWORD@db.example.org/clio, with @, :, / and % in the password as %40, %3A, %2F, %25."
        )
    return value


def _is_database(value: str) -> bool:
    if not value.startswith(("postgresql://", "postgres://")):
        return False
    from psycopg import Error  # here: without a database nothing of it is imported
    from psycopg.conninfo import conninfo_to_dict

    try:
        said = {name: str(what) for name, what in conninfo_to_dict(value).items()}
    except Error:
        return False
    # A password with @ or / in it ends before them, and its rest becomes part of what is told of the database.
    is_whole = all("@" not in said.get(name, "") for name in ("host", "dbname"))
    return bool(said) and is_whole and all(port.isdigit() for port in said.get("port", "").split(",") if port)
