"""`clio migrate`, run as operators run it: a library of the real model with all that servers have set and added."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest

from bot.cited import Cited, Quoted
from bot.cited import Place as ChannelPlace
from bot.cli import main
from bot.daily.claims import Claims
from bot.feedback import Feedback, Vote
from bot.guilds.settings import Guilds
from bot.migrating import GROUPS
from bot.on_database import OnDatabase, no_bot
from bot.run_lock import ShardTaken, sole_run
from bot.shards import Shards
from bot.start_turns import FileTurns
from index.archive import Incoming
from index.errors import HalfCarried
from index.library import Library, LibraryOptions
from index.model import Answer, Details, Inquiry
from index.moving.index_tables import INDEX
from index.postgres.server import Server
from index.store.local import LocalStore
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from tests.data_folders import data_folder
from tests.postgres import TestServer

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "documents"
SERVERS = ("11", "12")
QUESTIONS = (
    "Who was prime minister?",
    "When did the war begin?",
    "Where was the treaty of Karlin signed?",
    "What happend to the embasy?",
    "Why did the envoy of Tarsk leave?",
)
KILLS = 6


@dataclass(frozen=True)
class Kept:
    """A data folder with all that can be in one, and the operator's documents."""

    data: Path
    documents: Path

    def copied_to(self, data: Path) -> Path:
        """A data folder of one test's own.

        What is derived is derived anew in it, as it is where it is carried to: else words of passages that are gone
        count a little.
        """
        return shutil.copytree(self.data, data, ignore=shutil.ignore_patterns("derived"))

    def open(self, data: Path, url: str = "") -> Library:
        """Open what is kept in a data folder or in a database."""
        return Library.open(LibraryOptions(data, (self.documents,), database_url=url))


pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    kept = Kept(data_folder(folder / "data"), folder / "sources")
    kept.documents.mkdir()
    for file in sorted(STARTER.glob("*.md"))[:2]:
        shutil.copy(file, kept.documents / file.name)
    for number in range(24):
        text = f"The envoy of Tarsk, number {number}\n\nIn {1900 + number} envoy {number} of Tarsk left Velmora."
        (kept.documents / f"envoy{number:02}.txt").write_text(text, encoding="utf-8")
    with closing(kept.open(kept.data)) as library:
        library.reindex()
        (kept.documents / "envoy03.txt").write_text("Nobody\n\nNobody of Tarsk ever left Velmora again.", "utf-8")
        library.reindex()
        for server in SERVERS:
            _add_sources(library, server)
    _set_and_say(kept.data)
    return kept


def _add_sources(library: Library, server: str) -> None:
    sources = library.collection(server)
    treaty = "The treaty of Karlin\n\nIt was signed in the {} of house {}."
    first = [
        Incoming("karlin.txt", treaty.format("hall", server).encode()),
        Incoming("broken.pdf", b"%PDF-1.7 \x00\xff\xed\xa0\x80 and no more"),
        Incoming("gone.md", b"# Gone\n\nThis will be removed."),
    ]
    for files in (first, [Incoming("karlin.txt", treaty.format("inn", server).encode())]):
        job = sources.add(files, "ada", "channel/1")[1]
        assert job is not None
        for _ in library.working(job.number):
            pass
    sources.edit("karlin.txt", Details(author="A. \N{SNOWMAN} Byron"), "bob", "")  # left waiting in the queue
    sources.remove("gone.md", "bob")
    library.archive.set_aliases(server, "Karlin = Carlin", "ada", "one line")


def _set_and_say(data: Path) -> None:
    with closing(Guilds(data)) as guilds:
        guilds.change(11, passages=5, style="apa", moderators=(1, 2**62))
        guilds.change(12, time_zone="Asia/Tokyo")
    claims = Claims(data)
    claims.claim(11, date(2026, 6, 5))
    claims.failed(11, "no \0 channel")
    Cited(data).keep(ChannelPlace(5, 11), [Quoted(f"passage{number}", "A title", "¶ 1") for number in range(30)])
    with closing(sqlite3.connect(data / "sources.db")) as archive, archive:  # later jobs were, and are forgotten
        archive.execute("UPDATE sqlite_sequence SET seq = 100 WHERE name = 'jobs'")
    for person in range(40):
        Feedback(data).keep(Vote(2**60, person, f"What is \0 number {person}?", ("aaa", "bbb"), person % 2 == 0))


