"""What an EPUB says of itself: its bibliographic data, its chapters in order, and its table of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from index.errors import ReadError
from index.readers.metadata import known
from index.readers.packages import Package
from index.readers.xml_tree import local, text_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_LOCKS = ("META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl")
_FONTS_ALONE = re.compile(r"http://www\.idpf\.org/2008/embedding|http://ns\.adobe\.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_NO_DATE = "0101-01-01"  # what a common program writes where it knows no date
_ROLES = {"aut": "author", "edt": "editor", "trl": "translator"}


@dataclass(frozen=True, slots=True)
class Book:
    """A book: `fields` for its document, `pages` in order as names in the archive, and their titles by the contents."""

    fields: dict[str, object]
    pages: tuple[str, ...]
    titles: dict[str, str]


def open_book(package: Package) -> Book:
    """Read what stands around the text of a book. Raises ReadError for one that is locked or damaged."""
    _check_locks(package)
    root = next(package.xml(_CONTAINER).iter("{*}rootfile"), None)
    name = normpath(unquote(root.get("full-path") or "")) if root is not None else ""
    opf = package.xml(name)
    items = {item.get("id"): item for item in opf.iter("{*}item")}
    names = {key: _name(item.get("href"), name) for key, item in items.items()}
    contents = {names[key] for key, item in items.items() if "nav" in (item.get("properties") or "").split()}
    left_out = contents | {_name(one.get("href"), name) for one in opf.iter("{*}reference") if _is_frame(one)}
    spine = [key for one in opf.iter("{*}itemref") if (key := one.get("idref")) in items]
    pages = [names[key] for key in spine if (items[key].get("media-type") or _PAGES[0]) in _PAGES]
    tables = [*contents, *(names[key] for key, item in items.items() if "dtbncx" in (item.get("media-type") or ""))]
    titles = {page: title for table in reversed(tables) if table in package for page, title in _titles(package, table)}
    return Book(_fields(opf), tuple(page for page in pages if page not in left_out), titles)


def _check_locks(package: Package) -> None:
    """Refuse a book whose text is encrypted; fonts may be."""
    methods: list[str] = []
    if _ENCRYPTION in package:
        root = package.xml(_ENCRYPTION)
        methods = [method.get("Algorithm") or "" for method in root.iter("{*}EncryptionMethod")]
    if not all(map(_FONTS_ALONE.match, methods)) or any(lock in package for lock in _LOCKS if methods):
        raise ReadError("is locked by its seller (DRM) and cannot be read; add a copy of the book without a lock")


def _is_frame(reference: etree._Element) -> bool:
    return (reference.get("type") or "").lower() in ("cover", "toc")


def _name(href: str | None, base: str) -> str:
    """Give the name in the archive of what a file links to."""
    return normpath(join(dirname(base), unquote((href or "").partition("#")[0])))


def _titles(package: Package, table: str) -> Iterator[tuple[str, str]]:
    """Give the pages that a table of contents names with their titles; of several on a page the first comes last."""
    root = package.xml(table)
    found = [*_of_navigation(root), *_of_ncx(root)]
    return ((_name(href, table), title) for href, title in reversed(found) if title)


def _of_navigation(root: etree._Element) -> Iterator[tuple[str, str]]:
    for nav in root.iter("{*}nav"):
        kinds = [value for key, value in nav.attrib.items() if str(key).endswith("type")]
        if not kinds or "toc" in kinds[0].split():
            yield from ((link.get("href") or "", text_of(link)) for link in nav.iter("{*}a"))


def _of_ncx(root: etree._Element) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None:
            yield content.get("src") or "", text_of(label)


def _fields(opf: etree._Element) -> dict[str, object]:
    given = [element for element in opf.iter("{http://purl.org/dc/elements/1.1/}*") if text_of(element)]
    by_name = {name: [one for one in given if local(one) == name] for name in map(local, given)}
    people = {kind: [text_of(one) for one in given if _role(one, opf) == kind] for kind in _ROLES.values()}
    fields = known(
        title=next(map(text_of, by_name.get("title", [])), ""),
        authors=people["author"],
        issued=_date(by_name.get("date", [])),
        publisher=next(map(text_of, by_name.get("publisher", [])), ""),
        language=next(map(text_of, by_name.get("language", [])), ""),
    )
    others = {kind: people[kind] for kind in ("editor", "translator") if people[kind]}
    isbn = next(filter(None, map(_isbn, by_name.get("identifier", []))), "")
    return fields | others | {"type": "book"} | ({"ISBN": isbn} if isbn else {})


def _role(element: etree._Element, opf: etree._Element) -> str:
    """Tell what a person is to the book, "" for what is no person or of no interest here."""
    if local(element) not in ("creator", "contributor"):
        return ""
    own = [value for key, value in element.attrib.items() if str(key).endswith("role")]
    about = f"#{element.get('id')}"
    own += [
        text_of(meta) for meta in opf.iter("{*}meta") if (meta.get("refines"), meta.get("property")) == (about, "role")
    ]
    return _ROLES.get(own[0], "") if own else "author" if local(element) == "creator" else ""


def _date(dates: list[etree._Element]) -> str:
    marked = [one for one in dates if any(value == "publication" for value in one.attrib.values())]
    return next((text for one in [*marked, *dates] if not (text := text_of(one)).startswith(_NO_DATE)), "")


def _isbn(identifier: etree._Element) -> str:
    """Give the ISBN that an identifier is, without hyphens; "" for any other."""
    text = text_of(identifier)
    is_named = re.match(r"(urn:)?isbn", text, re.IGNORECASE) or "ISBN" in map(
        str.upper, map(str, identifier.attrib.values())
    )
    digits = re.sub(r"[^\dX]", "", text.upper().removeprefix("URN:").removeprefix("ISBN"))
    return digits if is_named and re.fullmatch(r"\d{9}[\dX]|\d{13}", digits) else ""
