"""Servers' sources through the library's door, with the real model."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.archive import Details, Incoming, JobState, Kind
from index.embedding import bundled_model
from index.errors import (
    CollectionFull,
    DetailsError,
    IndexNotReady,
    NoDocuments,
    TooManyPassages,
    UnknownJob,
    UnknownPassage,
    UnknownSource,
)
from index.library import Library, LibraryOptions
from index.limits import ReadLimits, ServerLimits
from index.model import Report
from tests.data_folders import data_folder

HERE, ELSEWHERE = "1001", "1002"
BOTH = (HERE, "shared")
QUESTION = "Who mended the clock of Vessen?"
CLOCK = b"# The clock of Vessen\n\nThe clock of Vessen stood still for a year. The smith Olga Rehn mended it in 1788.\n"
LATER = CLOCK.replace(b"Olga Rehn", b"Tomas Aker")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "shared").mkdir()
    (folder / "shared" / "mill.md").write_text("# The mill\n\nThe mill of Vessen burned down in the spring of 1801.\n")
    options = LibraryOptions(
        data_folder(folder / "data"),
        (folder / "shared",),
        limits=ReadLimits(file_bytes=10_000),
        server=ServerLimits(30_000, 200),
    )
    with closing(Library.open(options)) as library:
        library.reindex()
        yield library


@pytest.fixture(autouse=True)
def empty(library: Library) -> Iterator[None]:
    """Each test begins with two empty collections."""
    yield
    for name in (HERE, ELSEWHERE):
        for record in library.collection(name).sources():
            library.collection(name).remove(record.name, "ada")


def work(library: Library, number: int) -> Report:
    """Do a job to its end."""
    with closing(library.working(number)) as steps:
        for _ in steps:
            pass
    job = library.archive.job(number)
    assert job.state is JobState.DONE
    return job.report


def give(library: Library, name: str, data: bytes, collection: str = HERE, details: Details | None = None) -> Report:
    files = [Incoming(name, data, details or Details())]
    _, job = library.collection(collection).add(files, "ada")
    assert job
    return work(library, job.number)


def first(library: Library, *collections: str) -> str:
    """The best passage that answers, or nothing."""
    try:
        answer = library.ask(QUESTION, 3, collections)
    except NoDocuments:
        return ""
    return answer.hits[0].passage.text if answer.answered else ""


def test_a_source_is_added_replaced_removed_and_restored(library: Library) -> None:
    assert first(library, HERE) == ""
    assert give(library, "clock.md", CLOCK).added == ("clock.md",)
    assert "Olga Rehn" in first(library, *BOTH)
    assert give(library, "clock.md", LATER).changed == ("clock.md",)
    assert "Tomas Aker" in first(library, *BOTH)
    here = library.collection(HERE)
    here.remove("clock.md", "ada")
    assert first(library, *BOTH) == ""
    work(library, here.restore("clock.md", None, "ada").number)
    assert "Tomas Aker" in first(library, HERE)
    work(library, here.restore("clock.md", 1, "ada").number)
    assert "Olga Rehn" in first(library, HERE)


def test_what_is_not_committed_yet_is_not_answered_from(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    _, job = library.collection(HERE).add([Incoming("clock.md", LATER)], "ada")
    assert job
    assert "Olga Rehn" in first(library, HERE)
    with closing(library.working(job.number)) as steps:
        for _ in steps:
            assert "Olga Rehn" in first(library, HERE)
    assert "Tomas Aker" in first(library, HERE)


def test_first_sources_that_wait_to_be_shown_are_not_said_to_be_none(library: Library) -> None:
    with pytest.raises(NoDocuments):
        library.ask(QUESTION, 3, (HERE,))
    _, job = library.collection(HERE).add([Incoming("clock.md", CLOCK)], "ada")
    assert job
    with closing(library.working(job.number)) as steps:
        for _ in steps:
            with pytest.raises(IndexNotReady):
                library.ask(QUESTION, 3, (HERE,))
            with pytest.raises(IndexNotReady):
                library.timeline(QUESTION, (HERE,))
            assert first(library, *BOTH) == ""
    assert "Olga Rehn" in first(library, HERE)
    library.collection(HERE).remove("clock.md", "ada")
    with pytest.raises(NoDocuments):
        library.ask(QUESTION, 3, (HERE,))


def test_one_server_sees_nothing_of_another(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    give(library, "clock.md", LATER, ELSEWHERE)
    assert "Olga Rehn" in first(library, HERE)
    assert "Tomas Aker" in first(library, ELSEWHERE)
    assert first(library, "shared") == ""
    (here,) = library.ask(QUESTION, 1, (HERE,)).hits
    with pytest.raises(UnknownPassage):
        library.passage(here.passage.id, (ELSEWHERE, "shared"))
    assert library.neighbours(here.passage, collections=(ELSEWHERE,)) == ()
    assert [holding.document.path for holding in library.documents((ELSEWHERE,))] == ["clock.md"]
    _, job = library.collection(HERE).add([Incoming("bell.md", b"The bell of Vessen is of bronze.")], "ada")
    assert job
    with pytest.raises(UnknownJob):
        library.collection(ELSEWHERE).cancel(job.number, "eve")
    library.collection(ELSEWHERE).remove("clock.md", "eve")
    assert "Olga Rehn" in first(library, HERE)


def test_a_file_that_cannot_be_read_leaves_what_was_there(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    ((failed,)) = give(library, "clock.md", b"---\ntitle: [\n---\nText.").failed
    assert failed.path == "clock.md"
    assert failed.reason.startswith("has a broken front matter")
    assert "earlier version stays" in failed.reason
    assert "Olga Rehn" in first(library, HERE)
    record = library.collection(HERE).record("clock.md")
    assert [version.state for version in record.source.versions[:2]] == ["failed", "current"]
    assert not record.failure
    assert give(library, "new.md", b"\x00\x01\x02").failed[0].path == "new.md"
    assert [record.name for record in library.collection(HERE).sources()] == ["clock.md"]


def test_a_job_that_was_stopped_goes_on_where_it_was(library: Library) -> None:
    files = [
        Incoming(f"{n}.md", f"The house number {n} of Vessen was built by a man named Number {n}.".encode())
        for n in range(90)
    ]
    _, job = library.collection(HERE).add(files, "ada")
    assert job
    with closing(library.working(job.number)) as steps:
        while library.archive.job(job.number).done < 60:
            next(steps)
    stopped = library.archive.job(job.number)
    assert (stopped.state, 60 <= stopped.done < 90) == (JobState.RUNNING, True)
    report = work(library, job.number)
    assert len(report.added) == len(set(report.added)) == 90
    assert (report.changed, report.unchanged, report.failed) == ((), 0, ())
    assert len(library.documents((HERE,))) == 90


def test_a_job_that_is_cancelled_takes_back_what_it_has_not_done(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    here = library.collection(HERE)
    _, job = here.add([Incoming("clock.md", LATER), Incoming("bell.md", b"The bell of Vessen is of bronze.")], "ada")
    assert job
    assert here.cancel(job.number, "ada").state is JobState.CANCELLED
    assert [record.name for record in here.sources()] == ["clock.md"]
    assert "Olga Rehn" in first(library, HERE)


def test_details_stand_over_what_the_file_says(library: Library) -> None:
    give(
        library,
        "clock.md",
        CLOCK,
        details=Details("A clock", "Rehn, Olga; Town of Vessen", "May 1788", "https://vessen.example/clock"),
    )
    (hit,) = library.ask(QUESTION, 1, (HERE,)).hits
    document = hit.passage.document
    assert (document.title, document.date, document.url) == ("A clock", "1788-05", "https://vessen.example/clock")
    assert library.cite(hit.passage).startswith("Rehn, Olga, and Town of Vessen. “A Clock.”")
    here = library.collection(HERE)
    work(library, here.edit("clock.md", Details(date="1789"), "bob").number)
    (hit,) = library.ask(QUESTION, 1, (HERE,)).hits
    assert (hit.passage.document.title, hit.passage.document.date) == ("The clock of Vessen", "1789")
    for wrong in (Details(date="soon"), Details(url="clock"), Details(title="x" * 301)):
        with pytest.raises(DetailsError):
            here.edit("clock.md", wrong, "bob")


def test_the_same_bytes_are_recognised_and_more_than_is_allowed_is_refused(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    here = library.collection(HERE)
    (receipt,), job = here.add([Incoming("other name.md", CLOCK)], "ada")
    assert (receipt.kind, receipt.name, job) == (Kind.SAME, "clock.md", None)
    with pytest.raises(CollectionFull, match="30 kB more do not fit"):
        here.add([Incoming("large.md", b"x" * 30_001)], "ada")


def test_with_as_many_passages_as_a_server_may_have_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    options = LibraryOptions(data_folder(tmp_path / "data"), (tmp_path / "none",), server=ServerLimits(passages=1))
    with closing(Library.open(options)) as library:
        give(library, "clock.md", CLOCK)
        with pytest.raises(TooManyPassages, match="make 1 passages, and 1 are what a server may have"):
            library.collection(HERE).add([Incoming("bell.md", b"The bell of Vessen is of bronze.")], "ada")


def test_a_whole_library_goes_through_a_zip(library: Library) -> None:
    give(library, "clock.md", CLOCK, details=Details(title="A clock"))
    (part,) = library.collection(HERE).export(1_000_000)
    _, job = library.collection(ELSEWHERE).import_(part.data, "eve")
    assert job
    work(library, job.number)
    assert "Olga Rehn" in first(library, ELSEWHERE)
    assert library.ask(QUESTION, 1, (ELSEWHERE,)).hits[0].passage.document.title == "A clock"


def test_reindexing_reads_again_and_says_what_it_will_do(library: Library) -> None:
    give(library, "clock.md", CLOCK)
    here = library.collection(HERE)
    plan = here.plan()
    assert (plan.sources, plan.documents, plan.passages, plan.bytes) == (1, 1, 1, len(CLOCK))
    assert work(library, here.reindex(None, "ada").number).unchanged == 1
    with pytest.raises(UnknownSource):
        here.reindex(["bell.md"], "ada")
    assert [entry.action for entry in here.entries()[0]][:3] == ["done", "reindex", "done"]


def test_another_model_reads_servers_sources_again_and_then_answers(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    options = LibraryOptions(tmp_path / "data", (tmp_path / "none",))
    with closing(Library.open(options)) as library:
        give(library, "clock.md", CLOCK)
        give(library, "clock.md", CLOCK, ELSEWHERE)
        library.collection(ELSEWHERE).remove("clock.md", "ada")
    with closing(Library.open(replace(options, model=str(bundled_model())))) as library:
        with pytest.raises(IndexNotReady):
            library.ask(QUESTION, 1, (HERE,))
        with pytest.raises(NoDocuments):  # a server that has nothing has nothing to wait for
            library.ask(QUESTION, 1, (ELSEWHERE,))
        assert library.not_current() == (HERE,)
        work(library, library.archive.reindex(HERE, None, by="", action="renew").number)
        assert library.not_current() == ()
        assert "Olga Rehn" in first(library, HERE)


def test_a_file_of_too_many_passages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    limits = ReadLimits(passages=10)
    with closing(
        Library.open(LibraryOptions(data_folder(tmp_path / "data"), (tmp_path / "none",), limits=limits))
    ) as library:
        sections = "\n\n".join(f"# House {n}\n\nHouse {n} is of brick." for n in range(11))
        (failure,) = give(library, "houses.md", sections.encode()).failed
        assert failure.reason.startswith("makes 11 passages, over the limit of 10; split it")


def test_the_journal_of_the_index_does_not_grow_without_end(
    library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = next(tmp_path_factory.getbasetemp().glob("library*/data"))
    for n in range(30):
        give(library, f"{n}.md", f"The house number {n} of Vessen was built by a man named Number {n}.".encode())
        first(library, *BOTH)
    assert (data / "clio.db-wal").stat().st_size < 1_000_000


def test_a_plan_counts_the_file_that_will_be_read_also_one_that_failed(library: Library) -> None:
    here = library.collection(HERE)
    give(library, "clock.md", CLOCK)
    assert give(library, "clock.md", b"\x00" * 40).failed
    assert here.plan().bytes == len(CLOCK)
    assert here.plan(["clock.md"]).bytes == 40
    job = here.retry(["clock.md"], "ada")
    assert job
    assert here.retry(["clock.md"], "ada") is None
    assert work(library, job.number).failed
    here.remove("clock.md", "ada")
    assert (here.sources(), here.retry(["clock.md"], "ada")) == ((), None)


def test_what_never_could_be_read_can_be_removed(library: Library) -> None:
    assert give(library, "scan.md", b"\x00" * 41).failed
    here = library.collection(HERE)
    assert "scan.md" in [source.name for source in here.removed() if source.failed]
    here.remove("scan.md", "ada")
    assert "scan.md" not in [source.name for source in here.removed() if source.failed]
