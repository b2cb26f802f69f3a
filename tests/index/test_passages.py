import re

from hypothesis import given
from hypothesis import strategies as st

from index.model import Document, Locator, Section, Text
from index.passages import context, split
from index.sentences import spans
from index.sentences import split as split_sentences
from tests.index.small_embedder import SmallEmbedder

count = SmallEmbedder().count_tokens
LONG = "The king of the first country wrote a long letter to the king of the second one about the plague"  # 20 words


def text_of(*paragraphs: str, heading: tuple[str, ...] = ()) -> Text:
    return Text(Document("x/a.md", "Title"), (Section(heading, paragraphs),))


def paragraph(name: str, words: int = 30) -> str:
    return " ".join([f"The {name} war."] * (words // 3))


def test_a_paragraph_is_a_passage_with_its_locator() -> None:
    first, second = split(text_of(paragraph("first"), paragraph("second"), heading=("Wars",)), "shared", 60, count)
    assert (first.text, second.text) == (paragraph("first"), paragraph("second"))
    assert second.locator == Locator(("Wars",), 2, 2)
    assert (str(first.locator), first.ordinal, second.ordinal, second.of) == ("Wars · ¶ 1", 0, 1, 2)


def test_short_paragraphs_are_joined_under_their_heading_only() -> None:
    sections = (Section(("A",), ("One.", "Two.", paragraph("long"))), Section(("B",), ("Three.",)))
    passages = split(Text(Document("x/a.md", "Title"), sections), "shared", 60, count)
    assert [passage.text for passage in passages] == [f"One.\n\nTwo.\n\n{paragraph('long')}", "Three."]
    assert [str(passage.locator) for passage in passages] == ["A · ¶¶ 1–3", "B · ¶ 4"]


def test_a_passage_names_the_pages_that_it_stands_on() -> None:
    paragraphs = ("One.", "Two.", paragraph("third"), paragraph("fourth"), paragraph("long", 90))
    section = Section(("A",), paragraphs, ("xi", "xi", "xi–12", "12", "12–13"))
    passages = split(Text(Document("x/a.pdf", "Title"), (section,)), "shared", 41, count)
    assert [(passage.locator.first, passage.locator.page) for passage in passages] == [
        (1, "xi–12"),
        (4, "12"),
        (5, "12–13"),
        (5, "12–13"),
        (5, "12–13"),
    ]
    assert str(passages[0].locator) == "A · pp. xi–12 · ¶¶ 1–3"


def test_a_long_paragraph_is_cut_at_sentences_into_even_parts() -> None:
    passages = split(text_of(paragraph("long", 90)), "shared", 41, count)
    assert " ".join(passage.text for passage in passages) == paragraph("long", 90)
    assert [count([passage.text])[0] for passage in passages] == [30, 30, 30]
    assert {str(passage.locator) for passage in passages} == {"¶ 1"}


def test_a_sentence_that_does_not_fit_is_cut_between_words() -> None:
    passages = split(text_of(LONG), "shared", 13, count)
    assert " ".join(passage.text for passage in passages) == LONG
    assert all(count([passage.text])[0] <= 12 for passage in passages)


def test_a_word_without_end_is_cut_too() -> None:
    passages = split(text_of("x" * 5_000), "shared", 41, count)
    assert "".join(passage.text for passage in passages) == "x" * 5_000
    assert max(len(passage.text) for passage in passages) <= 41 * 8


def test_title_and_headings_never_take_more_than_a_quarter() -> None:
    cut = context("A title of very many words that goes on", ("and a heading",), 20, count)
    assert cut.startswith("A title of")
    assert count([cut])[0] <= 5
    assert all(passage.text for passage in split(text_of(LONG, heading=("a " * 100,)), "shared", 20, count))


def test_ids_tell_place_and_text_apart_and_nothing_else() -> None:
    def ids(*paragraphs: str, collection: str = "shared") -> list[str]:
        return [passage.id for passage in split(text_of(*paragraphs), collection, 60, count)]

    first, second, again = ids(paragraph("first"), paragraph("second"), paragraph("first"))
    assert len({first, second, again}) == 3
    assert ids(paragraph("new"), paragraph("first"), paragraph("second"))[1:] == [first, second]
    assert ids(paragraph("first"), collection="guild")[0] != first
    assert all(re.fullmatch("[a-z2-7]{13}", name) for name in (first, second, again))


@given(st.lists(st.text(alphabet="ab .!?\n“”é", min_size=1, max_size=400), min_size=1, max_size=5), st.integers(5, 40))
def test_whatever_the_text_nothing_is_lost_and_everything_fits(paragraphs: list[str], window: int) -> None:
    kept = [text.strip() for text in paragraphs if text.strip()]
    if not kept:
        return
    passages = split(text_of(*kept), "shared", window, count)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join("".join(kept).split())
    assert all(any(passage.text in joined for joined in ("\n\n".join(kept),)) for passage in passages)
    assert all(count([passage.text])[0] + 1 <= window for passage in passages)


def test_sentences_know_abbreviations_and_lines() -> None:
    text = "Gen. Marshall met J. F. Dulles on Oct. 18, 1951. They agreed.\nThe U.S. Congress did not."
    assert split_sentences(text) == [
        "Gen. Marshall met J. F. Dulles on Oct. 18, 1951.",
        "They agreed.",
        "The U.S. Congress did not.",
    ]


@given(st.text(max_size=300))
def test_sentences_leave_out_only_white_space(text: str) -> None:
    found = spans(text)
    assert all(start < end for start, end in found)
    left = "".join(
        text[end:start]
        for end, start in zip((0, *(b for _, b in found)), (*(a for a, _ in found), len(text)), strict=True)
    )
    assert not left.strip()


def test_no_caption_stands_alone() -> None:
    """One before a paragraph is joined with it, the last one with what stands before it."""
    clause = "The treaty was signed in the hall of the merchants, and every clause of it was read out twice. " * 4
    text = text_of("The treaty", clause.strip(), clause.strip(), "The hall")
    first, second = split(text, "shared", 100, count)
    assert (first.text, first.locator.last) == (f"The treaty\n\n{clause.strip()}", 2)
    assert (second.text, second.locator.first) == (f"{clause.strip()}\n\nThe hall", 3)
