from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from index.archive import Archive, Details, Incoming, JobState, Kind, Receipt, State
from index.errors import CollectionFull, NotRestorable, UnknownSource, UnknownVersion
from tests.index.archive.conftest import check, give, states, titled, work


def test_a_file_that_is_added_waits_and_then_stands(archive: Archive, tmp_path: Path) -> None:
    receipts, job = archive.add("1", [Incoming("war.md", b"war", titled("The war"))], "ada", "channel 5")
    assert receipts == (Receipt("war.md", "war.md", Kind.NEW),)
    assert job is not None
    assert (job.action, job.by, job.place, job.state, job.total, job.done) == (
        "add", "ada", "channel 5", JobState.QUEUED, 1, 0,
    )  # fmt: skip
    (source,) = archive.sources("1")
    assert (source.pending, source.current) == (source.versions[0], None)
    work(archive, job)
    (source,) = archive.sources("1")
    assert source.current == source.versions[0]
    assert source.current.details == titled("The war")
    assert (source.current.by, source.current.number, source.current.size) == ("ada", 1, 3)
    assert archive.data("1", "WAR.MD", 1) == b"war"
    check(archive, tmp_path / "data", "1")


def test_the_same_bytes_are_recognised_under_any_name(archive: Archive) -> None:
    give(archive, ("war.md", b"war"))
    receipts, job = archive.add("1", [Incoming("copy.md", b"war"), Incoming("War.md", b"war")], "ada")
    assert receipts == (Receipt("copy.md", "war.md", Kind.SAME), Receipt("War.md", "war.md", Kind.SAME))
    assert job is None
    assert len(archive.source("1", "war.md").versions) == 1


