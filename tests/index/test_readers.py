import codecs

import pytest

from index.errors import ReadError, UnknownFormat
from index.model import Section, Text
from index.readers import read
from index.readers.decoding import decode

QUOTED = "The envoy wrote: “We shan’t yield” – and left Núñez’s café in São Tomé."


def one(path: str, text: str) -> Text:
    (only,) = read(path, text.encode())
    return only


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    assert decode(QUOTED.encode(encoding)) == QUOTED


def test_big_endian_with_a_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + QUOTED.encode("utf-16-be")) == QUOTED


def test_latin_1_and_what_windows_1252_leaves_undefined() -> None:
    assert decode("Münster, 1648: die Verträge".encode("latin-1")) == "Münster, 1648: die Verträge"
    assert decode(b"In a caf\xe9 of the old town \x81 they met") == "In a café of the old town \x81 they met"


def test_a_script_that_is_not_latin_is_told_by_its_letters() -> None:
    text = "Советский Союз и Израиль восстановили дипломатические отношения 18 октября 1991 года."
    assert decode(text.encode("cp1251")) == text
    assert decode(text.encode("koi8_r")) == text


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG picture"),
        (b"%PDF-1.7 ...", "PDF document"),
        (b"PK\x03\x04....", "ZIP archive"),
        (b"MZ\x00\x01 text", "zero bytes"),
        (bytes(range(1, 32)) * 20, "control characters"),
        (b"\xff\xfeA", "not valid"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, named: str) -> None:
    with pytest.raises(UnknownFormat, match=named):
        decode(data)


def test_plain_text_gives_title_date_and_paragraphs() -> None:
    text = one(
        "x/a.txt", "The Treaty of Rapallo\r\n\r\nApril 16, 1922\r\n\r\nGermany signed.\r\n\r\nRussia signed.\r\n"
    )
    assert (text.document.title, text.document.date) == ("The Treaty of Rapallo", "1922-04-16")
    assert text.sections == (Section((), ("Germany signed.", "Russia signed.")),)


def test_title_and_date_may_stand_on_neighbouring_lines_and_in_either_order() -> None:
    for head in ("Rapallo\n16 April 1922", "16 April 1922\n\nRapallo"):
        text = one("x/a.txt", f"{head}\n\nGermany and Russia signed a treaty.")
        assert (text.document.title, text.document.date) == ("Rapallo", "1922-04-16")


def test_a_short_first_line_is_the_title_also_when_the_text_follows_at_once() -> None:
    text = one("x/a.txt", "The treaty of Karlin\nVelmora and Tarsk had fought for three years over the tolls.\n\nMore.")
    assert text.document.title == "The treaty of Karlin"
    assert text.sections[0].paragraphs == ("Velmora and Tarsk had fought for three years over the tolls.", "More.")
    assert one("x/a.txt", "The Treaty\nof Rapallo\n\nSigned.").document.title == "The Treaty of Rapallo"


def test_a_byline_names_the_author_and_a_subtitle_stays() -> None:
    text = one("x/a.txt", "Rapallo\n\nA treaty and its time\n\nBy Ada Byron\n\nApril 16, 1922\n\nIt was signed.")
    assert text.document.csl["author"] == [{"literal": "Ada Byron"}]
    assert (text.document.title, text.document.date) == ("Rapallo", "1922-04-16")
    assert text.sections[0].paragraphs == ("A treaty and its time", "It was signed.")


@pytest.mark.parametrize("line", ["By the end of the war the town lay in ruins", "By Jove he said", "by and by"])
def test_a_line_that_only_begins_like_a_byline_stays_in_the_text(line: str) -> None:
    text = one("x/a.txt", f"Title\n\n{line}\n\nNobody came.")
    assert text.sections[0].paragraphs == (line, "Nobody came.")
    assert "author" not in text.document.csl


def test_title_byline_and_date_may_follow_each_other_at_once() -> None:
    text = one("x/a.txt", "The long title of the thing in full\nBy Jo Smith\n18 October 1991\n\nIt was signed.")
    assert (text.document.title, text.document.date) == ("The long title of the thing in full", "1991-10-18")
    assert text.document.csl["author"] == [{"literal": "Jo Smith"}]
    assert text.sections[0].paragraphs == ("It was signed.",)


def test_a_footnote_that_nothing_refers_to_and_a_picture_s_text_are_kept() -> None:
    (section,) = one("x/a.md", "See ![the map](m.png).\n\n[^1]: The mill burned\n  in 1871.").sections
    assert section.paragraphs == ("See the map.", "[1] The mill burned in 1871.")


def test_metadata_of_the_wrong_kind_are_read_as_far_as_they_go() -> None:
    fields = "issued: {date-parts: [[1911, 5, 4]]}\naccessed: {date-parts: [[x]]}\npublisher: {a: b}\nvolume: 5"
    csl = one("x/a.md", f"---\n{fields}\n---\nText.").document.csl
    assert csl["issued"] == {"date-parts": [[1911, 5, 4]]}
    assert csl["volume"] == "5"
    assert "publisher" not in csl


def test_a_few_stray_bytes_do_not_spoil_a_text_in_utf_8() -> None:
    assert decode(f"{QUOTED} ".encode() * 3 + b"caf\xe9.").endswith(f"{QUOTED} café.")


def test_a_number_at_the_end_is_a_page_and_no_year() -> None:
    assert one("x/a.txt", "Rapallo\n\nSigned at the sea.\n\n245").document.date == ""


def test_a_first_line_that_is_a_sentence_is_no_title() -> None:
    text = one("x/the-treaty_of-rapallo.txt", "Germany signed.\n\nRussia signed.")
    assert text.document.title == "the treaty of rapallo"
    assert text.sections[0].paragraphs == ("Germany signed.", "Russia signed.")


