"""Both stores answer the same, from the same documents and with the real model."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.library import Library, LibraryOptions
from index.model import Inquiry, Within
from index.store.local import LocalStore
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from tests.data_folders import data_folder
from tests.index.conftest import empty
from tests.index.copying import copy_shelf

STARTER = Path(__file__).resolve().parents[3] / "documents"
SOME = 10  # of its documents
QUESTIONS = (
    "Who was prime minister?",
    "When did the war begin?",
    "Why were the talks broken off?",
    "What did the president tell the ambassador?",
    "How many soldiers were withdrawn?",
    "Where was the treaty signed?",
    "Was there a ceasefire in 1967?",
    "What happend to the embasy?",
    "Which football club won the cup in Brazil?",
    "Gorbatschow",
    "the oil of the Persian Gulf",
    "Wer war der erste Botschafter?",
)

Libraries = tuple[Library, Library]


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory, index_database: str) -> Iterator[Libraries]:
    """The same documents in a data folder and in a database."""
    empty(index_database)
    folder = tmp_path_factory.mktemp("same")
    sources = folder / "sources"
    sources.mkdir()
    for file in sorted(STARTER.glob("*.md"))[:SOME]:
        shutil.copy(file, sources / file.name)
    data = data_folder(folder / "data")
    local = Library.open(LibraryOptions(data, (sources,)))
    local.reindex()
    model = local.status().model
    root = str(sources.resolve())
    with (
        open_server(index_database) as server,
        closing(LocalStore(data, model)) as store,
        closing(PostgresStore(server, model)) as target,
    ):
        shelf = store.find("shared", root)
        assert shelf is not None
        copy_shelf(store, shelf, target, root, "shared")
    there = Library.open(LibraryOptions(data, (sources,), database_url=index_database))
    yield local, there
    local.close()
    there.close()


def test_both_hold_the_same(libraries: Libraries) -> None:
    local, there = libraries
    assert there.status().passages == local.status().passages > SOME
    assert [(one.document, one.passages, one.file) for one in there.documents()] == [
        (one.document, one.passages, one.file) for one in local.documents()
    ]
    assert there.titles("the") == local.titles("the")
    assert not there.reindex().changed  # what was copied is known to be as it was


@pytest.mark.parametrize("within", [Within(), Within("1950", "1975")])
def test_both_answer_the_same(libraries: Libraries, within: Within) -> None:
    local, _ = libraries
    titles = [holding.document.title for holding in local.documents()]
    for question in (*QUESTIONS, *(f"What is known of {title}?" for title in titles)):
        one, other = (library.answer(Inquiry(question, 10, within=within)) for library in libraries)
        assert [hit.passage.id for hit in other.hits] == [hit.passage.id for hit in one.hits], question
        assert [hit.highlight for hit in other.hits] == [hit.highlight for hit in one.hits]
        assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in one.hits], abs=0.02)
        assert (other.answered, other.may_help, other.respelt) == (one.answered, one.may_help, one.respelt)
        assert other.confidence == pytest.approx(one.confidence, abs=0.01)


def test_both_tell_the_same_days_and_timelines(libraries: Libraries) -> None:
    local, there = libraries
    for month in range(1, 13):
        for day in (1, 5, 11, 17, 23):
            assert there.on_this_day(month, day) == local.on_this_day(month, day)
    for topic in ("the war", "treaties with the Soviet Union"):
        told = [entry.passage.id for entry in local.timeline(topic)]
        assert [entry.passage.id for entry in there.timeline(topic)] == told