def migrate(*arguments: str | Path) -> int:
    return main(["migrate", *map(str, arguments)])


def answers(library: Library) -> list[Answer]:
    return [library.answer(Inquiry(question, 10, (server, "shared"))) for question in QUESTIONS for server in SERVERS]


def assert_same_answers(some: list[Answer], others: list[Answer]) -> None:
    for one, other in zip(some, others, strict=True):
        assert [hit.passage for hit in other.hits] == [hit.passage for hit in one.hits], one.question
        assert [hit.highlight for hit in other.hits] == [hit.highlight for hit in one.hits]
        assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in one.hits], abs=1e-3)
        assert (other.answered, other.may_help, other.respelt) == (one.answered, one.may_help, one.respelt)


def told(library: Library) -> list[object]:
    """All that a library tells of what it keeps."""
    archive = library.archive
    of_servers = [
        (archive.sources(server), archive.removed(server), archive.jobs(server), archive.jobs(server, over=True),
         archive.entries(server), archive.aliases(server), library.documents((server,)))
        for server in SERVERS
    ]  # fmt: skip
    return [library.documents(), library.failures(), library.is_complete(), *of_servers]


def said(data: Path, server: Server | None = None) -> list[object]:
    """What servers have set, and what was voted and cited."""
    with closing(Guilds(data, server)) as guilds:
        settings = [guilds.of(11), guilds.of(12), guilds.of(13)]
    cited = Cited(data, server=server).of(ChannelPlace(5, 11))
    return [settings, Feedback(data, server).opinions(), cited, Claims(data, server).all()]


def as_kept_there(value: object) -> str:
    """With what PostgreSQL keeps in place of the character NUL."""
    return repr(value).replace("\\x00", "\ufffd")


def digests(printed: str) -> dict[str, str]:
    """The rows and digests of the source, by relation; all are said to be the same."""
    rows = [line.split() for line in printed.splitlines()[4:]]
    assert {row[-1] for row in rows} == {"same"}
    assert all(row[1:3] == row[3:5] for row in rows)
    return {row[0]: f"{row[1]} {row[2]}" for row in rows}


