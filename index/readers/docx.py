"""Word documents → documents, with the headings that their styles name."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from docx import Document as open_docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Text
from index.readers.bounds import damaged
from index.readers.docx_styles import Style, Styles
from index.readers.markup import Role, Vocabulary, blocks
from index.readers.metadata import document, known, made_on
from index.readers.outline import Block, sections, titled
from index.readers.packages import Package
from index.readers.xml_tree import parse_xml

_HEADING_CHARS = 120  # a paragraph in bold type that is no longer is a heading, where no style names any
_CONTENTS = ("toc ", "table of figures")  # how the styles of a table of contents begin
_PARAGRAPH = qn("w:p")
_TEXTS = (qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_HYPHEN = qn("w:noBreakHyphen")
_LIST = "list"  # the element that items of a list are gathered in here
_NOTES = {qn("w:footnoteReference"): RELATIONSHIP_TYPE.FOOTNOTES, qn("w:endnoteReference"): RELATIONSHIP_TYPE.ENDNOTES}
_ROLES = {
    **dict.fromkeys(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:tblPr", "w:sdtPr")), Role.SKIP),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback": Role.SKIP,  # the same once more
    **dict.fromkeys(_NOTES, Role.NOTE),
    qn("w:tab"): Role.GAP,
    qn("w:br"): Role.BREAK,
    qn("w:cr"): Role.BREAK,
    qn("w:tbl"): Role.TABLE,
    qn("w:tr"): Role.ROW,
    qn("w:tc"): Role.CELL,
    qn("w:txbxContent"): Role.BLOCK,
    _LIST: Role.BLOCK,
}


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a Word document as one document. Raises ReadError for one that is damaged, unsafe or without text."""
    package = Package(data, limits)
    package.check_xml()
    try:
        word = open_docx(BytesIO(data))
    except (KeyError, ValueError):
        raise ReadError(damaged("parts of the Word document are missing")) from None
    except etree.XMLSyntaxError:
        raise ReadError(damaged("its XML is broken, or nested too deeply")) from None
    fields = _fields(word)
    above, found_blocks = _title_and_blocks(word)
    own = str(fields.pop("title", ""))
    title, below = titled(above or own, found_blocks)
    found = tuple(sections(below))
    if not found:
        raise ReadError("is empty: it has no text, though perhaps pictures of some")
    return (Text(document(path, fields, title), found),)


def _fields(word: Word) -> dict[str, object]:
    given = word.core_properties
    made = given.created
    return known(
        title=given.title,
        authors=re.split(r"\s*;\s*", given.author),
        issued=made_on(made.year, made.month, made.day) if made else "",
        language=given.language,
    )


def _title_and_blocks(word: Word) -> tuple[str, list[Block]]:
    """Give the text in the style Title, and the blocks of the rest."""
    body = parse_xml(word.part.blob)
    styles = Styles(word)
    of = {paragraph: styles.of(paragraph) for paragraph in body.iter(_PARAGRAPH)}
    titles = [paragraph for paragraph, style in of.items() if style.name == "title" and _text(paragraph)]
    has_headings = any(style.level for style in of.values())
    _set_notes(word, body)
    _clear_all_but_text(body)
    items = set(_gather_lists(of, styles))

    def role_of(element: etree._Element) -> Role:
        if element.tag != _PARAGRAPH:
            return _ROLES.get(str(element.tag), Role.INLINE)
        style = of.get(element, Style())
        if style.name.startswith(_CONTENTS) or element in titles[:1]:
            return Role.SKIP
        if element in items:
            return Role.LINE
        is_heading = style.level or element in titles or (not has_headings and _is_bold(element))
        return Role.HEADING if is_heading else Role.BLOCK

    found = blocks(body, Vocabulary(role_of, lambda paragraph: of.get(paragraph, Style()).level or 1))
    return _text(titles[0]) if titles else "", found


def _text(paragraph: etree._Element) -> str:
    return " ".join("".join(part.text or "" for part in paragraph.iter(qn("w:t"))).split())


def _is_bold(paragraph: etree._Element) -> bool:
    """Whether a paragraph is nothing but a few words in bold type, which is how headings are often set."""
    text = _text(paragraph)
    runs = [run for run in paragraph.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    is_short = 0 < len(text) <= _HEADING_CHARS and text[-1] not in ".,;:"
    return is_short and all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)


def _set_notes(word: Word, body: etree._Element) -> None:
    """Set the text of each note inside its reference, as it is kept in another part of the file."""
    for name, kind in _NOTES.items():
        parts = [relation.target_part for relation in word.part.rels.values() if relation.reltype == kind]
        notes = {note.get(qn("w:id")): note for part in parts for note in parse_xml(part.blob)}
        for reference in list(body.iter(name)):
            note = notes.pop(reference.get(qn("w:id")), None)
            if note is not None:
                reference.extend(list(note))


def _clear_all_but_text(body: etree._Element) -> None:
    """Leave out the measures of pictures and whatever else stands between the elements of text."""
    for element in body.iter(etree.Element):
        element.tail = None
        if element.tag not in _TEXTS:
            element.text = "-" if element.tag == _HYPHEN else None


def _gather_lists(of: Mapping[etree._Element, Style], styles: Styles) -> Iterator[etree._Element]:
    """Gather the items of lists, which are paragraphs like others, set their marks before them, and give them."""
    for paragraph, style in of.items():
        if not style.number or style.level or not _text(paragraph):
            continue
        before = paragraph.getprevious()
        if before is None or before.tag != _LIST:
            before = etree.Element(_LIST)
            paragraph.addprevious(before)
        before.append(paragraph)
        paragraph.text = styles.mark(style)
        yield paragraph
