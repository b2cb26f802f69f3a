import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.kinds import Kind, holds, kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the Suez crisis begin?", Kind.DATE),
        ("In which year was the canal opened?", Kind.DATE),
        ("What century saw the plague?", Kind.DATE),
        ("How long ago was it?", Kind.DATE),
        ("How many ships were lost?", Kind.NUMBER),
        ("how much did it cost", Kind.NUMBER),
        ("What was the population of Corvenna?", Kind.NUMBER),
        ("What percentage of the diggers died?", Kind.NUMBER),
        ("Who opened the canal?", Kind.PERSON),
        ("To whom was it sold?", Kind.PERSON),
        ("Which prime minister received him?", Kind.PERSON),
        ("Which minister received him?", Kind.PERSON),
        ("Where was the treaty signed?", Kind.PLACE),
        ("Which country broke off relations?", Kind.PLACE),
        ("Why did the war begin?", Kind.ANY),
        ("canal opening", Kind.ANY),
        ("whence", Kind.ANY),
        ("", Kind.ANY),
        ("Who was king when the war began?", Kind.DATE),  # the first that fits, in the order of the list
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "is_held"),
    [
        (Kind.DATE, "It was opened in 1904.", True),
        (Kind.DATE, "It was opened in May.", True),
        (Kind.DATE, "It fell in 410 AD.", True),
        (Kind.DATE, "It was a matter of centuries.", True),
        (Kind.DATE, "In the 1890s it was dug.", True),
        (Kind.DATE, "It cost 90 crowns.", False),
        (Kind.DATE, "It was long ago.", False),
        (Kind.DATE, "It may be so, on a march.", False),
        (Kind.NUMBER, "It cost 90 crowns.", True),
        (Kind.NUMBER, "Twelve ships were lost.", True),
        (Kind.NUMBER, "Hundreds died.", True),
        (Kind.NUMBER, "None of the weighty men was often there.", False),
        (Kind.PERSON, "It was opened by Luca Brandt.", True),
        (Kind.PERSON, "The mayor Ömer opened it.", True),
        (Kind.PERSON, "It was opened by the mayor.", False),
        (Kind.PERSON, "Nobody opened it.", False),  # every sentence begins with a capital
        (Kind.PERSON, "It had an élan of its own.", False),
        (Kind.PERSON, "A letter from 李鴻章 was read.", True),
        (Kind.PLACE, "The treaty was signed at Tarn.", True),
        (Kind.PLACE, "The treaty was signed in a tent.", False),
        (Kind.ANY, "It was opened by Luca Brandt in 1904.", False),
    ],
)
def test_a_sentence_holds_an_answer_of_a_kind_or_not(kind: Kind, sentence: str, is_held: bool) -> None:
    assert holds(kind, sentence, frozenset()) is is_held


@pytest.mark.parametrize(
    ("sentence", "is_held"),
    [
        ("He was received by Boris Pankin.", False),
        ("It was Pankin’s visit, and O'Brien’s.", False),
        ("He was received by Yitzhak Shamir, said Pankin.", True),
    ],
)
def test_names_that_are_asked_about_are_no_answer(sentence: str, is_held: bool) -> None:
    assert holds(Kind.PERSON, sentence, frozenset({"who", "was", "boris", "pankin", "o", "brien"})) is is_held


@given(st.text(), st.text(), st.sampled_from(Kind))
def test_whatever_the_text_it_can_be_told(question: str, sentence: str, kind: Kind) -> None:
    words = frozenset(question.lower().split())
    assert kind_of(f"When {question}") is Kind.DATE
    assert holds(Kind.DATE, f"{sentence} May", words)
    assert not (kind is Kind.ANY and holds(kind, sentence, words))
