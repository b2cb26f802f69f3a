from pathlib import Path

import pytest

from index.archive import Archive, Incoming, Job, JobState, Kind, Outcome, Receipt, State
from index.archive.jobs import Dealt, Ticket
from index.errors import NotRestorable, UnknownJob
from index.model import Failure, Report
from tests.index.archive.conftest import OpenArchive, check, give, states, work


def job_of(archive: Archive, *files: tuple[str, bytes], collection: str = "1") -> Job:
    job = give(archive, *files, collection=collection)
    assert job is not None
    return job


def test_a_job_that_was_broken_off_goes_on_with_what_is_left(archive: Archive) -> None:
    number = job_of(archive, ("a.md", b"a"), ("b.md", b"b"), ("c.md", b"c")).number
    assert archive.begin(number, ["b.md", "d.md"]) == ("a.md", "b.md", "c.md", "d.md")
    archive.note(number, "b.md", Outcome.ADDED, passages=2)
    started_at = archive.job(number).started_at
    assert archive.begin(number, ["a.md", "b.md"]) == ("a.md", "c.md", "d.md")
    job = archive.job(number)
    assert (job.state, job.total, job.done, job.started_at) == (JobState.RUNNING, 4, 1, started_at)


def test_the_report_tells_what_became_of_each_file(archive: Archive) -> None:
    number = archive.queue("shared", [], "op", "there", "reindex").number
    archive.begin(number, ["a", "b", "c", "d", "e", "f"])
    archive.note_many(
        number,
        [
            Dealt("a", Outcome.ADDED, passages=4),
            Dealt("b", Outcome.CHANGED, passages=2),
            Dealt("c", Outcome.REMOVED),
            Dealt("d", Outcome.UNCHANGED),
            Dealt("e", Outcome.ADDED, passages=100),
        ],
    )
    archive.note(number, "e", Outcome.FAILED, "is a scan without text")
    archive.note(number, "seen on the way", Outcome.REMOVED)
    job = archive.job(number)
    report = Report(("a",), ("b",), ("c", "seen on the way"), 1, (Failure("e", "is a scan without text"),), 6)
    assert (job.report, job.done, job.total) == (report, 6, 7)
    archive.finish(number, JobState.DONE)
    done = "reindex: 1 added, 1 changed, 2 removed, 1 unchanged, 1 failed, 6 passages"
    assert [(entry.by, entry.action, entry.detail) for entry in archive.entries("shared")[0]] == [
        ("", "done", done), ("op", "reindex", ""),
    ]  # fmt: skip


def test_a_job_that_is_over_stays_as_it_is(archive: Archive) -> None:
    number = job_of(archive, ("a.md", b"a")).number
    job = archive.finish(number, JobState.FAILED, "the disk is full")
    assert (job.state, job.trouble, job.is_over, job.ended_at != "") == (
        JobState.FAILED,
        "the disk is full",
        True,
        True,
    )
    log = archive.entries("1")
    assert log[0][0].detail == "add: nothing was done; the disk is full"
    assert archive.begin(number, ["b.md"]) == ()
    archive.note(number, "a.md", Outcome.ADDED)
    assert archive.finish(number, JobState.DONE) == archive.cancel("1", number, "bob") == job
    assert archive.entries("1") == log


def test_jobs_are_listed_in_turn_and_those_that_are_over_the_other_way_round(archive: Archive) -> None:
    numbers = [job_of(archive, (f"{n}.md", b"%d" % n), collection="12"[n % 2]).number for n in range(60)]
    assert [job.number for job in archive.jobs(None)] == numbers
    assert [job.number for job in archive.jobs("1")] == numbers[::2]
    assert archive.tickets() == tuple(Ticket(job.number, job.collection) for job in archive.jobs(None))
    for number in numbers:
        archive.finish(number, JobState.DONE)
    assert archive.jobs(None) == ()
    assert archive.tickets() == ()
    assert [job.number for job in archive.jobs(None, over=True)] == numbers[:-26:-1]
    assert [job.number for job in archive.jobs("2", over=True)] == numbers[::-2][:25]


