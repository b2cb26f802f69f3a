"""Workshops of several processes on one PostgreSQL: each job is done by one, and finished by another when it dies."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.workshop import Workshop
from index.archive import Incoming, Job, JobState
from index.library import Library, LibraryOptions
from tests.postgres import OwnServer

FILES = 40  # a second or two of embedding
PROCESS = """
import sys
from pathlib import Path
from bot.workshop import Workshop
from index.library import Library, LibraryOptions
library = Library.open(LibraryOptions(Path(sys.argv[1]), (Path(sys.argv[2]),), database_url=sys.argv[3]))
library.load_model()
print("ready", flush=True)
Workshop(library, lambda: True, lambda job, _: job.collection == "7" and print(job.done, flush=True)).run()
"""


def options(tmp_path: Path, url: str) -> LibraryOptions:
    (tmp_path / "none").mkdir(exist_ok=True)
    return LibraryOptions(tmp_path / "data", (tmp_path / "none",), database_url=url)


def book(number: int) -> Incoming:
    text = "\n\n".join(
        f"# Chapter {part}\n\nIn {1500 + number} the town of Varn{number} built its lighthouse {part} by the sea."
        for part in range(20)
    )
    return Incoming(f"{number}.md", text.encode())


@contextmanager
def at_work(library: Library) -> Iterator[list[Job]]:
    """Let a workshop work on a thread; gives what it tells of jobs."""
    told: list[Job] = []
    over = threading.Event()
    workshop = Workshop(
        library, lambda: not over.is_set(), lambda job, _: told.append(job) if job.collection == "7" else None
    )
    thread = threading.Thread(target=workshop.run)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        workshop.wake()
        thread.join()


def wait_for(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def at_full_size(is_full: bool) -> None:
    """Leave out what tests/wire/test_twins.py does with whole bots, unless all is to be run."""
    if not is_full:
        pytest.skip("half a minute; bots on one database do it in tests/wire/test_twins.py")


@pytest.mark.usefixtures("at_full_size")
def test_a_job_whose_process_is_killed_is_finished_by_another(tmp_path: Path, database_url: str) -> None:
    kept = options(tmp_path, database_url)
    command = [sys.executable, "-c", PROCESS, str(kept.data), str(kept.documents[0]), database_url]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        closing(Library.open(kept)) as library,
    ):
        assert process.stdout is not None
        library.load_model()
        assert process.stdout.readline() == "ready\n"
        _, job = library.collection("7").add([book(number) for number in range(FILES)], "ada")
        assert job is not None
        try:
            while not 0 < int(process.stdout.readline()) < FILES:
                pass
        finally:
            process.kill()
        killed = time.monotonic()
        with at_work(library) as told:
            wait_for(lambda: any(one.is_over for one in told))
        assert time.monotonic() - killed < 40
        (job,) = library.archive.jobs("7", over=True)
        assert (job.state, job.done, job.total) == (JobState.DONE, FILES, FILES)
        assert len(job.report.added) == FILES and job.report.passages == 20 * FILES
        assert [source.current is not None for source in library.archive.sources("7")] == [True] * FILES
        assert library.status(("7",)).documents == FILES
        assert library.ask("When did Varn17 build its lighthouse 3?", 1, ("7",)).hits[0].passage.document.path


@pytest.mark.usefixtures("at_full_size")
def test_a_job_goes_on_after_its_database_was_away(tmp_path: Path, own_server: OwnServer) -> None:
    with closing(Library.open(options(tmp_path, own_server.url))) as library:
        library.load_model()
        _, job = library.collection("7").add([book(number) for number in range(FILES)], "ada")
        assert job is not None
        with at_work(library) as told:
            wait_for(lambda: any(0 < one.done < FILES for one in told))
            own_server.stop()
            time.sleep(1)
            own_server.start()
            wait_for(lambda: any(one.is_over for one in told))
        (job,) = library.archive.jobs("7", over=True)
        assert (job.state, job.done, job.trouble) == (JobState.DONE, FILES, "")
        assert library.status(("7",)).documents == FILES


def test_what_another_process_removes_does_not_come_back(tmp_path: Path, database_url: str) -> None:
    with (
        closing(Library.open(options(tmp_path, database_url))) as library,
        closing(Library.open(options(tmp_path, database_url))) as other,
    ):
        library.load_model()
        _, job = library.collection("7").add([book(number) for number in range(FILES)], "ada")
        assert job is not None
        with at_work(library) as told:
            for number in range(0, FILES, 4):
                other.collection("7").remove(f"{number}.md", "bob")
                time.sleep(0.05)
            wait_for(lambda: any(one.is_over for one in told))
        left = [f"{number}.md" for number in range(FILES) if number % 4]
        assert sorted(source.name for source in other.archive.sources("7")) == sorted(left)
        assert sorted({holding.file for holding in other.documents(("7",))}) == sorted(left)
