import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.archive import Archive, Incoming, JobState, Receipt
from index.database import StandingFile
from index.errors import ArchiveError, DamagedOriginal, DatabaseUnavailable, StoreError, UnknownSource
from index.postgres.server import Server
from tests.index.archive.conftest import OpenArchive, check, give, work
from tests.places import Place

SECRET = b"what nobody shall read any more " * 10_000


def test_what_was_added_is_there_after_a_restart(open_archive: OpenArchive) -> None:
    archive = open_archive()
    job = give(archive, ("war.md", b"war"))
    archive.close()
    again = open_archive()
    assert again.jobs("1") == (job,)
    assert again.data("1", "war.md", 1) == b"war"


def test_an_archive_of_a_newer_clio_is_left_alone(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"war"))
    with closing(sqlite3.connect(tmp_path / "sources.db")) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(ArchiveError, match=r"written by a newer version of Clio \(tables 9, known 3\); update Clio"):
        Archive(tmp_path)
    with closing(sqlite3.connect(tmp_path / "sources.db")) as connection:
        assert connection.execute("SELECT name FROM sources").fetchall() == [("war.md",)]


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_archive_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sources.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"servers' sources in .*sources\.db cannot be opened: ") as told:
        Archive(tmp_path)
    assert "nothing is answered from your own documents either" in str(told.value)
    assert "To go on without the servers' sources, move all files sources.db* out of that folder" in str(told.value)
    assert (tmp_path / "sources.db").read_bytes() == content


def test_bytes_that_were_damaged_on_the_disk_are_not_given_out(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"war"))
        with closing(sqlite3.connect(tmp_path / "sources.db")) as connection, connection:
            connection.execute("UPDATE originals SET data = X'726177'")
        with pytest.raises(DamagedOriginal, match=r"bytes of 'war.md', version 1, are damaged"):
            archive.data("1", "war.md", 1)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="check the folder"):
        Archive(tmp_path / "file" / "data")


def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.close()
    with pytest.raises(ArchiveError, match="could not be used just now"):
        archive.sources("1")


def test_a_disk_that_fills_up_undoes_the_whole_act(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"war"))
        with closing(sqlite3.connect(tmp_path / "sources.db")) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
        assert isinstance(archive._database, StandingFile)
        archive._database._writer.execute(f"PRAGMA max_page_count = {pages + 2}")  # as if the disk ended there
        with pytest.raises(ArchiveError, match=r"is full.* What was done before is kept, and this was not done"):
            give(archive, ("small.md", b"small"), ("large.md", b"x" * 100_000))
        assert [source.name for source in archive.sources("1")] == ["war.md"]
        archive._database._writer.execute("PRAGMA max_page_count = 1000000")
        give(archive, ("small.md", b"small"), ("large.md", b"x" * 100_000))
        check(archive, tmp_path, "1")


def test_what_ended_is_kept_for_its_time_and_then_gone_with_its_bytes(open_archive: OpenArchive, place: Place) -> None:
    archive, later = open_archive(), open_archive(keep_days=-1)
    work(archive, give(archive, ("war.md", SECRET), ("law.md", b"law"), ("bad.md", b"bad")), failing=("bad.md",))
    work(archive, give(archive, ("war.md", b"peace")))
    archive.remove("1", "law.md", "ada")
    work(archive, give(archive, ("law.md", b"law"), collection="2"))
    assert archive.expire() == 0
    assert archive.data("1", "war.md", 1) == SECRET
    assert later.expire() == 3
    assert [version.number for version in archive.source("1", "war.md").versions] == [2]
    assert archive.removed("1") == ()
    with pytest.raises(UnknownSource):
        archive.source("1", "law.md")
    assert archive.data("2", "law.md", 1) == b"law"
    assert (archive.size("1"), archive.size("2")) == (5, 3)
    check(archive, place.data, "1", "2")
    if place.server is None:
        assert (place.data / "sources.db").stat().st_size < len(SECRET)
        left = b"".join(file.read_bytes() for file in place.data.iterdir())
        assert SECRET[:32] not in left
        assert b"peace" in left


def test_a_number_is_not_given_twice_while_anything_is_kept_of_a_source(open_archive: OpenArchive) -> None:
    archive = open_archive(keep_days=-1)
    work(archive, give(archive, ("war.md", b"war")))
    work(archive, give(archive, ("war.md", b"bad")), failing=("war.md",))
    archive.expire()
    give(archive, ("war.md", b"peace"))
    assert [version.number for version in archive.source("1", "war.md").versions] == [3, 1]


