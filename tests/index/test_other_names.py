"""Names that lists know, searched in a library: whose lists hold where, and what is said of it."""

from pathlib import Path

import pytest

from index.archive import Incoming
from index.library import Library
from index.model import SHARED, Answer, Respelling
from index.names.aliases import parse
from index.search.other_names import renamed
from tests.index.conftest import Desk, OpenLibrary


def searched(answer: Answer) -> list[tuple[str, str, bool]]:
    return [(one.asked, one.searched, one.also) for one in answer.respelt]


def test_the_form_of_the_library_stands_in_place_of_one_that_it_lacks(desk: Desk) -> None:
    desk.write(
        "a.md", "---\ntitle: The town of Hollum\nalso: {Hollum: [Old Holm, Hollheim]}\n---\nHollum lies by the sea."
    )
    desk.write("b.md", "# Another town\n\nThe council of Karsk met twice. Karsk has a mill, once the mill of Karszk.")
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    try:
        lists = [snapshot.aliases(), parse("Karsk = Karszk = New Holm\nNew Holm = Nowhere\nTown = The")[0]]

        def found(text: str) -> tuple[str, str]:
            one = renamed(text, [snapshot], lists)
            return one.text, one.beside

        assert found("What is Old Holm known for?") == ("What is Hollum known for?", "")
        assert found("old-holm and HOLLHEIM") == ("Hollum and Hollum", "")
        assert found("Who owns Hollum?") == ("Who owns Hollum?", "")  # what the library uses stays
        assert found("New Holm's mill") == ("Karsk's mill", "")  # of several the one that stands there most often
        assert found("the mill of Karszk") == ("the mill of Karszk", "the mill of Karsk")  # both stand there
        assert found("Nowhere") == ("Nowhere", "")
        assert renamed("Nowhere", [snapshot], []).changed == ()
        assert renamed("Old Holm", [snapshot], lists).changed == (Respelling("Old Holm", "Hollum"),)
        assert snapshot.holding(["hollum", "sea"]) == 1
        assert snapshot.holding(["hollum", "mill"]) == 0
    finally:
        snapshot.close()


@pytest.fixture
def library(open_library: OpenLibrary, tmp_path: Path) -> Library:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "town.txt").write_text("The town\n\nThe walls of Hollum were pulled down in 1811 after the great fire.")
    library = open_library(sources)
    library.reindex()
    return library


def test_the_operators_list_holds_at_once_and_is_no_document(library: Library, tmp_path: Path) -> None:
    names = tmp_path / "sources" / "aliases.txt"
    assert searched(library.ask("When were the walls of Ostrelburg pulled down?")) == []
    names.write_text("Hollum = Ostrelburg\nOnly one\n")
    answer = library.ask("When were the walls of Ostrelburg pulled down?")
    assert searched(answer) == [("Ostrelburg", "Hollum", False)]
    assert answer.answered
    assert library.is_current()
    report = library.reindex()
    assert (report.added, report.removed) == ((), ())
    (failure,) = report.failed
    assert failure.path == "sources/aliases.txt"
    assert failure.reason == "is used but for line 2 has no two names with = between them"
    assert failure in library.failures()
    names.write_text("Hollum = Karsk\n")
    assert searched(library.ask("When were the walls of Ostrelburg pulled down?")) == []
    assert library.reindex().failed == ()


def test_a_list_in_a_folder_below_is_a_document(library: Library, tmp_path: Path) -> None:
    below = tmp_path / "sources" / "below"
    below.mkdir()
    (below / "aliases.txt").write_text("Ships = boats\n\nThe ships of Karsk were boats with two masts.")
    assert library.reindex().added == ("sources/below/aliases.txt",)


def test_a_servers_own_list_holds_for_it_alone_and_goes_with_its_export(library: Library) -> None:
    ours, theirs = library.collection("1"), library.collection("2")
    ours.set_aliases("Hollum = Ostrelburg", by="7")
    question = "When were the walls of Ostrelburg pulled down?"
    assert searched(library.ask(question, collections=("1", SHARED))) == [("Ostrelburg", "Hollum", False)]
    assert searched(library.ask(question, collections=("2", SHARED))) == []
    assert searched(library.ask(question)) == []
    (entry,), _ = ours.entries(limit=1)
    assert (entry.by, entry.action, entry.detail) == ("7", "aliases", "1 group of names")
    ours.add([Incoming("mill.txt", b"The mill of Ostrel burned down in 1811, and it was built again.")], by="7")
    (part,) = ours.export(10_000_000)
    theirs.set_aliases("Karsk = Karszk", by="8")
    theirs.import_(part.data, by="8")
    assert theirs.aliases() == "Karsk = Karszk\nHollum = Ostrelburg"
    theirs.import_(part.data, by="8")
    assert theirs.aliases() == "Karsk = Karszk\nHollum = Ostrelburg"
    ours.set_aliases("", by="7")
    assert ours.aliases() == ""
    assert searched(library.ask(question, collections=("1", SHARED))) == []
