import threading
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Embedder, bundled_model
from index.errors import IndexNotReady, ModelError, NoDocuments, QuestionError, UnknownPassage
from index.library import Library
from index.model import Progress
from tests.index.conftest import OpenLibrary

CANAL = """---
title: The opening of the canal at Corvenna
author: Ada Byron
issued: 1911-05-04
publisher: Corvenna Press
date: 1904-06-01
language: en
---
The canal at Corvenna was opened on 1 June 1904 by the mayor, Luca Brandt. It had taken eleven years to dig.

The first ship to pass through it carried salt. Its captain was paid in silver, because the town's bank had failed.

## The strike

Diggers stopped work in March 1899 when the company halved their bread. The strike ended after forty days.
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "canal.md").write_text(CANAL)
    (folder / "mill.txt").write_text(
        "The mill of Tarn\n\nThe mill burned down in 1871. Nobody was hurt, but the flour was lost."
    )
    return folder


def test_the_right_passage_comes_first_with_its_sentence_marked(open_library: OpenLibrary, sources: Path) -> None:
    library = open_library(sources)
    report = library.reindex()
    assert (len(report.added), report.passages) == (2, 3)
    answer = library.ask("What did the first ship on the canal carry?")
    assert answer.answered
    assert answer.hits[0].highlight == "The first ship to pass through it carried salt."
    assert str(library.ask("Why did the diggers stop working?").hits[0].passage.locator) == "The strike · ¶ 3"
    assert [hit.rank for hit in answer.hits] == [1, 2, 3]
    assert answer.documents == 2
    assert not library.ask("How many moons does the planet Jupiter have?").answered


def test_texts_are_word_for_word_and_cited(open_library: OpenLibrary, sources: Path) -> None:
    library = open_library(sources)
    library.reindex()
    first = library.ask("When was the canal opened?").hits[0].passage
    assert first.text in CANAL
    assert library.cite(first) == (
        "Ada Byron. “The Opening of the Canal at Corvenna.” Corvenna Press, May 4, 1911. ¶¶ 1–2."
    )
    assert library.passage(first.id) == first
    assert [passage.ordinal for passage in library.neighbours(first, 1, 1)] == [0, 1]
    with pytest.raises(UnknownPassage, match="no-such-id"):
        library.passage("no-such-id")


def test_before_the_first_index_and_with_an_empty_folder_it_says_so(open_library: OpenLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    library = open_library(folder)
    assert not library.is_current()
    with pytest.raises(IndexNotReady, match="not indexed yet"):
        library.ask("When?")
    library.reindex()
    assert library.is_current()
    with pytest.raises(NoDocuments, match="no documents"):
        library.ask("When?")


@pytest.mark.parametrize(
    ("question", "reason"), [("", "no question"), (" ?! ", "no question"), ("why " * 600, "2,399")]
)
def test_a_question_that_cannot_be_asked_says_why(
    question: str, reason: str, open_library: OpenLibrary, sources: Path
) -> None:
    with pytest.raises(QuestionError, match=reason):
        open_library(sources).ask(question)


def test_two_sets_of_folders_in_one_data_folder_leave_each_other_alone(
    open_library: OpenLibrary, sources: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tower.txt").write_text("The tower\n\nThe tower of Brack fell in 1802, in a storm that lasted three days.")
    first, second = open_library(sources), open_library(other)
    first.reindex()
    second.reindex()
    assert first.is_current()
    assert {hit.passage.document.title for hit in second.ask("When did the tower fall?").hits} == {"The tower"}
    assert "The tower" not in {hit.passage.document.title for hit in first.ask("When did the tower fall?").hits}


def test_what_another_process_indexed_is_found(open_library: OpenLibrary, sources: Path) -> None:
    reader, writer = open_library(sources), open_library(sources)
    writer.reindex()
    assert not reader.ask("When did the lighthouse of Orm begin to shine?").answered
    (sources / "light.txt").write_text(
        "The lighthouse of Orm\n\nThe lighthouse of Orm began to shine in 1777, on a cliff."
    )
    writer.reindex()
    assert reader.ask("When did the lighthouse of Orm begin to shine?").answered


def test_questions_are_answered_while_it_is_reindexed(open_library: OpenLibrary, sources: Path) -> None:
    library = open_library(sources)
    library.reindex()
    (sources / "canal.md").unlink()
    for number in range(20):
        (sources / f"{number}.txt").write_text(
            f"House {number}\n\n" + f"House {number} was built of brick in 18{number:02}. " * 20
        )
    answered: dict[int, bool] = {}

    def ask(progress: Progress) -> None:
        """Ask from another thread in the middle of the work, as people do."""
        if progress.done % 7 == 0:
            asking = threading.Thread(target=lambda: answered.update({progress.done: _first_is_canal(library)}))
            asking.start()
            asking.join(20)

    library.reindex(ask)
    assert answered == {0: True, 7: True, 14: True}
    assert not _first_is_canal(library)


def _first_is_canal(library: Library) -> bool:
    return library.ask("What did the first ship on the canal carry?").hits[0].passage.document.path == "town/canal.md"


def test_a_passage_never_exceeds_what_the_model_reads(open_library: OpenLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    folder.mkdir()
    (folder / "long.txt").write_text(
        "A long one\n\n" + "The Czechoslovak plenipotentiaries disagreed at length. " * 300
    )
    library = open_library(folder)
    library.reindex()
    embedder = Embedder()
    (hit,) = library.ask("Who disagreed?", limit=100).hits
    passages = [hit.passage, *hit.also]  # they all say the same
    assert len(passages) > 5
    texts = [f"{passage.document.title}\n{passage.text}" for passage in passages]
    assert max(embedder.count_tokens(texts)) <= embedder.window == 254


def test_a_title_without_spaces_leaves_room_for_the_text(open_library: OpenLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    folder.mkdir()
    (folder / "long.md").write_text(f"---\ntitle: {'漢字' * 150}\n---\nThe treaty was signed in the old town. It held.")
    library = open_library(folder)
    library.reindex()
    (hit,) = library.ask("Where was the treaty signed?").hits
    assert hit.passage.text == "The treaty was signed in the old town. It held."


def test_a_model_in_a_folder_is_known_by_its_files(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    first = Embedder(str(tmp_path)).name
    assert Embedder(str(tmp_path)).name == first
    (tmp_path / "config.json").write_text("{ }")
    assert Embedder(str(tmp_path)).name != first


@pytest.mark.parametrize(("model", "share"), [("", 0.03), (str(bundled_model()), 1e-5)])  # in bfloat16; in float32
def test_embeddings_do_not_depend_on_what_is_embedded_beside_them(model: str, share: float) -> None:
    embedder = Embedder(model)
    (alone,) = embedder.embed_passages(["a war"])
    beside, _ = embedder.embed_passages(["a war", "a much longer text " * 40])
    assert alone.vector.dtype == alone.tokens.dtype == np.dtype(np.float32)
    for one, other in ((alone.vector[None], beside.vector[None]), (alone.tokens, beside.tokens)):
        assert (np.linalg.norm(one - other, axis=1) <= share * np.linalg.norm(one, axis=1)).all()
    assert alone.spans.tolist() == beside.spans.tolist() == [[0, 1], [2, 5]]


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no-such-folder.*CLIO_MODEL"):
        Embedder(str(tmp_path / "no-such-folder")).load()