def test_a_cancelled_job_takes_back_what_it_has_not_come_to(archive: Archive) -> None:
    work(archive, give(archive, ("a.md", b"1"), ("b.md", b"1b")))
    job = job_of(archive, ("a.md", b"2"), ("b.md", b"2b"), ("c.md", b"2c"))
    archive.begin(job.number, ())
    archive.note_many(
        job.number, [Dealt("b.md", Outcome.CHANGED, "", 3, archive.source("1", "b.md").versions[0].stamp)]
    )
    cancelled = archive.cancel("1", job.number, "bob")
    assert (cancelled.state, cancelled.done, cancelled.total) == (JobState.CANCELLED, 1, 3)
    assert archive.job_state(job.number) is JobState.CANCELLED
    assert states(archive.source("1", "a.md")) == [State.WITHDRAWN, State.CURRENT]
    assert states(archive.source("1", "b.md")) == [State.CURRENT, State.REPLACED]
    assert states(archive.source("1", "c.md")) == [State.WITHDRAWN]
    assert [(entry.by, entry.action, entry.detail) for entry in archive.entries("1")[0][:1]] == [
        ("bob", "cancel", "add: 1 changed, 3 passages")
    ]


def test_what_was_cancelled_comes_back_by_its_number_or_as_the_only_one(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("war.md", b"1")))
    work(archive, give(archive, ("war.md", b"2")))
    job = job_of(archive, ("war.md", b"3"), ("law.md", b"law"))
    archive.cancel("1", job.number, "bob")
    assert [source.name for source in archive.removed("1")] == ["law.md"]
    check(archive, tmp_path / "data", "1")
    archive.restore("1", "war.md", None, "bob")
    assert archive.data("1", "war.md", archive.wanted("1")[0].version.number) == b"1"
    archive.cancel("1", archive.restore("1", "law.md", None, "bob").number, "bob")
    with pytest.raises(NotRestorable, match=r"those that were cancelled .* name version 1 or 2 to bring that one back"):
        archive.restore("1", "law.md", None, "bob")
    archive.restore("1", "law.md", 1, "bob")
    archive.restore("1", "war.md", 3, "bob")
    assert [archive.data("1", wanted.name, wanted.version.number) for wanted in archive.wanted("1")] == [b"law", b"3"]


def test_what_was_cancelled_is_kept_for_its_time_only(open_archive: OpenArchive) -> None:
    archive = open_archive(keep_days=-1)
    archive.cancel("1", job_of(archive, ("war.md", b"war")).number, "bob")
    assert archive.expire() == 1
    assert (archive.removed("1"), archive.size("1")) == ((), 0)


def test_a_cancelled_retry_has_failed_again(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("war.md", b"war"), ("law.md", b"law")))
    work(archive, give(archive, ("war.md", b"\xff"), ("law.md", b"\xfe")), failing=("war.md", "law.md"))
    first = archive.reindex("1", None, "bob", action="retry")
    assert archive.source("1", "war.md").versions[0].reason == ""
    archive.finish(first.number, JobState.FAILED, "the disk is full")
    archive.cancel("1", archive.reindex("1", ["war.md"], "bob", action="retry").number, "bob")
    war = archive.source("1", "war.md")
    assert (states(war), war.versions[0].reason) == ([State.FAILED, State.CURRENT], "is not text")
    check(archive, tmp_path / "data", "1")
    work(archive, archive.reindex("1", None, "bob", action="retry"))
    for name in ("war.md", "law.md"):
        assert states(archive.source("1", name)) == [State.CURRENT, State.REPLACED]
    check(archive, tmp_path / "data", "1")


def test_cancelling_a_job_leaves_alone_what_waits_for_another(archive: Archive) -> None:
    first = job_of(archive, ("a.md", b"1"))
    second = job_of(archive, ("a.md", b"2"))
    everything = archive.reindex("1", None, "bob")
    for job in (first, everything):
        archive.cancel("1", job.number, "bob")
        assert states(archive.source("1", "a.md")) == [State.PENDING, State.REPLACED]
    archive.cancel("1", second.number, "bob")
    assert states(archive.source("1", "a.md")) == [State.WITHDRAWN, State.REPLACED]


def test_what_a_job_left_waiting_is_the_next_ones(archive: Archive) -> None:
    archive.finish(job_of(archive, ("a.md", b"1")).number, JobState.FAILED, "the disk is full")
    job = archive.reindex("1", None, "bob")
    assert job.total == 1
    archive.cancel("1", job.number, "bob")
    assert states(archive.source("1", "a.md")) == [State.WITHDRAWN]


