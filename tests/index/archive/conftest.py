"""An archive in a folder, and what must hold of any archive at any time."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index.archive import Archive, Details, Incoming, Job, JobState, Outcome, Source, State
from index.archive.jobs import Dealt
from tests.places import Place

OpenArchive = Callable[..., Archive]


@pytest.fixture
def open_archive(place: Place) -> Iterator[OpenArchive]:
    """Open archives of one place, each of them closed at the end."""
    with ExitStack() as stack:
        yield lambda keep_days=30: stack.enter_context(closing(Archive(place.data, keep_days, place.server)))


@pytest.fixture
def archive(open_archive: OpenArchive) -> Archive:
    return open_archive()


def give(archive: Archive, *files: tuple[str, bytes], collection: str = "1", action: str = "add") -> Job | None:
    """Add files, and give the job."""
    incoming = [Incoming(name, data) for name, data in files]
    return archive.add(collection, incoming, "ada", "here", action)[1]


def work(archive: Archive, job: Job | None, failing: tuple[str, ...] = ()) -> Job:
    """Do a job as it is done: all its files are dealt with, some of them in vain."""
    assert job is not None
    stamps = {wanted.name: wanted.version.stamp for wanted in archive.wanted(job.collection)}
    for name in archive.begin(job.number, ()):
        outcome = Outcome.FAILED if name in failing else Outcome.ADDED
        reason = "is not text" if name in failing else ""
        archive.note_many(job.number, [Dealt(name, outcome, reason, 3, stamps.get(name, 0))])
    return archive.finish(job.number, JobState.DONE)


def states(source: Source) -> list[State]:
    """The states of a source's versions, newest first."""
    return [version.state for version in source.versions]


def titled(title: str) -> Details:
    return Details(title=title)


def check(archive: Archive, data: Path, *collections: str) -> None:
    """Look for anything that must never be."""
    for collection in collections:
        sources = (*archive.sources(collection), *archive.removed(collection))
        digests: dict[str, int] = {}
        for source in sources:
            numbers = [version.number for version in source.versions]
            assert numbers == sorted(set(numbers), reverse=True)
            assert [version.stamp for version in source.versions] == sorted(
                {version.stamp for version in source.versions}, reverse=True
            )
            assert states(source).count(State.CURRENT) <= 1
            assert states(source).count(State.PENDING) <= 1
            for version in source.versions:
                original = archive.data(collection, source.name, version.number)
                assert hashlib.blake2b(original, digest_size=16).hexdigest() == version.digest
                assert len(original) == version.size
                assert bool(version.ended_at) == (version.state not in (State.CURRENT, State.PENDING))
                assert bool(version.reason) == (version.state is State.FAILED)
                digests[version.digest] = version.size
        assert archive.size(collection) == sum(digests.values())
        names = [source.name.casefold() for source in sources]
        assert len(set(names)) == len(names)
    with archive._database.reading() as session:
        mixed = session.execute(
            "SELECT count(*) FROM versions JOIN sources ON sources.id = versions.source "
            "JOIN originals ON originals.id = versions.original WHERE originals.collection <> sources.collection"
        )
        assert mixed.fetchone() == (0,)
    if (data / "sources.db").exists():
        with closing(sqlite3.connect(data / "sources.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
