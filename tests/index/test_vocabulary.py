from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.store.vocabulary import Close, Vocabulary, lines_of, meant, word_splitter

ALIKE = st.text("abcё", min_size=1, max_size=7)  # words of few letters, one of two bytes, are often close


def vocabulary(folder: Path, *texts: str) -> Vocabulary:
    Vocabulary.write(folder / "words.txt", texts)
    return Vocabulary.open(folder / "words.txt")


def test_words_keep_their_endings_and_lose_case_and_accents(tmp_path: Path) -> None:
    words = vocabulary(tmp_path, "Treaties of Malmö, 1512.", "THE treaty")
    for word in ("treaties", "treaty", "malmo", "the", "1512"):
        assert words.closest(word, 0)
    for word in ("Malmö", "treati", "peace", ""):
        assert not words.closest(word, 0)


def judged(word: str, close: Close) -> tuple[int, bool, int]:
    return close.distance, close.word[:1] != word[:1], close.times


@pytest.mark.parametrize("lines", [b"king", b"king 1\nkong", b"king 1\nkong 2 3\n", b"king 1\nkong\n"])
def test_lines_without_a_count_are_damage(lines: bytes) -> None:
    with pytest.raises(ValueError, match="is no word with its count"):
        Vocabulary(lines).closest("kang", 1)


@pytest.mark.parametrize(
    ("word", "distance", "expected"),
    [
        ("treaty", 1, ("treaty", 0, 2)),
        ("traety", 1, ("treaty", 1, 2)),  # two neighbours swapped
        ("teaty", 1, ("treaty", 1, 2)),  # one dropped
        ("treatyy", 1, ("treaty", 1, 2)),
        ("treety", 1, ("treaty", 1, 2)),
        ("trrety", 1, None),
        ("trrety", 2, ("treaty", 2, 2)),
        ("barrow", 1, ("barrow", 0, 1)),  # closest first, however common others are
        ("herrow", 2, ("harrow", 1, 3)),
        ("darrow", 1, None),  # hardly anybody mistypes the first letter
        ("ahrrow", 1, ("harrow", 1, 3)),  # but it may be swapped with the second
        ("sarow", 2, ("sorrow", 2, 1)),
        ("plague", 2, None),
    ],
)
def test_the_closest_word_is_the_one_that_was_meant(
    tmp_path: Path, word: str, distance: int, expected: tuple[str, int, int] | None
) -> None:
    words = vocabulary(tmp_path, "A treaty. The treaty!", "harrow harrow, harrow; barrow sorrow")
    assert words.closest(word, distance) == expected


def test_a_shelf_without_words_has_none_that_is_close(tmp_path: Path) -> None:
    assert vocabulary(tmp_path).closest("war", 2) is None
    assert vocabulary(tmp_path, "… — !").closest("war", 2) is None


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_word_of_any_text_is_found_with_its_count(texts: list[str]) -> None:
    words = [word for text in texts for word in word_splitter().analyze(text)]
    with TemporaryDirectory() as folder:
        kept = vocabulary(Path(folder), *texts)
        for word in words:
            found = kept.closest(word, 1)
            assert found == (word, 0, words.count(word))


@given(st.lists(ALIKE, min_size=1, max_size=40), ALIKE, st.sampled_from([0, 1, 2]))
def test_the_closest_is_what_comparing_with_every_word_finds(words: list[str], word: str, distance: int) -> None:
    compared = [
        Close(other, errors, words.count(other))
        for other in set(words)
        if (errors := OSA.distance(word, other)) <= distance
        and (other[0] == word[0] or (len(word) > 1 and other[:2] == word[1::-1]))
    ]
    found = Vocabulary("".join(lines_of(words)).encode()).closest(word, distance)
    best = meant(word, compared)
    assert (found in compared) if best else found is None
    assert not (found and best) or judged(word, found) == judged(word, best)
