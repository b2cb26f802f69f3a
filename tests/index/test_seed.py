"""Questions on one real newspaper-like text, indexed alone. The text is not part of the project."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.library import Library, LibraryOptions
from tests.data_folders import data_folder

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the folder {SEEDS} is not there")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with closing(Library.open(LibraryOptions(data_folder(tmp_path_factory.mktemp("data")), (SEEDS,)))) as library:
        library.reindex()
        yield library


@pytest.mark.parametrize(
    ("question", "paragraph", "marked"),
    [
        (
            "When were diplomatic relations between Israel and the Soviet Union resumed?",
            1,
            "resume diplomatic relations",
        ),
        ("When did Israel and the Soviet Union resume diplomatic relations?", 1, "resume diplomatic relations"),
        ("What was the resumption of diplomatic ties conditional on?", 3, "conditional on Israel agreeing"),
        ("What condition did Israel have to accept for full ties?", 3, "conditional on Israel agreeing"),
        ("When were consular ties established?", 3, "In 1987"),
        ("In which year did the two countries set up consular relations?", 3, "In 1987"),
        ("Why had the Eastern bloc broken off relations?", 1, "as a result of the Six Day War"),
        (
            "Why did the Eastern bloc countries break off diplomatic relations with Israel?",
            1,
            "as a result of the Six Day War",
        ),
        ("Who was Soviet foreign minister?", 4, "Boris Pankin"),
        ("Who was the Soviet Foreign Minister at the time?", 4, "Boris Pankin"),
        ("Which prime minister received him?", 5, "Yitzhak Shamir"),
        ("Which prime minister received Boris Pankin in Jerusalem?", 5, "Yitzhak Shamir"),
    ],
)
def test_the_right_passage_comes_first_with_the_right_sentence(
    library: Library, question: str, paragraph: int, marked: str
) -> None:
    answer = library.ask(question)
    first = answer.hits[0]
    assert answer.answered
    assert first.passage.locator.first <= paragraph <= first.passage.locator.last
    assert marked in first.highlight
    assert first.highlight in first.passage.text


def test_the_document_has_its_title_date_and_paragraphs(library: Library) -> None:
    (holding,) = library.documents()
    assert holding.document.title == "Israel and the Soviet Union Resume Diplomatic Relations"
    assert holding.document.date == "1991-10-18"
    assert library.ask("relations").hits
    places = [hit.passage.locator for hit in library.ask("relations").hits]
    assert sorted(number for place in places for number in range(place.first, place.last + 1)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "question",
    [
        "Who won the World Cup in 1998?",
        "How do I bake sourdough bread?",
        "What is the boiling point of mercury?",
        "asdf qwer",
    ],
)
def test_what_the_text_does_not_tell_is_not_answered(library: Library, question: str) -> None:
    assert not library.ask(question).answered
