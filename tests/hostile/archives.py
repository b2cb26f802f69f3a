"""Hostile archives: DOCX, ODT and EPUB files that are broken, locked or made to fill the memory."""

import struct
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.files.docx import docx
from tests.files.epub import epub
from tests.files.odt import odt

_MEGABYTE = bytes(1_000_000)
_PARAGRAPHS = ("# Suez", "The canal was nationalised.")


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Make a plain ZIP archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, data in entries.items():
            zipped.writestr(name, data)
    return out.getvalue()


def with_parts(package: bytes, parts: Mapping[str, bytes], zeros: Mapping[str, int] | None = None) -> bytes:
    """Put other parts into a good file, in the place of those of the same name; `zeros` are megabytes of nothing."""
    with ZipFile(BytesIO(package)) as zipped:
        whole = {name: zipped.read(name) for name in zipped.namelist()} | dict(parts)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, data in whole.items():
            if name not in (zeros or {}):
                zipped.writestr(name, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
        for name, megabytes in (zeros or {}).items():
            with zipped.open(name, "w") as part:
                for _ in range(megabytes):
                    part.write(_MEGABYTE)
    return out.getvalue()


def docx_bomb(megabytes: int = 300) -> bytes:
    """Make a small DOCX whose text would unpack to so much."""
    return with_parts(docx(_PARAGRAPHS), {}, {"word/document.xml": megabytes})


def odt_bomb(megabytes: int = 300) -> bytes:
    """Make a small ODT whose text would unpack to so much."""
    return with_parts(odt(_PARAGRAPHS), {}, {"content.xml": megabytes})


def docx_of_liars(megabytes: int = 300) -> bytes:
    """Make such a DOCX that says of its large part that it is small."""
    data = docx_bomb(megabytes)
    truth, lie = struct.pack("<I", megabytes * len(_MEGABYTE)), struct.pack("<I", 1_000)
    assert truth in data
    return data.replace(truth, lie)


def docx_of_entries(count: int = 100_000) -> bytes:
    """Make a DOCX with so many needless parts."""
    out = BytesIO(docx(_PARAGRAPHS))
    with ZipFile(out, "a") as zipped:
        for number in range(count):
            zipped.writestr(f"x/{number}", b"")
    return out.getvalue()


def nested_archive(depth: int = 6, width: int = 4) -> bytes:
    """Make an archive of archives of archives."""
    data = archive({"zeros": _MEGABYTE})
    for _ in range(depth):
        data = archive({f"{number}.zip": data for number in range(width)})
    return data


def truncated_docx() -> bytes:
    """Make a DOCX whose download broke off."""
    data = docx(_PARAGRAPHS)
    return data[: len(data) // 2]


def docx_with_entity() -> bytes:
    """Make a DOCX whose text wants to show a file of the machine."""
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        b"<w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_parts(docx(_PARAGRAPHS), {"word/document.xml": xml})


def docx_without_text_part() -> bytes:
    """Make a DOCX whose text is no XML at all."""
    return with_parts(docx(_PARAGRAPHS), {"word/document.xml": b"\x00\x01\x02 no XML"})


def encrypted_odt() -> bytes:
    """Make an ODT with a password, as LibreOffice saves one: its parts are noise, and the manifest says so."""
    manifest = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
        b'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="3000">'
        b'<manifest:encryption-data manifest:checksum-type="SHA256/1K" manifest:checksum="AAAA">'
        b'<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" '
        b'manifest:initialisation-vector="AAAA"/></manifest:encryption-data></manifest:file-entry></manifest:manifest>'
    )
    noise = bytes((number * 131 + 7) % 251 for number in range(3_000))
    return with_parts(odt(_PARAGRAPHS), {"content.xml": noise, "META-INF/manifest.xml": manifest})


def locked_epub() -> bytes:
    """Make a book that its seller has locked."""
    return epub([("Suez", "The canal was nationalised.")], encrypted=True)


def epub_without_spine() -> bytes:
    """Make a book that names no chapters."""
    data = epub([("Suez", "The canal was nationalised.")])
    with ZipFile(BytesIO(data)) as zipped:
        package = zipped.read("OEBPS/content.opf").decode()
    start, end = package.index("<spine>"), package.index("</spine>") + len("</spine>")
    return with_parts(data, {"OEBPS/content.opf": (package[:start] + package[end:]).encode()})


def epub_out_of_bounds() -> bytes:
    """Make a book whose package file lies outside of it."""
    container = (
        b'<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        b'<rootfiles><rootfile full-path="../../../../etc/passwd" media-type="application/oebps-package+xml"/>'
        b"</rootfiles></container>"
    )
    return with_parts(epub([("Suez", "The canal.")]), {"META-INF/container.xml": container})
