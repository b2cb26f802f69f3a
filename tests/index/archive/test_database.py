import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.archive import Archive, Incoming, JobState, Receipt
from index.errors import ArchiveError, DamagedOriginal, StoreError, UnknownSource
from tests.index.archive.conftest import check, give, work

SECRET = b"what nobody shall read any more " * 10_000


def test_what_was_added_is_there_after_a_restart(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        job = give(archive, ("war.md", b"war"))
    with closing(Archive(tmp_path)) as archive:
        assert archive.jobs("1") == (job,)
        assert archive.data("1", "war.md", 1) == b"war"


def test_an_archive_of_a_newer_clio_is_left_alone(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        give(archive, ("war.md", b"war"))
    with closing(sqlite3.connect(tmp_path / "sources.db")) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(ArchiveError, match=r"written by a newer version of Clio \(tables 9, known 2\); update Clio"):
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
        archive._database._writer.execute(f"PRAGMA max_page_count = {pages + 2}")  # as if the disk ended there
        with pytest.raises(ArchiveError, match=r"is full.* What was done before is kept, and this was not done"):
            give(archive, ("small.md", b"small"), ("large.md", b"x" * 100_000))
        assert [source.name for source in archive.sources("1")] == ["war.md"]
        archive._database._writer.execute("PRAGMA max_page_count = 1000000")
        give(archive, ("small.md", b"small"), ("large.md", b"x" * 100_000))
        check(archive, tmp_path, "1")


def test_what_ended_is_kept_for_its_time_and_then_gone_with_its_bytes(tmp_path: Path) -> None:
    with closing(Archive(tmp_path, keep_days=30)) as archive, closing(Archive(tmp_path, keep_days=-1)) as later:
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
        check(archive, tmp_path, "1", "2")
        assert (tmp_path / "sources.db").stat().st_size < len(SECRET)
        left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert SECRET[:32] not in left
        assert b"peace" in left


def test_a_number_is_not_given_twice_while_anything_is_kept_of_a_source(tmp_path: Path) -> None:
    with closing(Archive(tmp_path, keep_days=-1)) as archive:
        work(archive, give(archive, ("war.md", b"war")))
        work(archive, give(archive, ("war.md", b"bad")), failing=("war.md",))
        archive.expire()
        give(archive, ("war.md", b"peace"))
        assert [version.number for version in archive.source("1", "war.md").versions] == [3, 1]


def test_the_log_and_the_jobs_are_kept_for_a_year(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        work(archive, give(archive, ("a.md", b"a")))
        work(archive, give(archive, ("b.md", b"b")))
        give(archive, ("c.md", b"c"))
        year_ago = (datetime.now(UTC) - timedelta(days=366)).isoformat(timespec="seconds")
        with closing(sqlite3.connect(tmp_path / "sources.db")) as connection, connection:
            connection.execute("UPDATE entries SET at = ? WHERE subject = 'a.md'", (year_ago,))
            connection.execute("UPDATE jobs SET made_at = ?, ended_at = ? WHERE number <> 2", (year_ago, year_ago))
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
    with archive._database.writing() as connection:  # an act that takes its time
        connection.execute("DELETE FROM entries")
        assert archive.entries("1")[1] == 1
        assert archive.data("1", "war.md", 1) == b"war"


PROCESS = """
import sys
from pathlib import Path
from index.archive import Archive, Incoming
archive = Archive(Path(sys.argv[1]))
for number in range(10):
    archive.add("1", [Incoming("shared.md", f"{sys.argv[2]} {number}".encode())], sys.argv[2])
"""


def test_several_processes_share_one_new_archive(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    processes = [subprocess.Popen([*command, str(number)]) for number in range(6)]
    assert [process.wait(60) for process in processes] == [0] * 6
    with closing(Archive(tmp_path)) as archive:
        assert len(archive.source("1", "shared.md").versions) == 60
        assert len(archive.jobs("1")) == 60
        check(archive, tmp_path, "1")


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
