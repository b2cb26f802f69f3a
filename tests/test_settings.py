"""Settings: where they come from, and what is said when one cannot be used."""

import os
from pathlib import Path

import pytest

from bot.settings import DISCORD_API, STARTER_LIBRARY, Settings, SettingsError
from index.limits import ReadLimits, ServerLimits
from index.postgres.server import Server

SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.part"


def test_without_any_setting_the_starter_library_answers() -> None:
    settings = Settings.from_environment({})
    assert settings.documents == (STARTER_LIBRARY,)
    assert settings.discord_api == DISCORD_API
    assert settings.library.limits == ReadLimits()
    assert STARTER_LIBRARY.is_dir()


def test_what_reading_a_file_may_take_is_set_in_the_units_of_people() -> None:
    assert Settings.from_environment({}).limits == ReadLimits()
    given = {
        "CLIO_MAX_FILE_MB": "0.5",
        "CLIO_MAX_PAGES": "100",
        "CLIO_MAX_CHARACTERS": "50000",
        "CLIO_MAX_PASSAGES": "70",
        "CLIO_MAX_SECONDS": "2.5",
        "CLIO_MAX_MEMORY_MB": "300",
    }
    limits = Settings.from_environment(given).limits
    assert limits == ReadLimits(500_000, 2.5, 300_000_000, pages=100, characters=50_000, passages=70)


def test_what_one_server_may_keep_is_set_apart_from_what_one_file_may_take() -> None:
    assert Settings.from_environment({}).max_server_mb == 500
    given = {"CLIO_MAX_SERVER_MB": "40", "CLIO_MAX_SERVER_PASSAGES": "900"}
    assert Settings.from_environment(given).library.server == ServerLimits(40_000_000, 900)


def test_a_set_but_empty_value_counts_as_not_set() -> None:
    assert Settings.from_environment({"CLIO_DATA": " ", "CLIO_MAX_FILE_MB": ""}) == Settings()


def test_several_folders_are_separated_as_in_path() -> None:
    settings = Settings.from_environment({"CLIO_DOCUMENTS": f"letters{os.pathsep}~/diaries{os.pathsep}"})
    assert settings.documents == (Path("letters"), Path.home() / "diaries")


def test_a_model_folder_may_begin_with_the_home_folder_and_a_hub_name_stays() -> None:
    assert Settings.from_environment({"CLIO_MODEL": "~/model"}).model == str(Path.home() / "model")
    assert Settings.from_environment({"CLIO_MODEL": "intfloat/e5-small-v2"}).model == "intfloat/e5-small-v2"


def test_a_reranker_is_named_as_a_model_is() -> None:
    assert Settings.from_environment({}).library.reranker == ""
    assert Settings.from_environment({"CLIO_RERANKER": " ~/judge "}).library.reranker == str(Path.home() / "judge")


def test_prompts_keep_the_blank_at_their_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("CLIO_QUERY_PROMPT='query: '\nCLIO_PASSAGE_PROMPT=\"Text:\\n\"\n")
    for name in ("CLIO_QUERY_PROMPT", "CLIO_PASSAGE_PROMPT"):
        monkeypatch.delenv(name, raising=False)
    options = Settings.load(env_file).library
    assert (options.query_prompt, options.passage_prompt) == ("query: ", "Text:\n")
    assert Settings.from_environment({"CLIO_QUERY_PROMPT": "  "}) == Settings()


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes("\ufeffCLIO_MODEL=from-file\nCLIO_DATA='from file'\nCLIO_MAX_FILE_MB=3\n".encode())
    monkeypatch.setenv("CLIO_DATA", "from-environment")
    for name in ("CLIO_MODEL", "CLIO_MAX_FILE_MB"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.load(env_file)
    assert (settings.model, settings.data, settings.max_file_mb) == (
        "from-file",
        Path("from-environment"),
        3.0,
    )


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes("DISCORD_TOKEN=x\n".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        Settings.load(env_file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIO_MAX_FILE_MB", "twenty"),
        ("CLIO_MAX_FILE_MB", "-1"),
        ("CLIO_MAX_FILE_MB", "nan"),
        ("CLIO_MAX_PAGES", "0"),
        ("CLIO_MAX_PAGES", "12.5"),
        ("CLIO_MAX_CHARACTERS", "ten"),
        ("CLIO_MAX_CHARACTERS", "0.5"),
        ("CLIO_MAX_SECONDS", "0"),
        ("CLIO_MAX_SECONDS", "inf"),
        ("CLIO_MAX_MEMORY_MB", "199"),
        ("CLIO_MAX_SERVER_MB", "-500"),
        ("CLIO_LOG", "loud"),
        ("CLIO_DISCORD_API", "discord.com"),
        ("CLIO_DISCORD_API", "ftp://discord.com"),
        ("CLIO_DISCORD_API", "http://[::1"),
        ("CLIO_DISCORD_API", "http://localhost:port"),
        ("CLIO_DISCORD_API", SECRET),
        ("CLIO_DATABASE_URL", f"mysql://clio:{SECRET}@localhost/clio"),
        ("CLIO_DATABASE_URL", f"clio:{SECRET}@localhost"),
        ("CLIO_DATABASE_URL", f"postgresql://clio:%{SECRET}@localhost/clio"),
        ("CLIO_DATABASE_URL", f"postgresql://localhost/clio?pasword={SECRET}"),
        *[
            ("CLIO_DATABASE_URL", f"postgresql://clio:{password}@localhost/clio")
            for password in (f"1/{SECRET}", f"{SECRET}/1", f"/{SECRET}", f"1@{SECRET}", f"1?/{SECRET}", f"1:/{SECRET}")
        ],
        ("CLIO_DATA", "~nobody-of-this-name/clio"),
        ("CLIO_RERANKER", "~nobody-of-this-name/judge"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_secrets_stay_unsaid(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"DISCORD_TOKEN": SECRET, name: value})
    assert name in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("password", ["p[w", "p]w", "[p]", "p?w", "p#w", "p:w", "p%2Fw", "p%40w", "\u2100"])
def test_whatever_a_password_is_of_the_database_is_told_by_where_it_is(password: str) -> None:
    url = f"postgresql://clio:{password}@db.example.org:5433/library"
    settings = Settings.from_environment({"CLIO_DATABASE_URL": url})
    with Server(settings.database_url) as server:
        assert server.name == "db.example.org/library"


def test_no_secret_is_part_of_the_representation() -> None:
    url = f"postgresql://clio:{SECRET}@localhost/clio"
    settings = Settings.from_environment({"DISCORD_TOKEN": SECRET, "CLIO_DATABASE_URL": url})
    assert settings.library.database_url == url
    assert "secret" not in repr(settings) + repr(settings.library)
