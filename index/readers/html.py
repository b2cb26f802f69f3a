"""Web pages → documents: the text without menus, banners, comments and footers."""

import codecs
import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Text
from index.readers.decoding import decode
from index.readers.metadata import document
from index.readers.outline import Block, sections
from index.readers.page_metadata import page_fields
from index.readers.page_text import extract_of, page_blocks
from index.readers.xhtml import bracket_references

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 2048  # within which a page names its encoding
_WESTERN = ("iso8859-1", "ascii")  # browsers read these as Windows-1252, of which they are a part
_TOO_DEEP = "is nested too deeply; no page needs 256 levels of elements"
_TOO_LONG = "holds a piece of more than 10 MB without any element in it; split it"
_UNSEEN = (
    "//*[@hidden or contains(@class, 'mw-editsection')][not(self::html or self::body)]"
    "|//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
    "//a[normalize-space()='#' or normalize-space()='¶' or normalize-space()='§']"  # links of headings to themselves
)


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a web page as one document. Raises ReadError when there is no text on it."""
    page = _page(data)
    bracket_references(page)
    extract = extract_of(page)
    fields = page_fields(page, extract)
    title, below = _titled(str(fields.pop("title", "")), page_blocks(page, extract))
    found = tuple(sections(below))
    if not found:
        raise ReadError("shows no text by itself; open it in a browser and save what you see as text or PDF")
    return (Text(document(path, fields, title), found),)


def _page(data: bytes) -> HtmlElement:
    text = _DECLARATION.sub("", _decode(data)).replace("\x00", "")
    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(text, parser)
    except (etree.ParserError, ValueError):  # nothing but white space and comments
        raise ReadError("is empty") from None
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":  # the rest would be missing
            raise ReadError(_TOO_DEEP if "depth" in entry.message else _TOO_LONG)
    for element in page.xpath(_UNSEEN):
        element.drop_tree()
    return page


def _decode(data: bytes) -> str:
    """Decode a page by what it says of its encoding, unless a byte order mark or the bytes themselves know better."""
    named = _CHARSET.search(data[:_HEAD_BYTES])
    if not named or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    try:
        encoding = codecs.lookup(named[1].decode("ascii")).name
        return data.decode("cp1252" if encoding in _WESTERN else encoding)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _titled(title: str, found: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """Take the page's first heading for its title where that says the same and more: "Rapallo | The Gazette"."""
    level, text = found[0] if found else (0, "")
    if level and (not title or text.casefold() in title.casefold() or title.casefold() in text.casefold()):
        return text, found[1:]
    return title, found
