"""Which hits are right, worked by hand."""

from dataclasses import replace

import pytest

from index.evaluation import Asked, Gold, Kind, Place, is_right, judge
from index.evaluation.judging import holds_answer
from index.model import Answer, Document, Hit, Locator, Passage

TEXT = "The canal at Corvenna was opened on 4 May 1911. It cost more than the war. Nobody has ever paid for it."
CANAL = Document("archive/water/canal.md", "The opening of the canal")
CHAPTER = Document("archive/book.xml#ch2", "Chapter two")


def passage(document: Document = CANAL, text: str = TEXT, first: int = 3, last: int = 4, page: str = "12") -> Passage:
    return Passage("abcdefghijklm", document, 0, 1, text, Locator(("Heading",), first, last, page))


@pytest.mark.parametrize(
    ("name", "document", "right"),
    [
        ("canal.md", CANAL, True),
        ("water/canal.md", CANAL, True),
        ("archive/water/canal.md", CANAL, True),
        ("The opening of  the canal", CANAL, True),
        ("anal.md", CANAL, False),
        ("Canal.md", CANAL, False),
        ("canal", CANAL, False),
        ("book.xml#ch2", CHAPTER, True),
        ("book.xml", CHAPTER, True),
        ("book.xml#ch", CHAPTER, False),
        ("ch2", CHAPTER, False),
        ("caf\u00e9.md", Document("a/cafe\u0301.md", ""), True),
    ],
)
def test_a_document_is_named_by_the_end_of_its_path_or_its_title(name: str, document: Document, right: bool) -> None:
    assert is_right(Gold(name), passage(document)) is right


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("It cost more\n  than the war.", True),
        (f"Before it. {TEXT} After it.", True),
        # Of its 8 runs of five words the passage has 5: 62.5 %.
        ("canal at Corvenna was opened on 4 May 1911 in a storm", True),
        # Of 9 it has 5: 55.6 %.
        ("canal at Corvenna was opened on 4 May 1911 in a great storm", False),
        ("It cost less", False),
        ("it cost more than", False),
    ],
)
def test_words_of_the_text_may_be_cut_differently(words: str, right: bool) -> None:
    assert is_right(Gold("canal.md", words), passage()) is right
    assert not is_right(Gold("other.md", words), passage())


@pytest.mark.parametrize(
    ("place", "page", "right"),
    [
        (Place(3, 3), "12", True),
        (Place(4, 9), "12", True),
        (Place(5, 5), "12", False),
        (Place(1, 2), "12", False),
        (Place(0, 0, "12"), "12–13", True),
        (Place(0, 0, "13–15"), "12–13", True),
        (Place(0, 0, "14"), "12–13", False),
        (Place(0, 0, "12"), "", False),
        (Place(0, 0, "xii"), "xii–xiii", True),
        (Place(3, 3, "11"), "12", False),
    ],
)
def test_a_place_is_met_by_paragraph_and_page(place: Place, page: str, right: bool) -> None:
    assert is_right(Gold("canal.md", place=place), passage(page=page)) is right


def test_further_documents_are_right_as_a_whole_and_ids_alone() -> None:
    assert is_right(Gold("other.md", "No such words", also=("canal.md",)), passage())
    assert is_right(Gold(passages=("x", "abcdefghijklm")), passage())
    assert not is_right(Gold(passages=("x",)), passage())


def test_an_answer_is_held_word_for_word() -> None:
    assert holds_answer(TEXT, ["5 May", "4 MAY, 1911"])
    assert not holds_answer(TEXT, ["May 191", "paid it", "", "…"])


def answer(*documents: str, highlight: str = TEXT) -> Answer:
    hits = (passage(Document(path, f"Title of {path}")) for path in documents)
    ranked = tuple(Hit(found, 1.0, rank, highlight) for rank, found in enumerate(hits, start=1))
    return Answer("When?", ranked, True, 0.75, 3, 12.5, may_help=True)


def test_what_a_question_came_to() -> None:
    golds = (Gold("c.md", answers=("1911",)), Gold("none.md"), Gold("b.md"))
    judged = judge(Asked("When?", Kind.ANSWERABLE, golds, "dates"), answer("a.md", "b.md", "c.md", "c.md"))
    assert (judged.ranks, judged.rank, judged.group, judged.marked) == ((3, 0, 2), 2, "dates", None)
    assert (judged.answered, judged.may_help, judged.confidence, judged.elapsed_ms) == (True, True, 0.75, 12.5)
    assert judged.first is not None
    assert (judged.first.title, judged.first.locator) == ("Title of a.md", "Heading · p. 12 · ¶¶ 3–4")
    assert judge(Asked("When?", Kind.ANSWERABLE, golds), answer()).rank == 0


def test_what_was_folded_into_a_hit_counts_as_found_there() -> None:
    whole = answer("a.md", "b.md")
    also = passage(Document("archive/c.md", "Title of c.md"))
    folded = replace(whole, hits=(whole.hits[0], replace(whole.hits[1], also=(also,))))
    asked = Asked("When?", Kind.ANSWERABLE, (Gold("c.md"), Gold("a.md", answers=("1911",))))
    assert (judge(asked, folded).ranks, judge(asked, whole).ranks) == ((2, 1), (0, 1))


@pytest.mark.parametrize(
    ("document", "answers", "highlight", "marked"),
    [
        ("a.md", ("1911",), "It was opened on 4 May 1911.", True),
        ("a.md", ("1911",), "It cost more than the war.", False),
        ("a.md", ("1912",), "It was opened on 4 May 1911.", None),
        ("a.md", (), "It was opened on 4 May 1911.", None),
        ("b.md", ("1911",), "It was opened on 4 May 1911.", None),
    ],
)
def test_the_mark_counts_where_the_first_hit_is_right_and_holds_an_answer(
    document: str, answers: tuple[str, ...], highlight: str, marked: bool | None
) -> None:
    asked = Asked("When?", Kind.ANSWERABLE, (Gold(document, answers=answers),))
    assert judge(asked, answer("a.md", "b.md", highlight=highlight)).marked is marked
