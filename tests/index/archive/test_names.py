import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.archive.names import LENGTH, key, line, numbered, sane
from tests.strategies import texts

names = texts | st.text(max_size=400) | st.builds("{}.{}".format, st.text(max_size=400), st.text(max_size=12))


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Treaty of Wuchale.pdf", "Treaty of Wuchale.pdf"),
        ("C:\\letters\\1889.txt", "1889.txt"),
        ("../../etc/passwd", "passwd"),
        ("/letters/1889.txt/", "1889.txt"),
        ("letters/..", "letters"),
        ("..", "source"),
        ("", "source"),
        (" \u200d ", "source"),
        ("Aksu\u0301m.md", "Aksúm.md"),
        ("two\nlines\x00.md", "two lines .md"),
        ("fdp.\u202egpj.exe", "fdp. gpj.exe"),
        ("می\u200cشود.txt", "می\u200cشود.txt"),
    ],
)
def test_a_name_is_brought_to_a_sane_form(given_name: str, name: str) -> None:
    assert sane(given_name) == name


@given(names)
@example("a" * 199 + "\u0301.pdf")
@example("𒀀" * 300 + ".markdown")
def test_any_name_becomes_one_that_files_can_have_and_stays_so(given_name: str) -> None:
    name = sane(given_name)
    assert name.strip(" .\u200c\u200d")
    assert len(name) <= LENGTH
    assert len(name.encode()) <= 240
    assert not set(name) & {"/", "\\", "\0"}
    assert not [character for character in name if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")]
    assert unicodedata.is_normalized("NFC", name)
    assert sane(name) == name


@given(names)
def test_a_line_stays_as_it_is(text: str) -> None:
    once = line(text, 50)
    assert len(once) <= 50
    assert line(once, 50) == once
    assert "\n" not in once


def test_long_names_keep_their_suffix_and_stay_apart() -> None:
    first, second = (sane(f"{'A history of everything ' * 20}{number}.pdf") for number in (1, 2))
    assert first != second
    assert first.endswith(".pdf")
    assert first == sane(f"{'A history of everything ' * 20}1.pdf")


def test_upper_and_lower_case_are_one_and_so_are_composed_and_decomposed_letters() -> None:
    assert key("STRASSE É.TXT") == key("straße e\u0301.txt")
    assert key("a.txt") != key("b.txt")


def test_a_numbered_name_keeps_its_suffix() -> None:
    assert numbered("report.final.pdf", 2) == "report.final (2).pdf"
