"""A job is worked at by one process alone, and by another one when that has died."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index.archive import Archive, Dealt, Job, JobState, Outcome, Ticket
from index.errors import TakenOver
from index.postgres.server import Server
from tests.index.archive.conftest import check, give, work
from tests.places import Place

SHORT_S = 0.8
WORKING = """
import sys, time
from pathlib import Path
from index.archive import Archive
from index.postgres.server import Server
archive = Archive(Path("unused"), server=Server(sys.argv[1]), claim_s=float(sys.argv[2]))
print(archive.claim(1), archive.begin(1, ()), flush=True)
time.sleep(60)
"""


@pytest.fixture
def open_process(tmp_path: Path, schema_url: str) -> Iterator[Callable[[], Archive]]:
    """Archives on one database, each as a process of its own has it."""
    with ExitStack() as stack:
        server = stack.enter_context(Server(schema_url))
        yield lambda: stack.enter_context(closing(Archive(tmp_path, server=server, claim_s=SHORT_S)))


def job_of(job: Job | None) -> Job:
    assert job is not None
    return job


def test_a_claimed_job_is_done_and_over(archive: Archive, place: Place) -> None:
    job = job_of(give(archive, ("war.md", b"war")))
    assert archive.claim(job.number)
    assert archive.has_claim(job.number)
    assert archive.tickets() == (Ticket(1, "1", is_free=True),)  # free for whoever has it
    assert work(archive, job).state is JobState.DONE
    assert not archive.claim(job.number)
    archive.release(job.number)
    assert not archive.has_claim(job.number)
    assert archive.tickets() == ()
    check(archive, place.data, "1")


def test_a_job_that_a_killed_process_left_in_a_file_is_free_at_once(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as killed, closing(Archive(tmp_path)) as archive:
        job = job_of(give(killed, ("war.md", b"war")))
        assert killed.claim(job.number)
        assert killed.begin(job.number, ()) == archive.begin(job.number, ()) == ("war.md",)
        assert archive.claim(job.number)
        assert work(archive, job).state is JobState.DONE


def test_of_many_processes_one_has_a_job(open_process: Callable[[], Archive]) -> None:
    archives = [open_process() for _ in range(4)]
    jobs = [job_of(give(archives[0], (f"{number}.md", b"%d" % number))) for number in range(10)]
    with ThreadPoolExecutor(4) as threads:
        claimed = list(threads.map(lambda archive: [job.number for job in jobs if archive.claim(job.number)], archives))
    assert sorted(number for numbers in claimed for number in numbers) == [job.number for job in jobs]


def test_a_job_is_kept_for_as_long_as_it_is_worked_at_and_no_other_can_touch_it(
    open_process: Callable[[], Archive],
) -> None:
    mine, others = open_process(), open_process()
    job = job_of(give(mine, ("war.md", b"war")))
    assert mine.claim(job.number)
    until = time.monotonic() + 2 * SHORT_S
    while time.monotonic() < until:
        assert mine.has_claim(job.number)
        assert not others.claim(job.number)
        time.sleep(0.1)
    assert others.tickets() == (Ticket(job.number, "1", is_free=False),)
    for act in (
        lambda: others.begin(job.number, ()),
        lambda: others.note_many(job.number, [Dealt("war.md", Outcome.ADDED)]),
        lambda: others.finish(job.number, JobState.FAILED),
    ):
        with pytest.raises(TakenOver, match=f"work on job {job.number} is no longer this process's"):
            act()
    assert mine.job(job.number).state is JobState.QUEUED
    mine.release(job.number)
    assert others.claim(job.number)


def test_anyone_may_cancel_a_job_and_whoever_works_at_it_has_it_no_more(open_process: Callable[[], Archive]) -> None:
    mine, others = open_process(), open_process()
    job = job_of(give(mine, ("war.md", b"war")))
    assert mine.claim(job.number)
    assert others.cancel("1", job.number, "bob").state is JobState.CANCELLED
    assert mine.job_state(job.number) is JobState.CANCELLED
    until = time.monotonic() + 10
    while mine.has_claim(job.number):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_job_of_a_process_that_was_killed_is_taken_over_with_what_is_left(
    open_process: Callable[[], Archive], schema_url: str, tmp_path: Path
) -> None:
    archive = open_process()
    job = job_of(give(archive, ("war.md", b"war"), ("law.md", b"law")))
    command = [sys.executable, "-c", WORKING, schema_url, "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True ('war.md', 'law.md')\n"
        process.kill()
    killed = time.monotonic()
    assert not archive.claim(job.number)
    while not archive.claim(job.number):
        assert time.monotonic() < killed + 5
        time.sleep(0.05)
    assert work(archive, job).done == 2
    check(archive, tmp_path, "1")


def test_whoever_waits_for_jobs_hears_of_them(open_process: Callable[[], Archive]) -> None:
    mine, others = open_process(), open_process()
    heard: list[float] = []
    listening = others.hear_of_jobs(lambda: heard.append(time.monotonic()))
    assert listening is not None
    with closing(listening):
        _wait_for(lambda: len(heard) == 1)  # it has begun to listen
        job = job_of(give(mine, ("war.md", b"war")))
        _wait_for(lambda: len(heard) == 2)
        assert mine.claim(job.number)
        mine.release(job.number)
        _wait_for(lambda: len(heard) == 3)


def test_nobody_else_queues_jobs_in_a_file(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        assert archive.hear_of_jobs(lambda: None) is None


def _wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)
