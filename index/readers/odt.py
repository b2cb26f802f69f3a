"""OpenDocument texts → documents, with the headings of their outline."""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import BadZipFile

from lxml import etree
from odfdo import Document as OpenDocument
from odfdo import Meta

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Text
from index.readers.bounds import damaged
from index.readers.markup import Role, Vocabulary, blocks, by_name
from index.readers.metadata import document, known, made_on
from index.readers.outline import sections, titled
from index.readers.packages import Package
from index.readers.xml_tree import local, text_of

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_STYLE_NAME = f"{_TEXT}style-name"
_UNSEEN = (f"{_SVG}title", f"{_SVG}desc")  # what a picture is called
_ROLES = by_name(
    {
        Role.SKIP: "tracked-changes annotation annotation-end table-of-content alphabetical-index illustration-index "
        "table-index object-index user-index sequence-decls variable-decls user-field-decls forms note-citation "
        "ruby-text binary-data",
        Role.BLOCK: "p text-box section list-header",
        Role.HEADING: "h",
        Role.LIST: "list",
        Role.ITEM: "list-item",
        Role.TABLE: "table",
        Role.ROW: "table-row",
        Role.CELL: "table-cell",
        Role.GAP: "s tab soft-page-break",
        Role.BREAK: "line-break",
        Role.NOTE: "note",
    }
)


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read an OpenDocument text as one document. Raises ReadError for one that is damaged, locked or without text."""
    package = Package(data, limits)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise ReadError("has a password; save it without one and add the file again")
    package.check_xml()
    body = next(package.xml(_CONTENT).iter(f"{_OFFICE}text"), None)
    if body is None:
        raise ReadError(damaged("it has no text part"))
    try:
        given = OpenDocument(BytesIO(data))
        fields = _fields(given.meta)
    except (KeyError, ValueError, TypeError, BadZipFile, etree.XMLSyntaxError):
        raise ReadError(damaged("parts of the OpenDocument text are missing")) from None
    own = str(fields.pop("title", ""))
    heading = _title(body, given)
    title, below = titled(text_of(heading) or own, blocks(body, _vocabulary(body, given, heading)))
    found = tuple(sections(below))
    if not found:
        raise ReadError("is empty: it has no text, though perhaps pictures of some")
    return (Text(document(path, fields, title), found),)


def _fields(given: Meta) -> dict[str, object]:
    made = _made(given)
    return known(
        title=given.title or "",
        authors=re.split(r"\s*;\s*", given.initial_creator or given.creator or ""),
        issued=made_on(made.year, made.month, made.day) if made else "",
        language=given.language or "",
    )


def _made(given: Meta) -> datetime | None:
    try:
        return given.creation_date
    except (ValueError, TypeError):  # no date, whatever stands there
        return None


def _title(body: etree._Element, given: OpenDocument) -> etree._Element | None:
    """Find the paragraph in the style Title, or in one that only varies it."""
    paragraphs = (paragraph for paragraph in body.iter(f"{_TEXT}p") if paragraph.get(_STYLE_NAME))
    titles = {name for name in _names(body) if _is_title(name, given)}
    return next((one for one in paragraphs if one.get(_STYLE_NAME) in titles and text_of(one)), None)


def _names(body: etree._Element) -> set[str]:
    return {name for paragraph in body.iter(f"{_TEXT}p") if (name := paragraph.get(_STYLE_NAME))}


def _is_title(name: str, given: OpenDocument) -> bool:
    style = given.get_style("paragraph", name)
    return "Title" in (name, getattr(style, "parent_style", None))


def _vocabulary(body: etree._Element, given: OpenDocument, title: etree._Element | None) -> Vocabulary:
    def role_of(element: etree._Element) -> Role:
        if element is title or element.tag in _UNSEEN:
            return Role.SKIP
        return _ROLES.get(local(element), Role.INLINE)

    def item_mark(element: etree._Element, place: int) -> str:
        lists = [element, *element.iterancestors(f"{_TEXT}list")]
        name = next((name for one in lists if (name := one.get(_STYLE_NAME))), "")
        return f"{place + 1}. " if (name, len(lists)) in numbered else "- "

    numbered = set(_numbered(body, given))
    return Vocabulary(role_of, _level, item_mark, _note_mark)


def _numbered(body: etree._Element, given: OpenDocument) -> Iterator[tuple[str, int]]:
    """Give the styles of lists, each with the depths at which it numbers the items."""
    for name in {name for element in body.iter(f"{_TEXT}list") if (name := element.get(_STYLE_NAME))}:
        style = given.get_style("list", name)
        for level in style.get_elements("text:list-level-style-number") if style is not None else ():
            yield name, int(str(level.get_attribute("text:level") or 1))


def _level(heading: etree._Element) -> int:
    level = heading.get(f"{_TEXT}outline-level") or ""
    return int(level) if level.isdigit() and level != "0" else 1


def _note_mark(note: etree._Element) -> str:
    return text_of(note.find(f"{_TEXT}note-citation"))
