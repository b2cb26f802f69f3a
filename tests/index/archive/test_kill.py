"""kill -9 at any moment loses nothing that was told as done, and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from index.archive import Archive, JobState
from tests.index.archive.conftest import check, work

KILLS = 20
BUSY = """
import random, sys
from pathlib import Path
from index.archive import Archive, Dealt, Incoming, JobState, Outcome
from index.errors import ClioError

archive, chance = Archive(Path(sys.argv[1]), keep_days=-1), random.Random(sys.argv[2])

def add():
    files = [Incoming(f"{chance.randrange(40)}.md", chance.randbytes(chance.choice((10, 10_000)))) for _ in range(5)]
    receipts, job = archive.add("1", files, "ada")
    for file, receipt in zip(files, receipts):
        print("added", receipt.name, file.data[:10].hex(), flush=True, sep="\t")

def step():
    job = chance.choice(archive.jobs("1"))
    stamps = {wanted.name: wanted.version.stamp for wanted in archive.wanted("1")}
    todo = archive.begin(job.number, ())[:3]
    outcomes = [chance.choice((Outcome.ADDED, Outcome.FAILED)) for _ in todo]
    archive.note_many(job.number, [
        Dealt(name, outcome, "", 1, stamps.get(name, 0)) for name, outcome in zip(todo, outcomes)
    ])
    for name in todo:
        print("noted", job.number, name, flush=True, sep="\t")
    if not todo:
        archive.finish(job.number, JobState.DONE)
        print("finished", job.number, flush=True, sep="\t")

def change():
    name = f"{chance.randrange(40)}.md"
    chance.choice((
        lambda: archive.remove("1", name, "ada"),
        lambda: archive.restore("1", name, None, "ada"),
        lambda: archive.reindex("1", None, "ada", action="retry"),
        lambda: archive.cancel("1", chance.choice(archive.jobs("1")).number, "ada"),
    ))()

print("ready", flush=True)
while True:
    try:
        chance.choice((add, add, step, step, step, change))()
    except (ClioError, IndexError):
        pass
"""


def killed(data: Path, seed: int, seconds: float) -> list[list[str]]:
    """Let a process be busy with the archive, kill it after a while, and give what it told as done."""
    command = [sys.executable, "-c", BUSY, str(data), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        told = process.stdout.read().split("\n")
    assert process.returncode == -signal.SIGKILL
    return [line.split("\t") for line in told[:-1]]  # the last one may be cut short


def test_kill_9_at_any_moment_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(9)
    added: set[tuple[str, str]] = set()
    for seed in range(KILLS):
        told = killed(tmp_path, seed, chance.uniform(0.0, 0.15))
        added |= {(words[1], words[2]) for words in told if words[0] == "added"}
        with closing(Archive(tmp_path, keep_days=-1)) as archive:
            check(archive, tmp_path, "1")
            kept = {
                (source.name, archive.data("1", source.name, version.number)[:10].hex())
                for source in (*archive.sources("1"), *archive.removed("1"))
                for version in source.versions
            }
            assert added <= kept
            jobs = {job.number: job for job in archive.jobs(None)}
            for words in told:
                if words[0] == "noted" and int(words[1]) in jobs:
                    assert words[2] not in archive.begin(int(words[1]), ())
                if words[0] == "finished":
                    assert archive.job_state(int(words[1])) in (JobState.DONE, JobState.CANCELLED)
    assert len(added) > KILLS
    with closing(Archive(tmp_path, keep_days=-1)) as archive:
        for job in archive.jobs("1"):
            assert work(archive, job).done == job.total
        assert all(source.pending is None for source in archive.sources("1"))
        check(archive, tmp_path, "1")
