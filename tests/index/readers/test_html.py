import pytest

from index.errors import ReadError
from index.readers import read
from tests.files import Block
from tests.files.html import html
from tests.index.readers import one, outline

LONG = "The envoys of Velmora and Tarsk met at Karlin in the spring of that year to end the war over the tolls. " * 3
BLOCKS: tuple[Block, ...] = (
    "# The Peace of Karlin",
    LONG.strip(),
    "## The terms",
    "- tolls",
    "- silver",
    (("Year", "Dead"), ("1811", "40")),
    "### Later",
    "It was forgotten.",
)


def page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>Karlin</title></head><body>{body}</body></html>".encode()


def test_the_text_is_read_without_what_stands_around_it() -> None:
    text = one("x/a.html", html(BLOCKS, title="The Peace of Karlin"))
    assert text.document.title == "The Peace of Karlin"
    assert outline(text) == [
        ((), (LONG.strip(),)),
        (("The terms",), ("- tolls\n- silver", "Year | Dead\n1811 | 40")),
        (("The terms", "Later"), ("It was forgotten.",)),
    ]


def test_a_short_page_loses_neither_its_text_nor_keeps_its_menu() -> None:
    text = one("x/a.html", html(("# Karlin", "Signed in 1812.", "## After", "Peace."), title="Karlin"))
    assert outline(text) == [((), ("Signed in 1812.",)), (("After",), ("Peace.",))]


@pytest.mark.parametrize("linked_data", [True, False])
def test_metadata_are_found_in_linked_data_and_in_meta_elements(linked_data: bool) -> None:
    made = html(
        BLOCKS,
        title="The Peace of Karlin",
        author="Ada Byron",
        published="2001-05-04T10:00:00Z",
        site="The Daily Gazette",
        url="https://example.org/karlin",
        linked_data=linked_data,
    )
    document = one("x/a.htm", made).document
    assert (document.url, document.language, document.date) == ("https://example.org/karlin", "en", "")
    assert document.csl["author"] == [{"literal": "Ada Byron"}]
    assert document.csl["issued"] == {"date-parts": [[2001, 5, 4]]}
    assert document.csl["container-title"] == "The Daily Gazette"


def test_a_year_in_the_text_is_no_date_of_the_page() -> None:
    assert "issued" not in one("x/a.html", html(("# Karlin", f"{LONG} Published 4 May 1812."))).document.csl


def test_a_page_without_a_frame_is_read_whole() -> None:
    body = f"Above all.<h2>I</h2><p>{LONG}<h2>II</h2><p>{LONG}<p>{LONG}<pre>  one\n    two</pre>"
    (above, first, second) = one("x/a.html", page(body)).sections
    assert (above.paragraphs, first.heading, len(first.paragraphs)) == (("Above all.",), ("I",), 1)
    assert second.paragraphs == (LONG.strip(), LONG.strip(), "  one\n    two")


def test_references_notes_quotations_and_layout_tables_stay_readable() -> None:
    body = (
        "<table><tr><td><p>One.<sup><a href='#n1'>1</a></sup></p><blockquote>“Two.”</blockquote>Three<br><br>Four"
        "<br>Five, the 10<sup>th</sup></td></tr></table><ol start='3'><li id='n1'>See <i>this</i>.<ul><li>a</li></ul>"
        "</li></ol><p hidden>unseen</p><p style='display:none'>unseen</p>"
    )
    (section,) = one("x/a.html", page(body)).sections
    assert section.paragraphs == ("One.[1]", "“Two.”", "Three", "Four\nFive, the 10th", "3. See this.\n- a")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<meta charset="iso-8859-1">', "cp1252"), ('<meta charset="windows-1251">', "cp1251"), ("", "utf-16")],
)
def test_the_page_s_own_word_on_its_encoding_holds(head: str, encoding: str) -> None:
    words = "“Café” – naïve" if encoding != "cp1251" else "Мир в Карлине"
    data = f"<html><head>{head}</head><body><p>{words}</p></body></html>".encode(encoding)
    assert one("x/a.html", data).sections[0].paragraphs == (words,)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (page("<script>render()</script><div id='root'></div>"), "shows no text by itself"),
        (b"<!-- nothing -->", "is empty"),
        (page("<div>" * 2000 + "deep"), "nested too deeply"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "web archive.*save the page as HTML"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x/a.html", data)
