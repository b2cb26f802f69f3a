"""Questions as people type them, asked of a library with the real model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Embedder, Encoding
from index.library import Library
from index.multilingual import is_multilingual
from tests.index.conftest import OpenLibrary

ORM = (
    "# The lighthouse of Orm\n\nThe lighthouse of Orm began to shine on 3 May 1871. It was built by Ada Lind of Karsk."
)
MILL = "# The mill of Karsk\n\nThe mill of Karsk burnt down in the hunger winter. Its owner Tobias Vell fed the town."
GERMAN = "---\nlanguage: de\n---\n# Die Mühle\n\nDie Mühle von Karsk wurde im Jahre 1790 von Jost Brandt gebaut."


@pytest.fixture
def library(open_library: OpenLibrary, tmp_path: Path) -> Library:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "orm.md").write_text(ORM, "utf-8")
    (folder / "mill.md").write_text(MILL, "utf-8")
    library = open_library(folder)
    library.reindex()
    return library


def test_two_questions_in_one_are_both_answered(library: Library) -> None:
    answer = library.ask("When did the lighthouse of Orm begin to shine? And who fed the town of Karsk?", 2)
    assert answer.answered
    assert [hit.passage.document.title for hit in answer.hits] == ["The lighthouse of Orm", "The mill of Karsk"]
    assert [hit.rank for hit in answer.hits] == [1, 2]
    assert answer.hits[0].score >= answer.hits[1].score
    assert answer.question.startswith("When did the lighthouse")


def test_typing_errors_and_small_talk_do_not_matter(library: Library) -> None:
    answer = library.ask("heyy clio, quick one – do you know who built the lighthuose of orm? thx")
    assert answer.answered
    assert answer.hits[0].highlight == "It was built by Ada Lind of Karsk."


def test_a_question_in_another_language_is_told_so(library: Library) -> None:
    answer = library.ask("Wer hat den Leuchtturm gebaut und wann wurde er eröffnet?")
    assert (answer.answered, answer.may_help, answer.language) == (False, False, "de")


def test_a_library_in_that_language_is_searched(open_library: OpenLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "quellen"
    folder.mkdir()
    (folder / "muehle.md").write_text(GERMAN, "utf-8")
    library = open_library(folder)
    library.reindex()
    answer = library.ask("Wer hat die Mühle von Karsk gebaut?")
    assert answer.language == ""
    assert answer.hits[0].passage.text.startswith("Die Mühle von Karsk")


def test_the_bundled_model_is_made_for_english_alone() -> None:
    assert not is_multilingual(Embedder())


class _Translator:
    """Embeds a sentence and all its translations alike: each third text is the same thing said."""

    def embed_questions(self, questions: Sequence[str]) -> list[Encoding]:
        rows = np.eye(3, dtype=np.float32)
        none = (np.empty((0, 0), np.float32), np.empty((0, 2), np.int32))
        return [Encoding(rows[place % 3], *none) for place in range(len(questions))]


def test_a_model_that_puts_translations_together_is_multilingual() -> None:
    assert is_multilingual(_Translator())
