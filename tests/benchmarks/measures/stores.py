"""A question to a library on PostgreSQL, beside the same library in a data folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import psycopg

from index.library import Library, LibraryOptions
from tests.benchmarks.alternating import alternate, dealt
from tests.benchmarks.figures import Figure, Result, Skipped
from tests.benchmarks.libraries import options, timed_questions, warming_questions
from tests.benchmarks.machine import ROOT
from tests.benchmarks.setting import Setting

TITLE = "question → Answer, warm, on PostgreSQL, against the same library in a folder"
SERVER = "CLIO_TEST_DATABASE_URL"
_PREFIX = "clio_benchmark_"  # of the databases that hold what was carried over, which stay for the next time


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Ask each question of both, in turn; also what comes first must be the same."""
    local = options(setting, passages)
    there = replace(local, database_url=_carried(local, setting.plan(passages).name if passages else "real"))
    with closing(Library.open(local)) as one, closing(Library.open(there)) as other:
        for question in warming_questions():
            one.ask(question)
            other.ask(question)
        parts = dealt(timed_questions(setting.rounds * setting.questions), setting.rounds)
        rounds = [alternate((one.ask, other.ask), part) * 1000 for part in parts]
        same = [_first(one, question) == _first(other, question) for question in parts[0]]
        size = one.status().passages
    ours, theirs = (np.array([each[which] for each in rounds]) for which in (1, 0))
    middle = (np.median(ours, axis=1), np.median(theirs, axis=1))
    slowest = (np.percentile(ours, 99, axis=1), np.percentile(theirs, 99, axis=1))
    figures = (
        Figure.ratio("median by median", middle[0], middle[1]),
        Figure.ratio("99th percentile by 99th percentile", slowest[0], slowest[1]),
        Figure("on PostgreSQL, median", tuple(middle[0]), "ms"),
        Figure("in a folder, median", tuple(middle[1]), "ms"),
        Figure("the same passage first", (float(np.mean(same)),), ""),
    )
    yield Result("stores", TITLE, figures, size, setting.notes)


def _first(library: Library, question: str) -> str:
    answer = library.ask(question)
    return answer.hits[0].passage.id if answer.hits else ""


def _carried(local: LibraryOptions, name: str) -> str:
    """The URL of a database that holds what the folder does, carried there by `clio migrate` once. Raises Skipped."""
    if not (server := os.environ.get(SERVER)):
        raise Skipped(f"{SERVER} names no server whose user may make databases and the extension vector")
    database = _PREFIX + name.replace("-", "_")
    url = urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            connection.execute(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")
    if not _is_whole(url):
        command = [sys.executable, "-m", "bot", "migrate", "--data", str(local.data), "--to", url]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise Skipped(f"the library could not be carried: {done.stderr.strip()[-300:]}")
    return url


def _is_whole(url: str) -> bool:
    """Whether something was carried there to its end."""
    with psycopg.connect(url, autocommit=True) as connection:
        (is_there,) = connection.execute("SELECT to_regclass('migrations') IS NOT NULL").fetchone() or (False,)
        found = connection.execute("SELECT ended_at FROM migrations").fetchone() if is_there else None
        return found is not None and found[0] != ""
