"""When a text says nothing but what another says.

CONTAINED was chosen between two kinds of pairs: of 1,578 paragraphs on diplomatic history, the closest that were
written apart share 0.41 of the shorter one's runs of three words, while copies with other spellings, missing words and
mistakes of character recognition share 0.56 to 1 (0.71 or more for 19 in 20).
"""

import pytest

from index.likeness import contained, grams, says_no_more, words

LAMP = (
    "The lamp of the lighthouse was lit for the first time on 2 May 1874. Three thousand people stood on the mole, and "
    "the keeper recognised Mayor Brandt, who was lawful heir of the quarry, and did climb the tower with 1,200 lamps."
)
SAME = (
    ("", ""),
    ("The lamp", "the  LAMP"),
    ("recognised", "recognized"),
    ("1,200", "1200"),
    ("for the first time on", "for the first time, on"),
    ("of the quarry", "of quarry"),
    ("Three thousand people", "Three thousand joyful people"),
    ("Brandt, who", "Brandt,[12] who"),
    ("Brandt", "Brandtt"),
)
ANOTHER = (
    ("2 May", "3 May"),
    ("2 May", "2 June"),
    ("on 2 May 1874", "in 1874"),
    ("Three thousand", "Four thousand"),
    ("1,200", "1,500"),
    ("1,200 lamps", "lamps"),
    ("was lit", "was not lit"),
    ("did climb", "didn't climb"),
    ("lawful", "unlawful"),
    ("Brandt", "Holm"),
    ("heir", "enemy"),
    ("time on", "time before"),
)


@pytest.mark.parametrize(("old", "new"), SAME)
def test_another_spelling_or_a_missing_word_says_the_same(old: str, new: str) -> None:
    assert says_no_more(words(LAMP), words(LAMP.replace(old, new) if old else LAMP))


@pytest.mark.parametrize(("old", "new"), ANOTHER)
def test_another_number_date_name_or_a_negation_says_another_thing(old: str, new: str) -> None:
    assert old in LAMP
    other = LAMP.replace(old, new)
    assert not says_no_more(words(LAMP), words(other))
    assert not says_no_more(words(other), words(LAMP))


def test_what_is_cut_out_of_a_longer_text_says_no_more_but_the_longer_one_does() -> None:
    longer = (
        f"All of this was seen by a painter. {LAMP} The crowd went home at dusk by the road along the harbour wall."
    )
    assert says_no_more(words(longer), words(LAMP))
    more = f"{LAMP} The crowd went home on 3 May."
    assert not says_no_more(words(LAMP), words(more))
    assert not says_no_more(words(f"{LAMP} Never."), words(LAMP))


def test_texts_on_one_thing_in_other_words_are_two() -> None:
    assert not says_no_more(words(LAMP), words("On 2 May 1874 the light at the harbour burned for the first time."))
    assert not says_no_more(words(LAMP), words("")) and not says_no_more((), ())


def test_runs_of_words_are_contained_as_counted_by_hand() -> None:
    assert contained(grams(words("one two three four")), grams(words("zero one two three"))) == 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zambia", "Gambia"),
        ("western", "eastern"),
        ("emigration", "immigration"),
        ("proposed", "opposed"),
        ("by France for Spain", "for France by Spain"),
        ("started by France", "started in France"),
        ("Egypt attacked Israel", "Israel attacked Egypt"),
    ],
)
def test_another_name_another_role_and_the_opposite_say_something_else(one: str, other: str) -> None:
    text = "In the late summer of that year, as the papers of the capital had it, {}, and the cabinet met at night."
    assert not says_no_more(words(text.format(one)), words(text.format(other)))
    assert not says_no_more(words(text.format(other)), words(text.format(one)))
