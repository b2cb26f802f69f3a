"""What happens in one collection is not to be seen in another.

Two collections share one archive, and each has a twin: an archive of its own, in which the same is done and
nothing else. Whatever is seen through the shared archive must be what the twin shows.
"""

import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from index.archive import Archive, Dealt, Details, Incoming, Job, JobState, Outcome, Source
from index.errors import ClioError
from index.postgres.server import Server
from tests.index.archive.conftest import check
from tests.postgres import schema

COLLECTIONS = ("101", "102")
NAMES = ("war.md", "WAR.md", "law.md", "a/peace.md")

collections = st.sampled_from(COLLECTIONS)
names = st.sampled_from(NAMES)
details = st.sampled_from((Details(), Details("War"), Details("Law", "Ada", "1991", "https://example.org")))
contents = st.sampled_from((b"", b"1", b"22", b"333"))
files = st.lists(st.builds(Incoming, names, contents, details), max_size=3)
reasons = st.sampled_from(("", "is not text"))
which = st.integers(0, 30)


def facts(source: Source) -> object:
    """All of a source but what counts through the whole archive, and the times."""
    return source.name, [
        (version.number, version.state, version.digest, version.size, version.details, version.by, version.reason)
        for version in source.versions
    ]


def job_facts(job: Job) -> object:
    return job.action, job.by, job.state, job.total, job.done, job.report, job.trouble


@dataclass
class _View:
    """A collection as one archive shows it; `jobs` are the numbers of its jobs, in their order."""

    archive: Archive
    collection: str
    jobs: list[int] = field(default_factory=list)

    def seen(self) -> object:
        archive, mine = self.archive, self.collection
        entries, count = archive.entries(mine, 0, 1000)
        return (
            [facts(source) for source in archive.sources(mine)],
            [facts(source) for source in archive.removed(mine)],
            [(wanted.name, wanted.version.number) for wanted in archive.wanted(mine)],
            [job_facts(archive.job(number, mine)) for number in self.jobs],
            [self.jobs.index(job.number) for job in archive.jobs(mine)],
            [self.jobs.index(job.number) for job in archive.jobs(mine, over=True)],
            [(entry.by, entry.action, entry.subject, entry.detail) for entry in entries],
            count,
            archive.size(mine),
        )

    def outcome(self, act: Callable[["_View"], object]) -> object:
        """Do something, and tell what came of it."""
        try:
            came = act(self)
        except ClioError as error:
            return type(error), re.sub(r"job \d+", "job", str(error))
        if isinstance(came, tuple) and came and isinstance(came[-1], Job):
            came = (*came[:-1], self._note(came[-1]))
        return self._note(came) if isinstance(came, Job) else facts(came) if isinstance(came, Source) else came

    def _note(self, job: Job) -> object:
        if job.number not in self.jobs:
            self.jobs.append(job.number)
        return job_facts(job)

    def number(self, index: int) -> int:
        """Name a job by its place in the collection; beyond these, none."""
        return self.jobs[index % len(self.jobs)] if self.jobs else 0

    def stamp(self, name: str, index: int) -> int:
        """Name a version by its place in its source, in which the first is likely."""
        try:
            versions = self.archive.source(self.collection, name).versions
        except ClioError:
            return 0
        return versions[max(0, index - 20) % len(versions)].stamp


