"""Electronic books (EPUB 3)."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def epub(
    chapters: Sequence[tuple[str, str]],
    *,
    title: str = "A book",
    authors: Sequence[str] = (),
    publisher: str = "",
    date: str = "",
    language: str = "en",
    isbn: str = "",
    with_toc: bool = True,
    with_cover: bool = True,
    encrypted: bool = False,
) -> bytes:
    """Make an EPUB of chapters: (title in the table of contents, XHTML of the body).

    A body without tags becomes paragraphs, parted by empty lines, below the title as its heading. `encrypted` adds
    what a book has that is locked by its seller.
    """
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        if encrypted:
            book.writestr("META-INF/encryption.xml", _encryption(len(chapters)))
        book.writestr("OEBPS/content.opf", _package(chapters, title, authors, publisher, date, language, isbn))
        book.writestr("OEBPS/nav.xhtml", _navigation(chapters if with_toc else ()))
        if with_cover:
            book.writestr("OEBPS/cover.xhtml", _page("Cover", '<img src="cover.png" alt="Cover"/>'))
        for at, (name, body) in enumerate(chapters):
            book.writestr(f"OEBPS/chapter%20{at}.xhtml".replace("%20", " "), _page(name, _body(name, body)))
    return out.getvalue()


def _body(name: str, text: str) -> str:
    if text.lstrip().startswith("<"):
        return text
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return f"<h1>{escape(name)}</h1>{paragraphs}"


def _page(title: str, body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{escape(title)}</title></head>'
        f"<body>{body}</body></html>"
    )


def _navigation(chapters: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<li><a href="chapter%20{at}.xhtml">{escape(name)}</a></li>' for at, (name, _) in enumerate(chapters)
    )
    return _page("Contents", f'<nav epub:type="toc"><h1>Contents</h1><ol>{items}</ol></nav>')


def _package(
    chapters: Sequence[tuple[str, str]],
    title: str,
    authors: Sequence[str],
    publisher: str,
    date: str,
    language: str,
    isbn: str,
) -> str:
    identifier = f"urn:isbn:{isbn}" if isbn else "urn:uuid:6a1f3e0e-8d3c-4d5e-9a57-0f6c1f0f8b11"
    parts = [("identifier", identifier), ("title", title), ("language", language), ("publisher", publisher)]
    parts += [("date", date), *(("creator", name) for name in authors)]
    metadata = "".join(
        f"<dc:{name}{' id=' + chr(34) + 'id' + chr(34) if name == 'identifier' else ''}>{escape(value)}</dc:{name}>"
        for name, value in parts
        if value
    )
    items = "".join(
        f'<item id="c{at}" href="chapter%20{at}.xhtml" media-type="application/xhtml+xml"/>'
        for at in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(chapters)))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<metadata>{metadata}</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" '
        'media-type="application/xhtml+xml"/><item id="cover" href="cover.xhtml" '
        f'media-type="application/xhtml+xml"/>{items}</manifest>'
        f'<spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine></package>'
    )


def _encryption(chapters: int) -> str:
    data = "".join(
        '<enc:EncryptedData><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        f'<enc:CipherData><enc:CipherReference URI="OEBPS/chapter%20{at}.xhtml"/></enc:CipherData></enc:EncryptedData>'
        for at in range(chapters)
    )
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        f'xmlns:enc="http://www.w3.org/2001/04/xmlenc#">{data}</encryption>'
    )
