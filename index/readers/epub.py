"""EPUB books → documents whose chapters are their headings."""

from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Text
from index.readers.bounds import check_characters, damaged
from index.readers.epub_package import open_book
from index.readers.markup import blocks
from index.readers.metadata import document
from index.readers.outline import Block, sections
from index.readers.packages import Package
from index.readers.xhtml import XHTML, bracket_references
from index.readers.xml_tree import NotWellFormed, parse_xml, text_of

_LINKS = 5  # at least so many links, of which a page all but consists, make it a table of contents
_LINKED_SHARE = 0.7
_COVER_CHARS = 200  # a page named "cover" with less text is one


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a book as one document; cover and table of contents are left out.

    Raises ReadError for a book that is locked, damaged, over the limits or without text.
    """
    package = Package(data, limits)
    book = open_book(package)
    if not book.pages:
        raise ReadError(damaged("it does not name its chapters and their order"))
    found: list[Block] = []
    characters = 0
    for page in book.pages:
        root = _page(package.read(page))
        chapter = [] if _is_frame(root, page) else list(_chapter(root, book.titles.get(page, "")))
        characters += sum(len(text) for _, text in chapter)
        check_characters(characters, limits)
        found += chapter
    chapters = tuple(sections(found))
    if not chapters:
        raise ReadError("holds no text: its pages may be pictures; run text recognition (OCR) on it and add the result")
    return (Text(document(path, book.fields), chapters),)


def _page(data: bytes) -> etree._Element:
    """Parse a chapter; what is no XML, as it should be, is read as browsers read it."""
    try:
        root = parse_xml(data)
    except NotWellFormed:
        try:
            root = document_fromstring(data, HTMLParser(no_network=True, remove_comments=True, remove_pis=True))
        except (etree.ParserError, ValueError):
            return etree.Element("html")
    bracket_references(root)
    return root


def _is_frame(root: etree._Element, name: str) -> bool:
    """Whether a page is a cover or a table of contents."""
    body = next(root.iter("{*}body"), root)
    kinds = {word for key, value in body.attrib.items() if str(key).endswith("type") for word in value.split()}
    text = text_of(body)
    links = list(body.iter("{*}a"))
    is_contents = len(links) >= _LINKS and sum(len(text_of(link)) for link in links) > _LINKED_SHARE * len(text)
    return bool(kinds & {"cover", "toc"}) or is_contents or ("cover" in name.lower() and len(text) < _COVER_CHARS)


def _chapter(root: etree._Element, title: str) -> Iterator[Block]:
    """Give the blocks of a chapter below its title; one without title or heading goes on with the chapter before."""
    body = next(root.iter("{*}body"), root)
    found = blocks(body, XHTML)
    above = next((at for at, block in enumerate(found) if not block[0]), len(found))
    if not title and not above:
        yield from _lowered(found)
        return
    headings, rest = found[:above], found[above:]
    title = title or headings[0][1]
    others = [block for block in headings if _letters(block[1]) not in _letters(title)]
    yield 1, title
    yield from _lowered([*others, *rest])


def _lowered(found: Sequence[Block]) -> Iterator[Block]:
    """Set the headings of a chapter below its title."""
    highest = min((level for level, _ in found if level), default=1)
    return ((level and level - highest + 2, text) for level, text in found)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
