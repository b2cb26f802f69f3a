import pytest

from index.errors import ReadError
from index.readers import read
from tests.files.epub import epub
from tests.index.readers import one, outline

CHAPTERS = [("The war", "It lasted for three years.\n\nNobody won."), ("The peace", "It was signed in spring.")]


def test_chapters_are_headings_in_the_order_of_the_book() -> None:
    text = one("x/a.epub", epub(CHAPTERS, title="Karlin"))
    assert outline(text) == [
        (("The war",), ("It lasted for three years.", "Nobody won.")),
        (("The peace",), ("It was signed in spring.",)),
    ]


def test_headings_within_a_chapter_stand_below_its_title() -> None:
    body = (
        "<h2>Chapter 1</h2><h2>The war</h2><p>Three years.<sup><a href='#n1'>1</a></sup></p>"
        "<h3>The siege</h3><p>Forty days.</p><aside><p>1 So the chronicle.</p></aside>"
    )
    text = one("x/a.epub", epub([("Chapter 1: The war", body), ("", "<p>It went on.</p>")]))
    assert outline(text) == [
        (("Chapter 1: The war",), ("Three years.[1]",)),
        (("Chapter 1: The war", "The siege"), ("Forty days.", "1 So the chronicle.", "It went on.")),
    ]


def test_without_a_table_of_contents_first_headings_name_the_chapters() -> None:
    text = one("x/a.epub", epub(CHAPTERS, with_toc=False))
    assert [heading for heading, _ in outline(text)] == [("The war",), ("The peace",)]


def test_the_package_gives_the_bibliographic_data() -> None:
    made = epub(
        CHAPTERS,
        title="The Peace of Karlin",
        authors=("Ada Byron", "Carla Núñez"),
        publisher="River Press",
        date="1999-05",
        language="en-GB",
        isbn="978-0-306-40615-7",
    )
    document = one("x/a.epub", made).document
    assert (document.title, document.language, document.date) == ("The Peace of Karlin", "en-GB", "")
    assert {name: document.csl[name] for name in ("type", "author", "publisher", "issued", "ISBN")} == {
        "type": "book",
        "author": [{"literal": "Ada Byron"}, {"literal": "Carla Núñez"}],
        "publisher": "River Press",
        "issued": {"date-parts": [[1999, 5]]},
        "ISBN": "9780306406157",
    }


def test_chapters_that_are_no_xml_are_read_as_browsers_do() -> None:
    text = one("x/a.epub", epub([("The war", "<h1>The war</h1><p>Three&nbsp;years<br>and more")]))
    assert outline(text) == [(("The war",), ("Three years\nand more",))]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (epub(CHAPTERS, encrypted=True), r"locked by its seller \(DRM\)"),
        (epub([]), "holds no text"),
        (epub(CHAPTERS)[:-500], "damaged: it breaks off"),
    ],
)
def test_a_book_that_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x/a.epub", data)