def test_the_same_bytes_with_other_details_are_an_edit_under_the_same_name_only(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    (receipt,), job = archive.add("1", [Incoming("copy.md", b"war", titled("The war"))], "ada")
    assert (receipt.kind, job) == (Kind.SAME, None)
    (receipt,), job = archive.add("1", [Incoming("war.md", b"war", titled("The war"))], "ada")
    assert receipt.kind is Kind.REPLACES
    work(archive, job)
    assert [version.details.title for version in archive.source("1", "war.md").versions] == ["The war", ""]
    assert archive.size("1") == 3
    assert archive.entries("1")[0][1].action == "edit"
    (receipt,), job = archive.add("1", [Incoming("war.md", b"war", titled("The war"))], "ada")
    assert (receipt.kind, job) == (Kind.SAME, None)


def test_a_newer_version_replaces_once_it_is_indexed(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    receipts, job = archive.add("1", [Incoming("WAR.md", b"peace")], "bob")
    assert receipts == (Receipt("WAR.md", "war.md", Kind.REPLACES),)
    assert states(archive.source("1", "war.md")) == [State.PENDING, State.CURRENT]
    assert archive.entries("1")[0][0].action == "replace"
    work(archive, job)
    assert states(archive.source("1", "war.md")) == [State.CURRENT, State.REPLACED]
    assert archive.size("1") == 8
    check(archive, tmp_path / "data", "1")


def test_a_newer_version_without_details_keeps_what_was_said_of_the_document(archive: Archive) -> None:
    said = Details("The war", "Ada Byron", "1991", "https://example.org/war")
    archive.add("1", [Incoming("war.md", b"war", said)], "ada")
    give(archive, ("war.md", b"peace"))
    assert archive.wanted("1")[0].version.details == said
    archive.add("1", [Incoming("war.md", b"truce", titled("Truce"))], "ada")
    assert archive.wanted("1")[0].version.details == titled("Truce")


def test_a_newer_version_takes_the_place_of_one_that_still_waits(archive: Archive) -> None:
    give(archive, ("war.md", b"war"))
    give(archive, ("war.md", b"peace"))
    assert states(archive.source("1", "war.md")) == [State.PENDING, State.REPLACED]


def test_the_bytes_of_a_version_that_is_about_to_be_replaced_can_be_given_again(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    give(archive, ("war.md", b"peace"))
    (receipt,), job = archive.add("1", [Incoming("war.md", b"war")], "ada")
    assert receipt.kind is Kind.REPLACES
    work(archive, job)
    assert archive.wanted("1")[0].version.number == 3


def test_two_files_of_one_name_given_at_once_become_two_sources(archive: Archive) -> None:
    work(archive, give(archive, ("scan.pdf", b"0")))
    given = [Incoming("scan.pdf", b"1"), Incoming("SCAN.pdf", b"2"), Incoming("scan.pdf", b"1")]
    receipts, _ = archive.add("1", given, "ada")
    assert [(receipt.name, receipt.kind) for receipt in receipts] == [
        ("scan.pdf", Kind.REPLACES),
        ("SCAN (2).pdf", Kind.NEW),
        ("scan.pdf", Kind.SAME),
    ]


def test_edited_details_wait_to_be_indexed_and_the_bytes_stay_one(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    job = archive.edit("1", "War.md", Details(" The\nwar "), "bob")
    assert archive.wanted("1")[0].version.details == titled("The war")
    assert archive.source("1", "war.md").current != archive.wanted("1")[0].version
    work(archive, job)
    assert archive.size("1") == 3
    assert [(entry.by, entry.action, entry.subject) for entry in archive.entries("1")[0]] == [
        ("", "done", ""), ("bob", "edit", "war.md"), ("", "done", ""), ("ada", "add", "war.md"),
    ]  # fmt: skip


def test_what_is_removed_is_out_at_once_and_can_come_back(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    give(archive, ("war.md", b"peace"))
    source = archive.remove("1", "war.md", "bob")
    assert states(source) == [State.REMOVED, State.REMOVED]
    assert (archive.sources("1"), archive.wanted("1")) == ((), ())
    assert archive.removed("1") == (source,)
    with pytest.raises(UnknownSource):
        archive.remove("1", "war.md", "bob")
    with pytest.raises(UnknownSource):
        archive.reindex("1", ["war.md"], "bob")
    with pytest.raises(UnknownSource):
        archive.edit("1", "war.md", titled("War"), "bob")
    assert archive.data("1", "war.md", 2) == b"peace"
    job = archive.restore("1", "war.md", None, "bob")
    assert archive.data("1", "war.md", archive.wanted("1")[0].version.number) == b"peace"
    work(archive, job)
    assert archive.removed("1") == ()
    assert archive.source("1", "war.md").current == archive.source("1", "war.md").versions[0]


def test_a_version_that_was_replaced_can_come_back(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    work(archive, give(archive, ("war.md", b"peace")))
    work(archive, archive.restore("1", "war.md", 1, "bob"))
    source = archive.source("1", "war.md")
    assert (states(source), source.versions[0].number) == ([State.CURRENT, State.REPLACED, State.REPLACED], 3)
    assert archive.data("1", "war.md", 3) == b"war"
    work(archive, archive.restore("1", "war.md", None, "bob"))
    assert archive.data("1", "war.md", 4) == b"peace"


def test_what_was_answered_from_last_is_what_comes_back(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    give(archive, ("war.md", b"draft"))
    job = give(archive, ("war.md", b"peace"))  # the draft is replaced before it ever stood
    work(archive, job)
    archive.restore("1", "war.md", None, "bob")
    assert archive.data("1", "war.md", archive.wanted("1")[0].version.number) == b"war"


def test_what_cannot_be_restored_is_told(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    with pytest.raises(NotRestorable, match="has no earlier version"):
        archive.restore("1", "war.md", None, "bob")
    with pytest.raises(NotRestorable, match="stands at version 1 already"):
        archive.restore("1", "war.md", 1, "bob")
    with pytest.raises(UnknownVersion, match="no version 2 any more"):
        archive.restore("1", "war.md", 2, "bob")
    with pytest.raises(UnknownSource, match=r"no source named 'peace\.md'"):
        archive.restore("1", "peace.md", None, "bob")
    assert archive.jobs("1") == ()
    assert archive.entries("1")[1] == 2


def test_a_failed_version_leaves_the_current_one_and_can_be_tried_again(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("war.md", b"war"), ("law.md", b"law")), failing=("law.md",))
    work(archive, give(archive, ("war.md", b"\xff")), failing=("war.md",))
    war, law = archive.source("1", "war.md"), archive.source("1", "law.md")
    assert states(war) == [State.FAILED, State.CURRENT]
    assert (war.versions[0].reason, war.versions[0].ended_at != "") == ("is not text", True)
    assert archive.removed("1") == (law,)
    assert [wanted.version.number for wanted in archive.wanted("1")] == [1]
    check(archive, tmp_path / "data", "1")
    job = archive.reindex("1", None, "bob", action="retry")
    assert (job.action, job.total) == ("retry", 2)
    assert states(archive.source("1", "war.md")) == [State.PENDING, State.CURRENT]
    work(archive, job)
    assert states(archive.source("1", "war.md")) == [State.CURRENT, State.REPLACED]
    assert states(archive.source("1", "law.md")) == [State.CURRENT]
    assert archive.reindex("1", None, "bob", action="retry").total == 0


def test_what_never_could_be_read_can_be_removed_and_brought_back(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("scan.pdf", b"scan")), failing=("scan.pdf",))
    assert states(archive.remove("1", "scan.pdf", "bob")) == [State.REMOVED]
    assert archive.reindex("1", None, "bob", action="retry").total == 0
    with pytest.raises(UnknownSource):
        archive.remove("1", "scan.pdf", "bob")
    check(archive, tmp_path / "data", "1")
    work(archive, archive.restore("1", "scan.pdf", None, "bob"))
    assert states(archive.source("1", "scan.pdf")) == [State.CURRENT, State.REMOVED]


def test_a_removal_ends_what_failed_last_too_and_what_stood_comes_back(archive: Archive, tmp_path: Path) -> None:
    work(archive, give(archive, ("war.md", b"war")))
    work(archive, give(archive, ("war.md", b"\xff")), failing=("war.md",))
    assert states(archive.remove("1", "war.md", "bob")) == [State.REMOVED, State.REMOVED]
    assert archive.retry("1", ["war.md"], "bob") is None
    with pytest.raises(UnknownSource):
        archive.reindex("1", ["war.md"], "bob", action="retry")
    check(archive, tmp_path / "data", "1")
    archive.restore("1", "war.md", None, "bob")
    assert archive.data("1", "war.md", archive.wanted("1")[0].version.number) == b"war"


def test_of_what_failed_only_what_still_does_is_tried_again_and_once(archive: Archive) -> None:
    names = ("a.md", "b.md", "c.md", "d.md")
    work(archive, give(archive, *((name, name.encode()) for name in names)), failing=names)
    archive.remove("1", "a.md", "bob")
    work(archive, give(archive, ("b.md", b"good")))
    job = archive.retry("1", (*names, "none.md"), "bob", "there")
    assert job is not None
    assert (job.action, job.place, archive.begin(job.number, ())) == ("retry", "there", ("c.md", "d.md"))
    logged = [(entry.action, entry.subject, entry.detail) for entry in archive.entries("1", 0, 2)[0]]
    assert logged == [("reindex", name, "what had failed") for name in ("d.md", "c.md")]
    before = archive.jobs("1"), archive.entries("1")
    assert archive.retry("1", names, "bob") is None
    assert (archive.jobs("1"), archive.entries("1")) == before
    archive.finish(job.number, JobState.FAILED, "the disk is full")
    again = archive.retry("1", ["c.md"], "bob")
    assert again is not None
    work(archive, again)
    assert states(archive.source("1", "c.md")) == [State.CURRENT]


def test_a_current_version_that_cannot_be_read_any_more_is_tried_again(archive: Archive) -> None:
    work(archive, give(archive, ("a.md", b"a"), ("b.md", b"b")))
    give(archive, ("b.md", b"newer"))
    job = archive.retry("1", ["a.md", "b.md"], "bob", unreadable={"a.md", "b.md"})
    assert job is not None
    assert archive.begin(job.number, ()) == ("a.md",)


def test_one_failed_source_is_tried_again_by_its_name(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war"), ("law.md", b"law")), failing=("law.md", "war.md"))
    archive.reindex("1", ["law.md"], "bob")
    assert [wanted.name for wanted in archive.wanted("1")] == ["law.md"]


def test_a_version_that_failed_before_a_later_one_stands_is_not_tried_again(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"\xff")), failing=("war.md",))
    work(archive, give(archive, ("war.md", b"war")))
    assert archive.reindex("1", None, "bob", action="retry").total == 0
    work(archive, archive.reindex("1", ["war.md"], "bob"))
    assert states(archive.source("1", "war.md")) == [State.CURRENT, State.FAILED]


def test_all_that_stands_is_reindexed_without_new_versions(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"war"), ("law.md", b"law"), ("out.md", b"out")))
    archive.remove("1", "out.md", "ada")
    before = archive.sources("1")
    job = archive.reindex("1", None, "bob", "there")
    assert archive.begin(job.number, ()) == ("law.md", "war.md")
    assert archive.sources("1") == before
    assert archive.reindex("2", None, "bob").total == 0


def test_only_what_still_waits_is_settled(archive: Archive) -> None:
    give(archive, ("war.md", b"war"))
    old = archive.wanted("1")[0].version.stamp
    give(archive, ("war.md", b"peace"))
    new = archive.wanted("1")[0].version.stamp
    assert new > old
    assert (archive.is_wanted("1", "war.md", old), archive.is_wanted("1", "WAR.md", new)) == (False, True)
    assert not archive.settle("1", "war.md", old, "")
    assert not archive.settle("2", "war.md", new, "")
    assert archive.settle("1", "war.md", new, "")
    assert not archive.settle("1", "war.md", new, "is not text")
    assert archive.is_wanted("1", "war.md", new)
    archive.remove("1", "war.md", "ada")
    assert not archive.is_wanted("1", "war.md", new)


def test_names_are_sane_and_odd_ones_are_merely_unknown(archive: Archive) -> None:
    receipts, _ = archive.add("1", [Incoming("../a\x00b.md", b"1"), Incoming("..", b"2")], "ada")
    assert [(receipt.given, receipt.name) for receipt in receipts] == [("../a\x00b.md", "a b.md"), ("..", "source")]
    for name in ("", "\ud800", "%", "' OR 1=1 --", "a" * 10_000):
        with pytest.raises(UnknownSource):
            archive.source("1", name)
    for number in (0, -1, 2**63, 10**30):
        with pytest.raises(UnknownVersion):
            archive.data("1", "source", number)


def test_what_is_said_of_a_source_may_be_any_text(archive: Archive) -> None:
    archive.add("1", [Incoming("a\ud800.md", b"1", Details("a\ud800b", "\x00", "\u202e1991", "x" * 5000))], "ada")
    details = archive.sources("1")[0].versions[0].details
    assert (details.title, details.author, details.date, len(details.url)) == ("a b", "", "1991", 1000)
    archive.log("1", "bob", "refused", "\ud800", "two\nlines")
    assert archive.entries("1")[0][0].detail == "two lines"


def test_an_act_that_fails_leaves_nothing_behind(archive: Archive) -> None:
    with pytest.raises(UnknownSource):
        archive.reindex("1", ["none.md"], "bob")
    with pytest.raises(TypeError):
        archive.add("1", [Incoming("a.md", b"1"), Incoming("b.md", None)], "bob")  # type: ignore[arg-type]
    assert (archive.sources("1"), archive.jobs("1"), archive.entries("1")) == ((), (), ((), 0))


def test_the_log_is_paged_newest_first(archive: Archive) -> None:
    for number in range(30):
        archive.log("1", "bob", "settings", "", f"change {number}")
    archive.log("2", "eve", "settings")
    entries, count = archive.entries("1", 25, 10)
    assert ([entry.detail for entry in entries], count) == ([f"change {number}" for number in (4, 3, 2, 1, 0)], 30)
    assert archive.entries("1", -3, -1) == archive.entries("1", 10**30) == ((), 30)


def test_adding_nothing_does_nothing(archive: Archive) -> None:
    assert archive.add("1", [], "ada") == ((), None)


def test_no_more_is_taken_in_than_is_allowed_all_of_it_or_nothing(archive: Archive, tmp_path: Path) -> None:
    give(archive, ("war.md", b"x" * 6_000))
    files = [Incoming("law.md", b"l" * 3_000), Incoming("peace.md", b"p" * 1_001)]
    with pytest.raises(CollectionFull, match="take 6 kB of 10 kB; 4 kB more do not fit") as told:
        archive.add("1", files, "ada", allowance=10_000)
    assert (told.value.size, told.value.more, told.value.allowance) == (6_000, 4_001, 10_000)
    assert [source.name for source in archive.sources("1")] == ["war.md"]
    assert archive.size("1") == 6_000
    archive.add("1", files, "ada", allowance=10_001)
    check(archive, tmp_path / "data", "1")


def test_bytes_that_are_there_already_take_no_room(archive: Archive) -> None:
    work(archive, give(archive, ("war.md", b"x" * 6_000)))
    work(archive, give(archive, ("war.md", b"y" * 3_000)))
    files = [
        Incoming("war.md", b"y" * 3_000, titled("The war")),  # an edit
        Incoming("old war.md", b"x" * 6_000),  # the bytes of an earlier version
        Incoming("law.md", b"l" * 1_000),
        Incoming("same law.md", b"l" * 1_000),
    ]
    receipts, _ = archive.add("1", files, "ada", allowance=10_000)
    assert [receipt.kind for receipt in receipts] == [Kind.REPLACES, Kind.NEW, Kind.NEW, Kind.SAME]
    archive.add("1", files[:1], "ada", allowance=5_000)  # lowered since: what is there stays, and may be changed
    with pytest.raises(CollectionFull):
        archive.add("1", [Incoming("other.md", b"1")], "ada", allowance=5_000)


def test_what_two_give_at_once_does_not_exceed_what_is_allowed(archive: Archive) -> None:
    def add(number: int) -> None:
        with suppress(CollectionFull):
            archive.add("1", [Incoming(f"{number}.md", b"%d" % number * 1_000)], "ada", allowance=3_500)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(8)))
    assert archive.size("1") == 3_000
