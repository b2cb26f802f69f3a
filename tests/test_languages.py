"""What is said to a question in a language that the library does not know."""

from itertools import product
from string import ascii_lowercase

import pytest

from bot.escaping import escape, visible
from bot.languages import ask_in_english

# What speakers call the language, and English, in the sentence that is for them.
OWN_NAMES = {
    "ar": ("العربية", "بالإنجليزية"),
    "cs": ("češtině", "anglicky"),
    "da": ("dansk", "engelsk"),
    "de": ("Deutsch", "Englisch"),
    "el": ("ελληνικά", "αγγλικά"),
    "es": ("español", "inglés"),
    "fa": ("فارسی", "انگلیسی"),
    "fr": ("français", "anglais"),
    "he": ("בעברית", "באנגלית"),
    "hi": ("हिन्दी", "अंग्रेज़ी"),
    "id": ("berbahasa Indonesia", "bahasa Inggris"),
    "it": ("italiano", "inglese"),
    "ja": ("日本語", "英語"),
    "ko": ("한국어", "영어"),
    "nl": ("Nederlands", "Engels"),
    "pl": ("po polsku", "po angielsku"),
    "pt": ("português", "inglês"),
    "ru": ("по-русски", "по-английски"),
    "sv": ("svenska", "engelska"),
    "tr": ("Türkçe", "İngilizce"),
    "uk": ("українською", "англійською"),
    "vi": ("tiếng Việt", "tiếng Anh"),
    "zh": ("中文", "英文"),
}


@pytest.mark.parametrize("tag", OWN_NAMES)
def test_a_speaker_is_told_in_their_own_words(tag: str) -> None:
    english, own_words = ask_in_english(tag)
    assert english.endswith(". Please ask it in English.")
    assert all(name in own_words for name in OWN_NAMES[tag])
    assert escape(own_words) == visible(own_words)  # nothing in it is markup


def test_no_other_language_has_words_of_its_own() -> None:
    tags = map("".join, product(ascii_lowercase, repeat=2))
    assert {tag for tag in tags if len(ask_in_english(tag)) > 1} == set(OWN_NAMES)


@pytest.mark.parametrize("tag", ["pt", "pt-BR", "PT-br", "pt_PT"])
def test_a_region_or_a_script_makes_no_difference(tag: str) -> None:
    assert ask_in_english(tag) == (
        "The library is in English, and this question seems to be in Portuguese. Please ask it in English.",
        "A biblioteca está em inglês, e esta pergunta parece estar em português. Por favor, faça-a em inglês.",
    )


def test_a_language_without_words_of_its_own_is_named_in_english_where_it_is_known() -> None:
    for tag, name in (("th", "Thai"), ("la", "Latin"), ("und", "another language"), ("", "another language")):
        assert ask_in_english(tag) == (
            f"The library is in English, and this question seems to be in {name}. Please ask it in English.",
        )


@pytest.mark.parametrize("tag", ["ar", "fa", "he"])
def test_the_full_stop_stays_at_its_end_where_the_text_runs_from_right_to_left(tag: str) -> None:
    assert ask_in_english(tag)[1].endswith(".\u200f")