def test_the_log_and_the_jobs_are_kept_for_a_year(archive: Archive) -> None:
    work(archive, give(archive, ("a.md", b"a")))
    work(archive, give(archive, ("b.md", b"b")))
    give(archive, ("c.md", b"c"))
    year_ago = (datetime.now(UTC) - timedelta(days=366)).isoformat(timespec="seconds")
    with archive._database.writing() as session:
        session.execute("UPDATE entries SET at = ? WHERE subject = 'a.md'", (year_ago,))
        session.execute("UPDATE jobs SET made_at = ?, ended_at = ? WHERE number <> 2", (year_ago, year_ago))
    assert archive.expire() == 0
    assert [entry.subject for entry in archive.entries("1")[0]] == ["c.md", "", "b.md", ""]
    assert [job.number for job in archive.jobs("1", over=True)] == [2]
    assert [job.number for job in archive.jobs("1")] == [3]
    assert [source.name for source in archive.sources("1")] == ["a.md", "b.md", "c.md"]


def test_an_older_copy_that_is_put_back_repeats_no_stamp(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"war"))
    copy = (tmp_path / "sources.db").read_bytes()
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"lost"))
        lost = archive.wanted("1")[0].version.stamp
    (tmp_path / "sources.db").write_bytes(copy)
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"here"))
        assert archive.wanted("1")[0].version.stamp > lost


def test_several_threads_share_one_archive(archive: Archive, tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def work_on(thread: int) -> None:
        try:
            for number in range(10):
                job = give(
                    archive, ("shared.md", b"%d %d" % (thread, number)), (f"{thread}-{number}.md", b"%d" % thread)
                )
                archive.sources("1")
                if job:
                    archive.finish(job.number, JobState.DONE)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work_on, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(archive.source("1", "shared.md").versions) == 60
    assert [job.number for job in archive.jobs("1", over=True)] == list(range(60, 35, -1))
    check(archive, tmp_path / "data", "1")


def test_reading_does_not_wait_for_a_long_writing(archive: Archive) -> None:
    give(archive, ("war.md", b"war"))
    with archive._database.writing() as session:  # an act that takes its time
        session.execute("DELETE FROM entries")
        assert archive.entries("1")[1] == 1
        assert archive.data("1", "war.md", 1) == b"war"


PROCESS = """
import sys
from pathlib import Path
from index.archive import Archive, Incoming
if sys.argv[3]:
    from index.postgres.server import Server
archive = Archive(Path(sys.argv[1]), server=Server(sys.argv[3]) if sys.argv[3] else None)
for number in range(10):
    archive.add("1", [Incoming("shared.md", f"{sys.argv[2]} {number}".encode())], sys.argv[2])
"""


def test_several_processes_share_one_new_archive(open_archive: OpenArchive, place: Place) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", PROCESS, str(place.data), str(number), place.url])
        for number in range(6)
    ]
    assert [process.wait(60) for process in processes] == [0] * 6
    archive = open_archive()
    assert len(archive.source("1", "shared.md").versions) == 60
    assert len(archive.jobs("1")) == 60
    check(archive, place.data, "1")


def test_the_same_files_given_by_two_at_once_are_taken_once(archive: Archive) -> None:
    receipts: list[Receipt] = []

    def add() -> None:
        receipts.extend(archive.add("1", [Incoming("war.md", b"war")], "ada")[0])

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.kind for receipt in receipts) == ["new", "same", "same", "same"]


def test_names_and_texts_that_are_hard_to_keep_are_kept_or_made_fit(archive: Archive, place: Place) -> None:
    names = (
        "Straße \N{COMBINING ACUTE ACCENT}\N{PILE OF POO}.md",
        "\u202eevil\x00.md",
        "\ud800lone.md",
        "'; DROP TABLE sources; --%s?",
    )
    job = give(archive, *((name, bytes([number, 0])) for number, name in enumerate(names)))
    assert archive.begin(work(archive, job).number, ()) == ()
    assert len(archive.sources("1")) == len(names)
    for number, source in enumerate(sorted(archive.sources("1"), key=lambda source: source.versions[0].stamp)):
        assert archive.data("1", source.name, 1) == bytes([number, 0])
    archive.set_aliases("1", "Old\x00 Haven = New\x00 Haven", "ada", "")
    assert archive.aliases("1") in ("Old\x00 Haven = New\x00 Haven", "Old\ufffd Haven = New\ufffd Haven")
    check(archive, place.data, "1")


def test_an_original_of_20_mb_comes_back_as_it_was(archive: Archive) -> None:
    data = random.Random(20).randbytes(20_000_000)
    give(archive, ("book.pdf", data))
    assert archive.data("1", "book.pdf", 1) == data


def test_a_database_that_takes_nothing_just_now_is_still_read(database_url: str, tmp_path: Path) -> None:
    with Server(database_url) as server, closing(Archive(tmp_path, server=server)) as archive:
        give(archive, ("war.md", b"war"))
        with server.reading() as connection:
            connection.execute(f'ALTER DATABASE "{connection.info.dbname}" SET default_transaction_read_only = on')
    with Server(database_url) as server, closing(Archive(tmp_path, server=server)) as archive:
        assert archive.data("1", "war.md", 1) == b"war"
        assert archive.aliases("1") == ""
        with pytest.raises(DatabaseUnavailable, match="read-only transaction"):
            give(archive, ("law.md", b"law"))
        assert [source.name for source in archive.sources("1")] == ["war.md"]
