"""What people type → what is searched: small talk, typing errors, several questions in one, other languages."""

import json
from pathlib import Path

import pytest

from index.search.languages import are_one, foreign_language
from index.search.small_talk import without_small_talk
from index.search.spelling import corrected
from index.search.splitting import in_turn, questions_in
from tests.index.conftest import Desk

QUESTIONS = Path(__file__).parent.parent / "evaluation"


def asked(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("hey clio, who built the mill at Karsk?", "who built the mill at Karsk?"),
        ("Hello there! can you please tell me when the mill burnt down? thanks a lot", "when the mill burnt down?"),
        ("so we had a quiz tonight 😂 who owned the old mill", "who owned the old mill"),
        ("i was wondering whether was the mill ever sold", "was the mill ever sold"),
        ("how much wheat did the mill grind, pls", "how much wheat did the mill grind"),
    ],
)
def test_small_talk_is_taken_away(text: str, question: str) -> None:
    assert without_small_talk(text) == question


@pytest.mark.parametrize(
    "text",
    [
        "In 1812 the mill burnt down, who rebuilt it?",
        "My aunt Karla owned the mill, when was that?",
        "there was a miller who sang, what did he sing?",
        "thanks",
        "Hi, who?",
        "The hunger winter",
        "There was a mill near which river?",
    ],
)
def test_what_may_matter_is_kept(text: str) -> None:
    assert without_small_talk(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Who was the best player before Ty Cobb in 1911",
        "Which battle was fought in Normandy, please, in June 1944",
        "How did Stalin say thanks to Roosevelt",
        "Hey Jude: when was it released?",
        "What is the difference between who proposed and who signed the treaty",
        "Lech Wałęsa",
        "Ich bin ein Berliner",
    ],
)
def test_names_and_what_belongs_together_are_left_alone(text: str) -> None:
    assert without_small_talk(text) == text
    assert questions_in(text) == (text,)
    assert foreign_language(text) == ""


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "word", ["ty ", "please ", "hey ", "who ", "? ", "and who ", "can you ", "1) ", "!?.;:, ", "– "]
)
def test_no_message_takes_long_to_understand(word: str) -> None:
    text = (word * 2_000)[:1_900] + "when did the war begin"
    assert without_small_talk(text)
    assert questions_in(text)
    assert foreign_language(text) == ""


def test_questions_that_are_no_small_talk_stay_as_they_are() -> None:
    texts = [one["question"] for name in ("starter", "milestones", "missing") for one in asked(name)]
    assert [text for text in texts if without_small_talk(text) != text] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who was Orm? When did the lamp of Karsk shine?", ["Who was Orm?", "When did the lamp of Karsk shine?"]),
        ("Who was Orm? What did he do?", ["Who was Orm?", "What did he do? Who was Orm?"]),
        ("who was Orm and when did he die", ["who was Orm", "when did he die who was Orm"]),
        ("1) who was Orm 2) what is Karsk known for", ["who was Orm", "what is Karsk known for"]),
        ("What did it cost, and who paid?", ["What did it cost, and who paid?"]),
        ("Why did the dukes of Orm and Karsk fight?", ["Why did the dukes of Orm and Karsk fight?"]),
        ("Orm? Karsk?", ["Orm? Karsk?"]),
        ("The treaty of Orm and what came after it", ["The treaty of Orm and what came after it"]),
    ],
)
def test_several_questions_are_told_apart(text: str, parts: list[str]) -> None:
    assert list(questions_in(text)) == parts


def test_parts_take_turns() -> None:
    assert in_turn([[1, 4, 6], [2], [3, 5]]) == [1, 2, 3, 4, 5, 6]
    assert in_turn([]) == []


def test_a_mistyped_word_becomes_the_one_of_the_library(desk: Desk) -> None:
    desk.write("a.txt", "Doctrines\n\nThe Hallstein doctrine was the answer of Bonn. Dvořák wrote of it to Gorbachev.")
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    try:

        def mended(text: str, known: str = "write") -> str:
            found, changed = corrected(text, [snapshot], lambda word: word == known)
            assert (found != text) == bool(changed)
            return found

        assert mended("the Hallstien doctrime") == "the Hallstein doctrine"
        assert mended("what did dvorak and Gorbachov write") == "what did dvorak and Gorbachev write"
        assert mended("Gorbatschow, Gorbaciov and Dworak") == "Gorbachev, Gorbachev and Dvořák"
        assert mended("Halstein", known="halstein") == "Halstein"  # a word of its own, and the first one
        assert mended("of Halstein", known="halstein") == "of Hallstein"  # but as a name it may be spelt otherwise
        assert mended("of halstein", known="halstein") == "of halstein"
        assert mended("a halsteins", known="halstein") == "a halsteins"
        assert mended("Bonm") == "Bonm"  # too short
        assert mended("of GORBY") == "of GORBY"
        assert mended("the of xyzzy 1991 Gorb") == "the of xyzzy 1991 Gorb"  # nothing is close
        assert mended("Lallstein") == "Lallstein"  # hardly anybody mistypes the first letter
        several = "aaaa bbbb cccc dddd eeee ffff Halstein"
        assert mended(several) == several  # another subject, or nonsense
    finally:
        snapshot.close()


def test_a_foreign_question_is_told_by_its_language() -> None:
    foreign = [(one["language"], one["question"]) for one in asked("typed") if "language" in one]
    assert len(foreign) == 10
    assert [foreign_language(text) for _, text in foreign] == [language for language, _ in foreign]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wann begann der Bau der Hedschasbahn in Damaskus?", "de"),
        ("Pourquoi Napoléon a-t-il envahi la Russie ?", "fr"),
        ("¿Quién no aceptó la constitución de 1812?", "es"),
        ("Chi comandava le truppe in Sicilia nel 1943?", "it"),
        ("Wat is de hoofdstad van Nederland geworden?", "nl"),
        ("Hvad skete der under anden verdenskrig?", "da"),
        ("whats a persona non grata again", ""),
        ("battle in Normandy as it was told in 1944", ""),
    ],
)
def test_what_english_shares_with_other_languages_tells_nothing(text: str, language: str) -> None:
    assert foreign_language(text) == language


def test_languages_that_are_hardly_told_apart_are_one() -> None:
    assert are_one("no", "nb") and are_one("sh", "hr") and are_one("de", "de")
    assert not are_one("da", "no") and not are_one("de", "nl")


@pytest.mark.parametrize(
    "text",
    [
        "Kdy začala sametová revoluce v\nČeskoslovensku?",
        "Kdy začala sametová revoluce v Československu \ud83d",
        "Kdy začala\x00 sametová revoluce v Československu",
    ],
)
def test_a_language_is_told_whatever_stands_in_the_question(text: str) -> None:
    assert foreign_language(text) == "cs"


def test_no_english_question_is_taken_for_foreign() -> None:
    names = ("starter", "milestones", "missing", "off-topic", "other-history", "typed")
    texts = [one["question"] for name in names for one in asked(name) if "language" not in one]
    assert [text for text in texts if foreign_language(text)] == []