class _TwoCollections(RuleBasedStateMachine):
    def __init__(self, database: str = "") -> None:
        """Keep the archives in files, or each in a schema of a database of PostgreSQL, where one is named."""
        super().__init__()
        self.database = database
        self.servers: dict[str, Server] = {}
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        shared = self.open("shared")
        self.views = {name: (_View(shared, name), _View(self.open(name), name)) for name in COLLECTIONS}

    def open(self, folder: str, keep_days: float = 30) -> Archive:
        if self.database and folder not in self.servers:
            url = self.stack.enter_context(schema(self.database))
            self.servers[folder] = self.stack.enter_context(Server(url))
        archive = Archive(self.folder / folder, keep_days, self.servers.get(folder))
        return self.stack.enter_context(closing(archive))

    def teardown(self) -> None:
        self.stack.close()

    def do(self, collection: str, act: Callable[[_View], object]) -> None:
        shared, twin = self.views[collection]
        assert shared.outcome(act) == twin.outcome(act)

    @rule(collection=collections, files=files)
    def add(self, collection: str, files: list[Incoming]) -> None:
        self.do(collection, lambda view: view.archive.add(collection, files, "ada"))

    @rule(collection=collections, name=names, details=details)
    def edit(self, collection: str, name: str, details: Details) -> None:
        self.do(collection, lambda view: view.archive.edit(collection, name, details, "bob"))

    @rule(collection=collections, name=names)
    def remove(self, collection: str, name: str) -> None:
        self.do(collection, lambda view: view.archive.remove(collection, name, "bob"))

    @rule(collection=collections, name=names, number=st.none() | st.integers(0, 4))
    def restore(self, collection: str, name: str, number: int | None) -> None:
        self.do(collection, lambda view: view.archive.restore(collection, name, number, "bob"))

    @rule(
        collection=collections,
        names=st.none() | st.lists(names, max_size=2),
        action=st.sampled_from(("reindex", "retry")),
    )
    def reindex(self, collection: str, names: list[str] | None, action: str) -> None:
        self.do(collection, lambda view: view.archive.reindex(collection, names, "bob", "", action))

    @rule(collection=collections, name=names, index=which, reason=reasons)
    def settle(self, collection: str, name: str, index: int, reason: str) -> None:
        self.do(collection, lambda view: view.archive.settle(collection, name, view.stamp(name, index), reason))

    @rule(collection=collections, index=which)
    def begin(self, collection: str, index: int) -> None:
        self.do(collection, lambda view: view.archive.begin(view.number(index), ()))

    @rule(collection=collections, index=which, name=names, outcome=st.sampled_from(list(Outcome)))
    def note(self, collection: str, index: int, name: str, outcome: Outcome) -> None:
        self.do(
            collection,
            lambda view: view.archive.note_many(
                view.number(index), [Dealt(name, outcome, "is odd", 2, view.stamp(name, index))]
            ),
        )

    @rule(collection=collections, index=which, state=st.sampled_from((JobState.DONE, JobState.FAILED)))
    def finish(self, collection: str, index: int, state: JobState) -> None:
        self.do(collection, lambda view: view.archive.finish(view.number(index), state))

    @rule(collection=collections, index=which)
    def cancel(self, collection: str, index: int) -> None:
        self.do(collection, lambda view: view.archive.cancel(collection, view.number(index), "bob"))

    @rule(collection=collections, index=which)
    def cancel_the_others(self, collection: str, index: int) -> None:
        (other,) = set(COLLECTIONS) - {collection}
        number = self.views[other][0].number(index)
        shared, twin = (
            view.outcome(lambda view: view.archive.cancel(collection, number or 99, "eve"))
            for view in (self.views[collection][0], _View(self.open("empty"), collection))
        )
        assert shared == twin

    @rule(collection=collections, name=names, index=which)
    def settle_the_others(self, collection: str, name: str, index: int) -> None:
        (other,) = set(COLLECTIONS) - {collection}
        shared, _ = self.views[other]
        stamp = shared.stamp(name, index)
        assert not shared.archive.settle(collection, name, stamp, "")
        assert not shared.archive.is_wanted(collection, name, stamp)

    @rule()
    def expire(self) -> None:
        dropped = [self.open(folder, keep_days=-1).expire() for folder in ("shared", *COLLECTIONS)]
        assert dropped[0] == sum(dropped[1:])

    @invariant()
    def each_shows_what_its_twin_shows(self) -> None:
        for shared, twin in self.views.values():
            assert shared.seen() == twin.seen()

    @invariant()
    def nothing_is_as_it_must_never_be(self) -> None:
        check(self.views[COLLECTIONS[0]][0].archive, self.folder / "shared", *COLLECTIONS)


def test_two_collections_in_postgres(_common_database: str) -> None:
    few = settings(max_examples=3, stateful_step_count=20)
    run_state_machine_as_test(lambda: _TwoCollections(_common_database), settings=few)  # type: ignore[arg-type]


TestTwoCollections = _TwoCollections.TestCase
TestTwoCollections.settings = settings(max_examples=30, stateful_step_count=25)
