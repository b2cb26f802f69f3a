"""TEI XML → documents: one for each division that has an identifier, a head and text of its own."""

import re
from collections.abc import Iterator

from lxml import etree

from index.dates import is_edtf, parse_date
from index.errors import ReadError, UnknownFormat
from index.limits import ReadLimits
from index.model import Document, Text
from index.readers.markup import Role, Vocabulary, blocks, by_name
from index.readers.metadata import document, known
from index.readers.outline import sections
from index.readers.xml_tree import XML_ID, XML_LANG, local, namespace, parse_xml, text_of

_TEI = "http://www.tei-c.org/ns/1.0"
_DIVISION = re.compile(r"div[1-7]?")
_ID_CHARS = 100  # of an identifier, as it becomes a part of a name
_HEADING_CHARS = 120  # a paragraph in bold type that is no longer is a heading
_BOLD = re.compile(r"strong|bold", re.IGNORECASE)
_NOT_PUBLISHED = re.compile(r"unpublished|publication information|born digital", re.IGNORECASE)
_PUBLISHER_CHARS = 80  # a longer paragraph in the publication statement is prose
_ROLES = by_name(
    {
        Role.SKIP: "teiheader graphic media figdesc fw index sourcedoc facsimile standoff",
        Role.BLOCK: "tei text group front body back div div1 div2 div3 div4 div5 div6 div7 p ab head figure opener "
        "closer salute signed dateline byline trailer argument epigraph postscript cit lg sp speaker titlepage docTitle"
        " titlepart docauthor docimprint docdate floatingtext listbibl biblstruct label castlist castitem set".lower(),
        Role.LIST: "list",
        Role.ITEM: "item",
        Role.TABLE: "table",
        Role.ROW: "row",
        Role.CELL: "cell",
        Role.LINE: "l",
        Role.NOTE: "note",
    }
)
_LAST_PART = re.compile(r"(?:,\s+([^,]+)|\(([^()]+)\))$")
_FIRST_OF_CHOICE = ("sic", "orig", "abbr")  # what the source itself has; quotations are word for word


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a TEI file as the documents it holds.

    Each outermost division with an xml:id whose head and text are its own is one, named `path#xml:id`; a division that
    only groups others gives those. A file without any is one document. Raises ReadError for XML that is broken or not
    TEI, and for a file without text.
    """
    root = parse_xml(data)
    if namespace(root) != _TEI:
        raise UnknownFormat(
            f"is XML, but not TEI (its first element is <{local(root)}>); save its text as a web page or plain text"
        )
    texts = tuple(_texts(root, path)) or tuple(_whole(root, path))
    if not texts:
        raise ReadError("has no text below its header")
    return texts


def _texts(root: etree._Element, path: str) -> Iterator[Text]:
    for division in _documents(root):
        head = next(child for child in division if local(child) == "head")
        found = tuple(sections(_blocks(division)))
        if found:
            yield Text(_document(division, f"{path}#{_id(division)}", _title(head), _date(head)), found)


def _id(division: etree._Element) -> str:
    name = division.get(XML_ID) or ""
    if len(name) > _ID_CHARS:
        raise ReadError(f"has an xml:id of more than {_ID_CHARS} characters, {name[:20]}…; give it a shorter one")
    return name


def _whole(root: etree._Element, path: str) -> Iterator[Text]:
    bodies = [child for child in root.iter(f"{{{_TEI}}}text") if not any(map(_is_text, child.iterancestors()))]
    found = tuple(section for body in bodies for section in sections(_blocks(body)))
    if found:
        yield Text(_document(root, path, "", ""), found)


def _is_text(element: etree._Element) -> bool:
    return local(element) == "text"


def _documents(element: etree._Element) -> Iterator[etree._Element]:
    """Find the outermost divisions that are documents."""
    for child in element:
        if not isinstance(child.tag, str) or local(child) == "teiheader":
            continue
        if _is_division(child) and child.get(XML_ID) and _has_own_text(child):
            yield child
        else:
            yield from _documents(child)


def _is_division(element: etree._Element) -> bool:
    return _DIVISION.fullmatch(local(element)) is not None


def _has_own_text(division: etree._Element) -> bool:
    names = [local(child) for child in division]
    return "head" in names and any(
        text_of(child) for child, name in zip(division, names, strict=True) if name != "head" and not _is_group(child)
    )


def _is_group(element: etree._Element) -> bool:
    """Whether an element is a division that may be a document by itself."""
    return _is_division(element) and bool(element.get(XML_ID)) and _has_head(element)


def _has_head(element: etree._Element) -> bool:
    return any(local(child) == "head" for child in element)


def _blocks(root: etree._Element) -> list[tuple[int, str]]:
    """Read a division or a whole text; a division's own head is the document's title, not a heading in it."""

    def role_of(element: etree._Element) -> Role:
        name = local(element)
        parent = element.getparent()
        if name in ("corr", "reg", "expan") and parent is not None and local(parent) == "choice":
            return Role.SKIP if any(local(other) in _FIRST_OF_CHOICE for other in parent) else Role.INLINE
        if name == "head" and parent is root:
            return Role.SKIP
        if name == "lb" or name in ("pb", "cb", "gb", "milestone"):
            return Role.SKIP if element.get("break") == "no" else Role.GAP
        if name in ("quote", "q"):
            return Role.BLOCK if any(local(part) in ("p", "lg", "l") for part in element) else Role.INLINE
        if (name == "head" and parent is not None and _is_division(parent)) or _is_bold(element):
            return Role.HEADING
        return _ROLES.get(name, Role.INLINE)

    def level_of(element: etree._Element) -> int:
        above = 0
        for ancestor in element.iterancestors():
            if ancestor is root:
                break
            above += _is_division(ancestor)
        return above + (local(element) != "head")

    return blocks(root, Vocabulary(role_of, level_of, _item_mark, lambda note: note.get("n") or ""))


def _is_bold(element: etree._Element) -> bool:
    """Whether a paragraph is nothing but a few words in bold type, which is how headings are often set."""
    if local(element) != "p" or len(element) != 1 or (element.text or "").strip():
        return False
    only = element[0]
    text = text_of(only)
    is_bold = local(only) == "hi" and _BOLD.search(only.get("rend") or "") is not None
    return is_bold and not (only.tail or "").strip() and 0 < len(text) <= _HEADING_CHARS and text[-1] not in ".,;:"


def _item_mark(element: etree._Element, place: int) -> str:
    kinds = f"{element.get('type') or ''} {element.get('rend') or ''}".split()
    if "simple" in kinds or any(local(child) == "label" for child in element):
        return ""  # the items have marks of their own, or none
    return f"{place + 1}. " if {"ordered", "numbered"}.intersection(kinds) else "- "


def _document(element: etree._Element, path: str, title: str, date: str) -> Document:
    """Describe a division, or the whole file, by the file's header."""
    root = element.getroottree().getroot()
    whole = _file_title(root)
    fields = known(
        title=title or whole,
        authors=[text_of(author) for author in _header(root, "titleStmt/tei:author")],
        issued=_first_date(_header(root, "publicationStmt/tei:date")),
        publisher=_publisher(root),
        language=_language(element, root),
    )
    series = [text_of(found) for found in _header(root, "seriesStmt/tei:title")]
    fields |= {"collection-title": series[0]} if series and series[0] else {}
    if title:
        fields |= {"type": "chapter"} | ({"container-title": whole} if whole else {})
    return document(path, fields, "", date)