def test_a_date_within_the_text_is_text_and_at_its_end_is_the_date() -> None:
    text = one("x/a.txt", "Rapallo\n\nSigned.\n\n1922\n\nForgotten.")
    assert text.document.date == ""
    assert text.sections[0].paragraphs == ("Signed.", "1922", "Forgotten.")
    assert one("x/a.txt", "Rapallo\n\nSigned at the sea.\n\n16 April 1922").document.date == "1922-04-16"


def test_a_file_of_one_short_line_keeps_it_as_text() -> None:
    assert one("x/note.txt", "Only this").sections[0].paragraphs == ("Only this",)


def test_wrapped_prose_is_joined_and_verse_is_not() -> None:
    prose = "The delegates of both governments met in the morning\nand signed the treaty in the evening.\n\nEnd."
    verse = "Rough winds do shake\nthe darling buds\nof May.\n\nEnd."
    assert one("x/a.txt", prose).sections[0].paragraphs[0].count("\n") == 0
    assert one("x/a.txt", verse).sections[0].paragraphs[0].count("\n") == 2


def test_long_lines_without_empty_ones_between_are_paragraphs() -> None:
    line = "A sentence that says something of the war and of the peace. " * 5
    assert len(one("x/a.txt", f"{line}\n{line}\n{line}").sections[0].paragraphs) == 3


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"---\ntitle: Nothing\n---\n"])
def test_a_file_without_text_says_so(data: bytes) -> None:
    for path in ("x/a.md", "x/a.txt"):
        if data.startswith(b"---") and path.endswith(".txt"):
            continue
        with pytest.raises(ReadError, match=r"is empty|no text"):
            read(path, data)


def test_front_matter_becomes_bibliographic_data() -> None:
    text = one(
        "x/a.md",
        "---\ntitle: 'Rapallo: a treaty'\nauthor: [Ada Byron, {family: Carr, given: E. H.}]\nissued: 1922-04\n"
        "date: 16 April 1922\nlanguage: en\nURL: https://example.org/r\n"
        "references:\n  - title: The Times\n---\nText.\n",
    )
    document = text.document
    assert (document.title, document.date, document.language) == ("Rapallo: a treaty", "1922-04-16", "en")
    assert document.url == "https://example.org/r"
    assert document.csl["author"] == [{"literal": "Ada Byron"}, {"family": "Carr", "given": "E. H."}]
    assert document.csl["issued"] == {"date-parts": [[1922, 4]]}


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("title: [unclosed", "broken front matter: line 3"),
        ("title: a\n  bad: indent: more", "broken front matter: line"),
        ("date: some time in spring", "date 'some time in spring'"),
        ("date: 1991-00-10", "date '1991-00-10'"),
        ("title: a: b", "in quotes"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "aliases"),
        ("title: " + "[" * 3000 + "]" * 3000, "too deeply"),
        ('title: "\\ud800"', "no character"),
    ],
)
def test_a_broken_front_matter_is_named_with_its_line(front_matter: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x/a.md", f"---\n{front_matter}\n---\nText.\n".encode())


def test_a_front_matter_that_never_ends_is_named_and_a_rule_is_none() -> None:
    with pytest.raises(ReadError, match="not closed"):
        read("x/a.md", b"---\ntitle: Rapallo\n\nText.\n")
    assert one("x/a.md", "---\n\nText below a rule.\n").sections[0].paragraphs == ("Text below a rule.",)


def test_headings_are_paths_and_the_only_top_one_is_the_title() -> None:
    text = one("x/a.md", "# Rapallo\n\nFirst.\n\n## Before\n\nSecond.\n\n### Genoa\n\nThird.\n\n## After\n\nFourth.\n")
    assert text.document.title == "Rapallo"
    assert [(section.heading, section.paragraphs) for section in text.sections] == [
        ((), ("First.",)),
        (("Before",), ("Second.",)),
        (("Before", "Genoa"), ("Third.",)),
        (("After",), ("Fourth.",)),
    ]


def test_markdown_is_read_as_its_page_is_seen() -> None:
    body = (
        "A **bold** and [linked](https://example.org) word\nin `code`.\n\n> A quotation.\n\n"
        "- one\n- two\n\n3. three\n\n| a | b |\n|---|---|\n| c | d |\n\n<!-- hidden --><p>seen</p>\n"
    )
    (section,) = one("x/a.md", body).sections
    assert section.paragraphs == (
        "A bold and linked word in code.",
        "A quotation.",
        "- one\n- two",
        "3. three",
        "a | b\nc | d",
        "seen",
    )


def test_footnotes_lists_with_code_and_line_breaks_lose_nothing() -> None:
    body = (
        "A claim.[^a]\n\n- item\n\n  ```\n  the treaty\n  ```\n\n- next\n\n  <p>in a tag</p>\n\none<br>two\n\n"
        "<table><tr><td>1948</td><td>Tom &amp; Jerry</td></tr></table>\n\n<script>no()</script>\n\n[^a]: Its source.\n"
    )
    (section,) = one("x/a.md", body).sections
    assert section.paragraphs == (
        "A claim.[a]",
        "- item\nthe treaty\n- next\nin a tag",
        "one\ntwo",
        "1948 Tom & Jerry",
        "[a] Its source.",
    )


def test_a_rule_above_and_below_a_warning_is_no_front_matter() -> None:
    (section,) = one("x/a.md", "---\n\nWarning: a draft\n\n---\n\nThe text.").sections
    assert section.paragraphs == ("Warning: a draft", "The text.")


def test_an_unknown_kind_of_file_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UnknownFormat, match=r"\.xyz.*\.md.*\.txt"):
        read("x/a.xyz", b"text")
