"""Passages that say the same are shown once, and the others are named beside it."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.answering import Answerer, Understood
from index.model import Hit
from index.search.folding import LOOKED_AT, Fold, folded, may_say_it
from index.store.lexical import analyzer
from index.store.terms import Terms, term_ids
from index.weights import WEIGHTS
from tests.index.conftest import Desk

PEACE = "The treaty of peace was read at noon on 4 May 1911, as the old king recognised."
STORY = (
    "In the spring of 1911 the old king sent his brother to the assembly with a treaty of peace, which nobody there "
    "had asked for. The brother read it at noon, twice, and went home before the members could put a question. In "
    "the night the guards took the printing press from the market, as they had been told, and by the morning every "
    "town on the river knew of the peace and not one knew of the price."
)
QUESTION = "When was the treaty of peace read?"


def terms_of(texts: Sequence[str]) -> Terms:
    """The terms of texts, each after a title of its own."""
    segments = [terms for place, text in enumerate(texts) for terms in ([f"title {place}"], analyzer().analyze(text))]
    starts = np.cumsum([0, *map(len, segments)])
    return Terms(term_ids([term for terms in segments for term in terms]), starts, 2 * np.arange(len(texts) + 1))


def told(hits: tuple[Hit, ...]) -> list[tuple[str, list[str]]]:
    """The title of each hit, and of what was folded into it."""
    return [(hit.passage.document.title, [one.document.title for one in hit.also]) for hit in hits]


def test_each_is_folded_into_the_best_that_says_as_much() -> None:
    one, other = PEACE, PEACE.replace("4 May", "3 May")
    assert folded([one, other, one.upper(), "Else.", other], 5) == [Fold(0, [2]), Fold(1, [4]), Fold(3)]
    assert folded([one, other, one, other], 1) == [Fold(0, [2])]
    assert folded([], 3) == []


def test_no_more_is_looked_at_than_is_of_use() -> None:
    texts = [f"Text {number}." for number in range(LOOKED_AT)]
    assert folded([*texts[:-1], "Text 0."], 2) == [Fold(0, [LOOKED_AT - 1]), Fold(1)]
    assert folded([*texts, "Text 0."], 2) == [Fold(0), Fold(1)]
    many = [f"Text {number}." for number in range(LOOKED_AT + 10)]
    assert len(folded(many, LOOKED_AT + 10)) == LOOKED_AT + 10


@given(st.lists(st.lists(st.tuples(st.integers(0, 70), st.integers(1, 50)), min_size=1, max_size=3), max_size=6))
def test_a_look_at_the_terms_leaves_out_nothing_that_would_be_folded(drawn: list[list[tuple[int, int]]]) -> None:
    said = STORY.split()
    texts = [" ".join(word for start, length in runs for word in said[start : start + length]) for runs in drawn]
    texts += [text.replace("the", "that").replace("s ", "s, ") for text in texts]
    assert folded(texts, len(texts), may_say_it(terms_of(texts))) == folded(texts, len(texts))


def test_a_reprint_that_spells_a_name_otherwise_each_time_is_looked_at() -> None:
    said = "Then Gorbachev went home and the wire told "
    texts = [said * 8, said.replace("chev", "chov") * 8]
    assert may_say_it(terms_of(texts)).all()


def test_who_shares_few_pairs_of_terms_is_not_looked_at() -> None:
    other = "Bakers sold rye loaves cheaply beside harbour cranes while fishermen mended nets"
    seen = may_say_it(terms_of([STORY, other, f"{other}. {STORY}", "Rye."]))
    assert seen.tolist() == [
        [True, False, True, False], [False, True, True, False], [True, False, True, False], [True] * 4,
    ]  # fmt: skip


def test_a_reprint_does_not_take_a_place_of_its_own_but_another_date_does(desk: Desk) -> None:
    for title, text in (
        ("Gazette", PEACE),
        ("Reprint", PEACE.replace("1911, as", "1911 as")),
        ("Other day", PEACE.replace("4 May", "3 May")),
        ("Refusal", PEACE.replace("was read", "was not read")),
        ("Plague", "The plague is no part of this story of a town."),
    ):
        desk.write(f"{title}.md", f"# {title}\n\n{text}\n")
    desk.reindex()
    found = desk.search(QUESTION)
    names = told(found.hits)
    assert {frozenset({title, *also}) for title, also in names} == {
        frozenset({"Gazette", "Reprint"}), frozenset({"Other day"}), frozenset({"Refusal"}), frozenset({"Plague"}),
    }  # fmt: skip
    assert [hit.rank for hit in found.hits] == [1, 2, 3, 4]
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert len(desk.search(QUESTION, limit=3).hits) == 3


def test_of_two_that_score_the_same_the_earlier_one_is_shown(desk: Desk) -> None:
    for name in "cab":
        desk.write(f"{name}.md", f"# The treaty\n\n{PEACE}\n")
        desk.reindex()
    (hit,) = desk.search(QUESTION).hits
    places = [hit.passage.document.path, *(one.document.path for one in hit.also)]
    assert places == ["sources/c.md", "sources/a.md", "sources/b.md"]


def test_what_was_folded_for_one_question_is_not_said_again_for_another(desk: Desk) -> None:
    desk.write("a.md", f"# The peace\n\n{PEACE}\n")
    desk.write("b.md", f"# The king\n\n{PEACE.replace('recognised', 'recognized')}\n")
    desk.reindex()
    parts = ("Which king recognised peace?", "Which king recognized peace?")
    encodings = desk.embedder.embed_questions(parts)
    snapshot = desk.store.snapshot(desk.shelf.id)
    answerer = Answerer(desk.embedder, WEIGHTS)
    found = answerer.answer(Understood(parts), encodings, desk.space, [snapshot], 5)
    alone = [answerer.answer(Understood((part,)), [one], desk.space, [snapshot], 5)
             for part, one in zip(parts, encodings, strict=True)]  # fmt: skip
    snapshot.close()
    assert {told(one.hits)[0][0] for one in alone} == {"The peace", "The king"}
    assert len(found.hits) == 1


def test_a_hit_clears_what_the_answer_clears(desk: Desk) -> None:
    desk.write("a.md", "# The peace\n\nThe treaty of peace was read at noon on 4 May 1911.\n")
    desk.write("b.md", "# The harvest\n\nBarley was cut in August and carried to the barns of the town.\n")
    desk.reindex()
    first, second = desk.search("When was the treaty of peace read at noon?").hits
    assert (first.passage.document.title, first.clears) == ("The peace", True)
    assert (second.passage.document.title, second.clears) == ("The harvest", False)