def test_there_and_back(kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, back = kept.copied_to(tmp_path / "data"), tmp_path / "back"
    assert migrate("--to", database_url, "--data", data) == 0
    printed, progress = capsys.readouterr()
    there = digests(printed)
    assert max(map(len, printed.splitlines()[3:])) <= 80
    assert "clio: carrying passages" in progress
    assert min(int(rows.split()[0].replace(",", "")) for rows in there.values()) > 0  # nothing was left out here
    assert migrate("--from", database_url, "--data", back) == 0
    assert digests(capsys.readouterr().out) == there

    with (
        closing(kept.open(data)) as before,
        closing(kept.open(tmp_path / "none", database_url)) as on_server,
        closing(kept.open(back)) as after,
    ):
        for library in (on_server, after):
            assert told(library) == told(before)
            assert_same_answers(answers(before), answers(library))
            assert library.is_current()
            assert before.on_this_day(6, 5) == library.on_this_day(6, 5)
            assert not library.reindex().passages
            # What was added goes on where it was, and gets no number that was ever given.
            (job, *_) = library.archive.jobs(SERVERS[0])
            assert library.archive.claim(job.number)
            assert library.archive.begin(job.number, ()) == ("karlin.txt",)
            assert library.archive.reindex(SERVERS[0], None, "ada").number == 101
    with Server(database_url) as server:
        assert as_kept_there(said(tmp_path / "none", server)) == as_kept_there(said(data))
    assert as_kept_there(said(back)) == as_kept_there(said(data))


def test_what_was_changed_long_ago_is_still_traced(kept: Kept, database_url: str, tmp_path: Path) -> None:
    data = kept.copied_to(tmp_path / "data")
    with closing(LocalStore(data, "")) as store:
        ((passage_id,),) = store._all("SELECT passage_id FROM retired WHERE collection = 'shared' LIMIT 1")
    assert migrate("--to", database_url, "--data", data) == 0
    with closing(kept.open(data)) as before, closing(kept.open(data, database_url)) as after:
        assert after.trace(passage_id) == before.trace(passage_id)


def test_killed_again_and_again_it_goes_on_and_nothing_else_uses_what_is_half_there(
    kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "of nobody")
    data, back = kept.copied_to(tmp_path / "data"), tmp_path / "back"
    for seen in ("carrying passages", "carrying versions", "comparing"):
        kill(seen, database_url, "--to", database_url, "--data", str(data))
        with pytest.raises(
            HalfCarried, match="holds a library in part: clio migrate, which carries it there, is still"
        ):
            kept.open(tmp_path / "none", database_url)
    with Server(database_url) as server:
        bot = OnDatabase(server, FileTurns(tmp_path))
        with pytest.raises(HalfCarried):
            bot.hold("Clio", Shards.all(1))
        with no_bot(server):  # it holds nothing any more
            pass
    assert migrate("--from", database_url, "--data", back) == 1
    assert "holds a library in part" in capsys.readouterr().err
    assert not back.exists()
    assert migrate("--to", database_url, "--data", data) == 0
    there = digests(capsys.readouterr().out)
    with subprocess.Popen(command("--from", database_url, "--data", str(back)), env=environment()) as process:
        while not (back / "migration.db").exists():  # the first that is written
            assert process.poll() is None
        process.kill()
    run_out(database_url)
    for seen in ("carrying documents", "deriving"):
        kill(seen, database_url, "--from", database_url, "--data", str(back))
        for words in (["ask", "Who?"], ["feedback"], ["run"]):
            assert main([*words, "--data", str(back)]) == 1
            assert f"clio: {back} holds a library in part" in capsys.readouterr().err
    assert migrate("--from", database_url, "--data", back) == 0
    assert digests(capsys.readouterr().out) == there
    assert migrate("--from", database_url, "--data", back) == 0  # what is there is only compared
    assert "carrying" not in capsys.readouterr().err
    with closing(kept.open(data)) as before, closing(kept.open(back)) as after:
        assert told(after) == told(before)


def kill(seen: str, url: str, *arguments: str) -> None:
    """Migrate in a process that is killed as soon as it says that it is at something; its lease runs out at once."""
    with subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        assert any(seen in line for line in process.stderr)
        process.kill()
    run_out(url)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", "migrate", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run_out(url: str) -> None:
    """Let the leases of a process that was killed run out at once."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM leases")


def test_what_holds_something_else_is_refused_and_left_as_it_is(
    kept: Kept, postgres_server: TestServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kept.copied_to(tmp_path / "data")
    with postgres_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        for table in ("documents", "migrations"):
            connection.execute(f"CREATE TABLE {table} (page TEXT)")
            assert migrate("--to", url, "--data", data) == 1
            assert f"holds something already (a table {table} of something else)" in capsys.readouterr().err
            assert tables(connection) == {table}
            connection.execute(f"DROP TABLE {table}")

        assert migrate("--from", url, "--data", tmp_path / "none") == 1
        assert "holds no library" in capsys.readouterr().err
        assert tables(connection) == set()
        assert not (tmp_path / "none").exists()

        with Server(url) as server:
            Feedback(tmp_path, server).keep(Vote(1, 2, "Why?", ("a",), True))
        there = tables(connection)
        assert migrate("--to", url, "--data", data) == 1
        assert "holds something already (feedback). Name one that is empty." in capsys.readouterr().err
        assert migrate("--from", url, "--data", data) == 1
        said = capsys.readouterr().err
        assert "holds something already (clio.db, sources.db, servers.db, cited.db, feedback.db)" in said
        assert tables(connection) == there


def test_a_library_that_another_one_is_being_carried_to_is_refused(
    kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, other = kept.copied_to(tmp_path / "data"), kept.copied_to(tmp_path / "other")
    kill("carrying documents", database_url, "--to", database_url, "--data", str(data))
    assert migrate("--to", database_url, "--data", other) == 1
    assert "holds a library that was carried there from elsewhere" in capsys.readouterr().err
    assert migrate("--to", database_url, "--data", data) == 0


def test_what_differs_is_told(
    kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kept.copied_to(tmp_path / "data")
    assert migrate("--to", database_url, "--data", data) == 0
    capsys.readouterr()
    with Server(database_url) as server:
        Feedback(tmp_path, server).forget(7)
        with closing(Guilds(tmp_path, server)) as guilds:
            guilds.change(11, passages=4)
    assert migrate("--to", database_url, "--data", data) == 1
    out, err = capsys.readouterr()
    settings, votes = [line.split() for line in out.splitlines() if "DIFFERS" in line]
    assert [settings[0], settings[1], settings[3]] == ["servers", "2", "2"]
    assert settings[2] != settings[4]
    assert [votes[0], votes[1], votes[3]] == ["feedback", "40", "39"]
    assert "clio: The two sides do not hold the same servers, feedback." in err


def test_nobody_indexes_meanwhile(
    kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, back = kept.copied_to(tmp_path / "data"), tmp_path / "back"
    root = str(kept.documents.resolve())
    with closing(LocalStore(data, "")) as store, store.writing(store.shelf("shared", root)) as is_mine:
        assert is_mine
        assert migrate("--to", database_url, "--data", data) == 1
    assert "Another clio is indexing documents in" in capsys.readouterr().err
    assert migrate("--to", database_url, "--data", data) == 0
    with (
        open_server(database_url) as server,
        closing(PostgresStore(server, "")) as there,
        there.writing(there.shelf("shared", root)) as is_mine,
    ):
        assert is_mine
        assert migrate("--from", database_url, "--data", back) == 1
    assert "Another clio is indexing documents in" in capsys.readouterr().err


def test_no_bot_runs_meanwhile(
    kept: Kept, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kept.copied_to(tmp_path / "data")
    with sole_run(data):
        assert migrate("--to", database_url, "--data", data) == 1
    assert f"Another clio run uses the data folder {data}; stop it first" in capsys.readouterr().err
    with Server(database_url) as server:
        bot = OnDatabase(server, FileTurns(tmp_path), lease_s=1.0)
        bot.hold("Clio", Shards.all(1))
        assert migrate("--to", database_url, "--data", data) == 1
        assert "(bot Clio, shard 0 of 1); stop it first." in capsys.readouterr().err
        bot.release()
        with no_bot(server), pytest.raises(ShardTaken, match="clio migrate is at work on this database"):
            OnDatabase(server, FileTurns(tmp_path), lease_s=1.0).hold("Clio", Shards.all(1))


def test_every_column_is_carried(tmp_path: Path) -> None:
    for group in GROUPS:
        with closing(group.open(tmp_path, None)) as database, database.writing():
            pass
        left_out = {"jobs": {"owner", "until"}}  # nobody works at one meanwhile
        for table, columns in columns_of(tmp_path / group.file).items():
            (relation,) = [one for one in group.relations if one.name == table]
            assert columns == {*relation.columns, *left_out.get(table, ())}
    LocalStore(tmp_path, "").close()
    ours = {"shelves": {"revision", "stamp"}, "files": {"id"}}  # a store's own
    tables = columns_of(tmp_path / "clio.db")
    assert tables.keys() - {one.name for one in INDEX} == {"meta", "lineage"}
    for one in INDEX:
        assert tables[one.name] - ours.get(one.name, set()) <= set(one.columns)


def columns_of(file: Path) -> dict[str, set[str]]:
    """The tables of a file with their columns."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {
            name: {column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names.fetchall()
        }


def tables(connection: "psycopg.Connection[tuple[str, ...]]") -> set[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in found}
