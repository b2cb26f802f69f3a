"""The process killed at random moments of a job of many documents: the job ends as if nothing had been."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from index.archive import Archive, JobState
from index.library import Library, LibraryOptions
from tests.data_folders import data_folder
from tests.local_discord import LocalDiscord, Upload
from tests.wire.conftest import READY_S, until_it_answers
from tests.wire.house import open_house
from tests.wire.pace import Pace
from tests.wire.process import BotProcess
from tests.wire.test_reindex_load import HOUSES_IN_FULL, PATIENCE_S
from tests.wire.town_register import register

KILLS, KILLS_IN_FULL = 3, 50
LONGEST_LIFE_S, LONGEST_LIFE_IN_FULL_S = 0.5, 1.0  # at work
JOB_S = 4.0  # that the job takes; all lives together are shorter


@dataclass(frozen=True)
class Row:
    """A passage as the index has it, and where."""

    path: str
    title: str
    ordinal: int
    of: int
    passage_id: str
    text: str
    heading: str
    first: int
    last: int
    page: str


def indexed(database: Path, server: str) -> tuple[list[Row], np.ndarray]:
    """All passages of the server's shelf in order, and their embeddings, shape (passages, dim)."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "SELECT documents.path, documents.title, ordinal, documents.passages, passage_id, text, heading, first, "
            "last, page, embeddings.passage FROM passages JOIN documents ON documents.id = passages.document "
            "JOIN files ON files.id = documents.file JOIN shelves ON shelves.id = files.shelf "
            "JOIN embeddings ON embeddings.key = passages.embedding "
            "WHERE shelves.collection = ? ORDER BY documents.path, ordinal",
            (server,),
        ).fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = [Row(*row[:10]) for row in found]
    return rows, np.stack([np.frombuffer(row[10], np.float32) for row in found])


def from_scratch(data: Path, folder: Path, server: str) -> Path:
    """Index what the archive holds in a new data folder; gives its database."""
    data_folder(folder)
    (folder / "none").mkdir()
    shutil.copy(data / "sources.db", folder / "sources.db")
    with closing(Library.open(LibraryOptions(folder, (folder / "none",)))) as library:
        job = library.collection(server).reindex(None, by="")
        with closing(library.working(job.number)) as steps:
            for _ in steps:
                pass
    return folder / "clio.db"


async def until_at_work(archive: Archive, number: int) -> bool:
    """Wait until the job has got further since the start; False when it is over."""
    before = archive.job(number)
    async with asyncio.timeout(READY_S):
        while (now := archive.job(number)).done == before.done and not now.is_over:  # noqa: ASYNC110 a database cannot be awaited
            await asyncio.sleep(0.02)
    return not now.is_over


@pytest.mark.timeout(1800)
async def test_a_job_survives_kills(clio: BotProcess, elsewhere: LocalDiscord, tmp_path: Path, is_full: bool) -> None:
    kills, longest = (KILLS_IN_FULL, LONGEST_LIFE_IN_FULL_S) if is_full else (KILLS, LONGEST_LIFE_S)
    elsewhere.rate_limits = False
    house = open_house(elsewhere)
    data_folder(clio.data)
    await clio.start()
    await until_it_answers(elsewhere, house.bob, house.channel)
    pace = await Pace.of(open_house(elsewhere, "Another house"))
    houses = HOUSES_IN_FULL if is_full else pace.lasting(JOB_S)
    await (await house.do("import", file=Upload("register.zip", register(houses, 1)))).message(READY_S)
    chance = random.Random(1874)
    at_work = 0
    with closing(Archive(clio.data)) as archive:
        (job,) = archive.jobs(str(house.guild.id))
        for _ in range(kills):
            at_work += await until_at_work(archive, job.number)
            await asyncio.sleep(chance.uniform(0, longest))
            await clio.kill()
            await elsewhere.gone()
            await clio.start()
            await elsewhere.ready(READY_S)
        async with asyncio.timeout(PATIENCE_S):
            while not archive.job(job.number).is_over:  # noqa: ASYNC110 as above
                await asyncio.sleep(0.2)
        ended = archive.job(job.number)
    assert await clio.stop() == 0

    assert at_work > kills // 2
    assert (ended.state, ended.total, ended.done) == (JobState.DONE, houses, houses)
    assert len(set(ended.report.added)) == len(ended.report.added) == houses
    server = str(house.guild.id)
    rows, vectors = indexed(clio.data / "clio.db", server)
    scratch = await asyncio.to_thread(from_scratch, clio.data, tmp_path / "scratch", server)
    expected_rows, expected_vectors = indexed(scratch, server)
    assert rows == expected_rows
    assert np.allclose(vectors, expected_vectors, atol=1e-5)  # batches of other sizes differ in the last digits
