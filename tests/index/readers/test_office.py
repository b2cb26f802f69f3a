from collections.abc import Callable
from datetime import datetime

import pytest

from tests.files import Block
from tests.files.docx import docx
from tests.files.odt import odt
from tests.files.zips import changed
from tests.index.readers import one, outline

BLOCKS: tuple[Block, ...] = (
    "Above all.",
    "# The war",
    "The war lasted for three years.[^1] Nobody won.",
    "- tolls",
    "- silver",
    "## The siege",
    (("Year", "Dead"), ("1811", "40"), ("1812", "12")),
    "# The peace",
    "It was signed in spring.",
)
NOTES = ("So the chronicle of Tarsk.",)
MAKERS = pytest.mark.parametrize(("suffix", "make"), [("docx", docx), ("odt", odt)])


@MAKERS
def test_headings_lists_tables_and_notes_are_kept_in_order(suffix: str, make: Callable[..., bytes]) -> None:
    text = one(f"x/a.{suffix}", make(BLOCKS, title="Karlin", notes=NOTES))
    assert outline(text) == [
        ((), ("Above all.",)),
        (
            ("The war",),
            (
                "The war lasted for three years.[1] Nobody won.",
                "[1] So the chronicle of Tarsk.",
                "- tolls\n- silver",
            ),
        ),
        (("The war", "The siege"), ("Year | Dead\n1811 | 40\n1812 | 12",)),
        (("The peace",), ("It was signed in spring.",)),
    ]


@MAKERS
def test_properties_become_bibliographic_data(suffix: str, make: Callable[..., bytes]) -> None:
    made = make(
        ("Text.",), title="The Peace of Karlin", author="Ada Byron", created=datetime(1999, 5, 2), language="en-GB"
    )
    document = one(f"x/a.{suffix}", made).document
    assert (document.title, document.language, document.date) == ("The Peace of Karlin", "en-GB", "")
    assert document.csl["author"] == [{"literal": "Ada Byron"}]
    assert document.csl["issued"] == {"date-parts": [[1999, 5, 2]]}


@MAKERS
def test_what_stands_in_the_style_title_comes_before_the_properties(suffix: str, make: Callable[..., bytes]) -> None:
    text = one(
        f"x/a.{suffix}", make(("Above all.",), title="Draft 3", author="Administrator", heading="The Peace of Karlin")
    )
    assert text.document.title == "The Peace of Karlin"
    assert "author" not in text.document.csl
    assert text.sections[0].paragraphs == ("Above all.",)


@MAKERS
def test_a_single_heading_above_all_is_the_title(suffix: str, make: Callable[..., bytes]) -> None:
    text = one(f"x/a.{suffix}", make(("# Karlin", "First.", "## After", "Second.")))
    assert text.document.title == "Karlin"
    assert outline(text) == [((), ("First.",)), (("After",), ("Second.",))]


def test_bold_lines_are_headings_where_no_style_names_any() -> None:
    text = one("x/a.docx", docx(("**The war**", "It lasted for three years.", "**The peace**", "It was signed.")))
    assert outline(text) == [
        (("The war",), ("It lasted for three years.",)),
        (("The peace",), ("It was signed.",)),
    ]


def test_in_word_what_was_deleted_or_is_no_text_is_left_out_and_boxes_are_read() -> None:
    paragraph = (
        "<w:p><w:r><w:t>The </w:t></w:r><w:del><w:r><w:delText>long </w:delText></w:r></w:del><w:ins><w:r><w:t>short"
        "</w:t></w:r></w:ins><w:r><w:tab/><w:t>war</w:t><w:br/><w:t>ended</w:t><w:noBreakHyphen/></w:r><w:r><w:drawing>"
        "<wp:anchor><wp:posOffset>12345</wp:posOffset></wp:anchor></w:drawing><w:instrText>PAGE</w:instrText></w:r>"
        "</w:p><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a frame.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )
    xml = f"<w:document {namespaces}><w:body>\n  {paragraph}\n</w:body></w:document>"
    text = one("x/a.docx", changed(docx(()), {"word/document.xml": xml}))
    assert outline(text) == [((), ("The short war\nended-", "In a box.", "In a frame."))]


def test_numbered_lists_keep_their_numbers() -> None:
    numbered = (
        '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>tolls</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>silver</w:t></w:r></w:p>'
    )
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{numbered}</w:body></w:document>'
    assert outline(one("x/a.docx", changed(docx(()), {"word/document.xml": xml}))) == [((), ("1. tolls\n2. silver",))]
