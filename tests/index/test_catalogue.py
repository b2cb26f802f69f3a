"""Metadata of reference managers: which document they are of, and how they lie over what it says of itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.catalogue import Catalogue, CataloguedFolder, plan
from index.catalogue.kept import FILE
from index.citation import cite
from index.citation.entries import Found
from index.errors import StoreError
from index.folders import Folder
from index.model import Document, Holding, Passage
from tests.index.conftest import Desk

LAMP = "---\ntitle: The lamp\npublisher: Port Press\ndate: 1874-05-02\n---\nThe lamp was lit in 1874.\n"
SWING = {"type": "book", "title": "The lamp", "author": [{"family": "Brandt", "given": "Ilse"}]}


def holding(path: str, title: str, file: str = "") -> Holding:
    return Holding(Document(path, title), 1, "2026-01-31T00:00:00+00:00", file or path)


def work(title: str, *files: str, **fields: object) -> Found:
    return Found({"type": "document", "title": title, **fields}, files)


LIBRARY = (
    holding("docs/a/Dvořák – a life.pdf", "untitled 1"),
    holding("docs/b.md", "L’Été: “War” & peace"),
    holding("docs/c.md", "The same"),
    holding("docs/d.md", "The Same!"),
    holding("docs/book.xml#1", "One", "docs/book.xml"),
    holding("docs/book.xml#2", "Two", "docs/book.xml"),
)


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (work("anything", "dvorak_a life.PDF"), "docs/a/Dvořák – a life.pdf"),
        (work("Dvorak: A Life"), "docs/a/Dvořák – a life.pdf"),
        (work("L'ete: WAR & Peace."), "docs/b.md"),
        (work("two"), "docs/book.xml#2"),
        (work("The book", "book.xml"), "docs/book.xml"),
    ],
)
def test_a_work_is_known_by_its_file_or_its_title(found: Found, path: str) -> None:
    (match,) = plan([found], LIBRARY).matches
    assert match.path == path


def test_what_may_be_several_or_is_none_is_not_guessed() -> None:
    works = [work("the same"), work("War"), work("Two"), work("TWO", volume="2"), work("One"), work("One")]
    found = plan(works, LIBRARY)
    assert found.ambiguous == (
        ("the same", ("docs/c.md", "docs/d.md")),
        ("Two", ("docs/book.xml#2",)),
        ("TWO", ("docs/book.xml#2",)),
    )
    assert found.unmatched == ("War",)
    assert [match.path for match in found.matches] == ["docs/book.xml#1"]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "data")


@pytest.fixture
def catalogued(desk: Desk, catalogue: Catalogue) -> Desk:
    """A desk whose shelf has a catalogue."""
    folder = desk.shelf.holder
    assert isinstance(folder, Folder)
    desk.shelf = replace(desk.shelf, holder=CataloguedFolder(folder, catalogue))
    return desk


def only(desk: Desk) -> Passage:
    snapshot = desk.store.snapshot(desk.shelf.id)
    try:
        (held,) = snapshot.holdings()
        return snapshot.passages(held.document.path, 0, 0)[0]
    finally:
        snapshot.close()


def test_what_is_imported_lies_over_the_file_which_is_read_but_not_embedded_again(
    catalogued: Desk, catalogue: Catalogue
) -> None:
    catalogued.write("lamp.md", LAMP)
    catalogued.reindex()
    before, embedded = only(catalogued), len(catalogued.embedder.embedded)
    catalogue.add({"sources/lamp.md": SWING})
    assert catalogued.reindex().changed == ("sources/lamp.md",)
    after = only(catalogued)
    assert len(catalogued.embedder.embedded) == embedded
    assert after.id == before.id
    assert after.document.date == "1874-05-02"
    assert cite(after) == "Brandt, Ilse. The Lamp. Port Press, n.d. ¶ 1."
    assert catalogued.reindex().unchanged == 1


def test_a_file_of_the_catalogue_that_was_damaged_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.add({"a": SWING})
    assert Catalogue(tmp_path / "data").items() == {"a": SWING}
    for text in ("{", "[]", json.dumps({"clio_catalogue": 2, "documents": {}})):
        (tmp_path / "data" / FILE).write_text(text)
        with pytest.raises(StoreError, match=r"catalogue\.json cannot be read"):
            catalogue.items()
    (tmp_path / "data" / FILE).unlink()
    assert catalogue.items() == {}