def _header(root: etree._Element, below: str) -> list[etree._Element]:
    return root.findall(f"tei:teiHeader/tei:fileDesc/tei:{below}", {"tei": _TEI})


def _file_title(root: etree._Element) -> str:
    """Choose among the titles in the header: the complete or main one, else the first."""
    titles = _header(root, "titleStmt/tei:title")
    best = [title for kind in ("complete", "main") for title in titles if title.get("type") == kind]
    return next(map(text_of, [*best, *titles]), "")


def _publisher(root: etree._Element) -> str:
    named = [
        text_of(found) for name in ("publisher", "authority") for found in _header(root, f"publicationStmt/tei:{name}")
    ]
    prose = [text_of(found) for found in _header(root, "publicationStmt/tei:p")]
    if not named and len(prose) == 1 and len(prose[0]) <= _PUBLISHER_CHARS and not _NOT_PUBLISHED.search(prose[0]):
        named = prose
    return next((name for name in named if name), "")


def _language(element: etree._Element, root: etree._Element) -> str:
    given = [ancestor.get(XML_LANG) for ancestor in (element, *element.iterancestors())]
    given += [text.get(XML_LANG) for text in root.findall(f"{{{_TEI}}}text")]
    return next((language for language in given if language), "")


def _title(head: etree._Element) -> str:
    """Give a head without its notes."""
    parts = blocks(head, Vocabulary(lambda element: Role.SKIP if local(element) == "note" else Role.INLINE))
    return " ".join(" ".join(text for _, text in parts).split())


def _date(head: etree._Element) -> str:
    """Give the date in a head in EDTF; of several the span from the first to the last.

    Where none is marked, what stands behind the last comma or in brackets at the end may be one.
    """
    dates = [date for element in head.iter(f"{{{_TEI}}}date") if (date := _edtf(element))]
    if not dates:
        last = _LAST_PART.search(_title(head))
        return parse_date(last[1] or last[2]) if last else ""
    span = f"{min(date.split('/')[0] for date in dates)}/{max(date.split('/')[-1] for date in dates)}"
    return span if len(dates) > 1 and is_edtf(span) and ".." not in span else dates[0]


def _edtf(element: etree._Element) -> str:
    """Read a date by its attributes, else by its text; "" when it cannot be read."""
    text = text_of(element)
    when = element.get("when") or element.get("when-iso") or ""
    if when and (decade := re.fullmatch(r"(?:the )?(\d{3})0s", text)) and when == f"{decade[1]}0":
        return f"{decade[1]}X"
    first, last = (element.get(a) or element.get(b) or "" for a, b in (("from", "notBefore"), ("to", "notAfter")))
    span = f"{first}/{last}" if first and last and first != last else first or last
    said = parse_date(text)
    if when and said.startswith(f"{when}/"):  # the text says more than its mark
        return said
    for date in (when.partition("T")[0], span, said):
        if date and is_edtf(date):
            return date
    return ""


def _first_date(elements: list[etree._Element]) -> str:
    return next((date for element in elements if (date := element.get("when") or text_of(element))), "")