def test_what_a_job_left_waiting_is_tried_again_with_what_failed(archive: Archive) -> None:
    work(archive, give(archive, ("bad.md", b"bad"), ("law.md", b"law")), failing=("bad.md",))
    broken = job_of(archive, ("a.md", b"1"), ("law.md", b"2"))
    queued = job_of(archive, ("b.md", b"3"))
    archive.finish(broken.number, JobState.FAILED, "the disk is full")
    job = archive.reindex("1", None, "bob", action="retry")
    assert archive.begin(job.number, ()) == ("a.md", "bad.md", "law.md")
    archive.cancel("1", broken.number, "bob")
    work(archive, job)
    assert [source.name for source in archive.sources("1") if source.pending] == ["b.md"]
    assert archive.reindex("1", None, "bob", action="retry").total == 0
    work(archive, queued)


def test_a_file_that_a_job_left_waiting_can_be_given_again(archive: Archive) -> None:
    archive.finish(job_of(archive, ("a.md", b"1"), ("b.md", b"2")).number, JobState.FAILED, "the disk is full")
    receipts, job = archive.add("1", [Incoming("A.md", b"1"), Incoming("a.md", b"1")], "bob", "here")
    assert receipts == (Receipt("A.md", "a.md", Kind.SAME), Receipt("a.md", "a.md", Kind.SAME))
    assert job is not None
    assert (job.action, job.total) == ("add", 1)
    assert [(entry.by, entry.action, entry.subject) for entry in archive.entries("1", 0, 1)[0]] == [
        ("bob", "reindex", "a.md")
    ]
    assert archive.add("1", [Incoming("a.md", b"1")], "bob")[1] is None
    work(archive, job)
    assert states(archive.source("1", "a.md")) == [State.CURRENT]
    assert archive.add("1", [Incoming("a.md", b"1")], "bob")[1] is None


def test_files_are_settled_with_what_is_noted_of_them(archive: Archive) -> None:
    job = job_of(archive, ("a.md", b"a"), ("b.md", b"b"), ("c.md", b"c"), ("d.md", b"d"))
    stamps = {wanted.name: wanted.version.stamp for wanted in archive.wanted("1")}
    archive.remove("1", "c.md", "bob")
    give(archive, ("d.md", b"newer"))
    dealt = [
        Dealt("a.md", Outcome.ADDED, "", 2, stamps["a.md"]),
        Dealt("b.md", Outcome.FAILED, "", 0, stamps["b.md"]),
        Dealt("c.md", Outcome.ADDED, "", 2, stamps["c.md"]),
        Dealt("d.md", Outcome.ADDED, "", 2, stamps["d.md"]),
    ]
    assert archive.note_many(job.number, dealt) == ("c.md", "d.md")
    assert archive.note_many(job.number, dealt) == ("c.md", "d.md")
    assert states(archive.source("1", "a.md")) == [State.CURRENT]
    assert states(archive.source("1", "b.md")) == [State.FAILED]
    assert archive.source("1", "b.md").versions[0].reason == "cannot be read"
    assert states(archive.source("1", "c.md")) == [State.REMOVED]
    assert states(archive.source("1", "d.md")) == [State.PENDING, State.REPLACED]


def test_a_job_tells_how_far_it_is_where_it_is_told_to(archive: Archive) -> None:
    number = job_of(archive, ("a.md", b"a")).number
    archive.set_place(number, "channel 9, message 4")
    assert archive.job(number).place == "channel 9, message 4"


@pytest.mark.parametrize("number", [0, -1, 99, 2**63, 10**30])
def test_a_job_that_is_not_there_is_unknown(archive: Archive, number: int) -> None:
    job_of(archive, ("a.md", b"a"))
    for act in (
        lambda: archive.job(number),
        lambda: archive.job_state(number),
        lambda: archive.begin(number, ["a.md"]),
        lambda: archive.note(number, "a.md", Outcome.ADDED),
        lambda: archive.finish(number, JobState.DONE),
        lambda: archive.cancel("1", number, "bob"),
        lambda: archive.set_place(number, "here"),
    ):
        with pytest.raises(UnknownJob):
            act()


def test_the_job_of_another_collection_is_as_unknown_as_none(archive: Archive) -> None:
    number = job_of(archive, ("a.md", b"a")).number
    with pytest.raises(UnknownJob) as error:
        archive.cancel("2", number, "eve")
    assert str(error.value) == str(UnknownJob(number))
    with pytest.raises(UnknownJob):
        archive.job(number, "2")
    assert archive.job(number, "1").state is JobState.QUEUED
    assert archive.entries("2") == ((), 0)
