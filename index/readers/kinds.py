"""What kind of file some bytes are, whatever the name says."""

import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its `name` for people, and the `suffix` under which it is read or else what to do (`advice`)."""

    name: str
    suffix: str = ""
    advice: str = "it holds no text that can be read here; add the text itself"


_AS_TEXT = "save its text in one of the kinds that are read"
PDF = Kind("a PDF document", ".pdf")
DOCX = Kind("a Word document", ".docx")
ODT = Kind("an OpenDocument text", ".odt")
EPUB = Kind("an EPUB book", ".epub")
HTML = Kind("a web page (HTML)", ".html")
XML = Kind("an XML file", ".xml")
ZIP = Kind("a ZIP archive", advice="unpack it and add the documents that are in it")
BROKEN_ZIP = Kind("a damaged ZIP archive", advice="download it again, or save it anew")
_PICTURE = "it holds no text; if it is a scan, run text recognition (OCR) on it and add what that gives"
_OLE = Kind("an old Office document (.doc), or one with a password", advice="save it as .docx, without a password")
_WORKBOOK = Kind("an Excel workbook", advice=_AS_TEXT)
_SLIDES = Kind("a PowerPoint presentation", advice="save it as PDF")
BROKEN_ARCHIVE = (  # what zipfile may raise over an archive that is not whole
    BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
)
_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"{\\rtf", Kind("an RTF document", advice="save it as .docx or .odt")),
    (b"\x89PNG", Kind("a PNG picture", advice=_PICTURE)),
    (b"\xff\xd8\xff", Kind("a JPEG picture", advice=_PICTURE)),
    (b"GIF8", Kind("a GIF picture", advice=_PICTURE)),
    (b"II*\x00", Kind("a TIFF picture", advice=_PICTURE)),
    (b"MM\x00*", Kind("a TIFF picture", advice=_PICTURE)),
    (b"AT&TFORM", Kind("a DjVu document", advice="save it as PDF, with its text")),
    (b"%!PS", Kind("a PostScript document", advice="save it as PDF")),
    (b"\x7fELF", Kind("a program")),
    (b"MZ\x90\x00", Kind("a program")),
    (b"\x1f\x8b", Kind("a gzip archive", advice=ZIP.advice)),
    (b"7z\xbc\xaf\x27\x1c", Kind("a 7z archive", advice=ZIP.advice)),
    (b"Rar!\x1a\x07", Kind("a RAR archive", advice=ZIP.advice)),
    (b"ID3\x03", Kind("a sound recording", advice="add a transcript of it")),
    (b"ID3\x04", Kind("a sound recording", advice="add a transcript of it")),
    (b"SQLite format 3\x00", Kind("a database", advice=_AS_TEXT)),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
)
_BROKEN = "?"  # stands for the files in an archive that cannot be listed
_PARTS = (  # how a file in the archive begins that tells what the archive is
    ("word/", DOCX),
    ("xl/", _WORKBOOK),
    ("ppt/", _SLIDES),
    ("META-INF/container.xml", EPUB),
    (_BROKEN, BROKEN_ZIP),
    ("Index/Document.iwa", Kind("a document of Apple's Pages", advice="export it as .docx or PDF")),
)
_MEDIA_TYPES = (  # what an archive begins with that names its kind itself
    (b"application/epub+zip", EPUB),
    (b"application/vnd.oasis.opendocument.text", ODT),
    (b"application/vnd.oasis.opendocument.presentation", Kind("an OpenDocument presentation", advice="save it as PDF")),
    (b"application/vnd.oasis.opendocument.spreadsheet", Kind("an OpenDocument spreadsheet", advice=_AS_TEXT)),
)
_HEAD_BYTES = 1024  # within which a PDF's signature may come, and a page's first element
_MEDIA_TYPE = "mimetype"  # the entry that names the kind of archive
_MEDIA_TYPE_AT = 38  # bytes into an archive that begins with it, as most do
_MEDIA_TYPE_BYTES = 100
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_OPENING = re.compile(rb"\s*(?:<\?xml|<!--|<!doctype|<[a-z])", re.IGNORECASE)


def kind_of(data: bytes) -> Kind | None:
    """Tell what a file is by what it begins with; None for plain text, Markdown and whatever is not known."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return _archived(data) if kind is ZIP else kind
    if data[60:68] == b"BOOKMOBI":
        return Kind("a Kindle book", advice="convert it to EPUB")
    head = data[:_HEAD_BYTES]
    if b"%PDF-" in head and b"<" not in head.split(b"%PDF-")[0]:
        return PDF
    if re.match(rb"(?:From: [^\n]*\n)?(?:[\w-]+: [^\n]*\n){0,9}?MIME-Version: 1.0", head):
        return Kind("a web archive or an e-mail (MIME)", advice="open it and save the page as HTML")
    return _marked_up(head)


def _marked_up(head: bytes) -> Kind | None:
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if not _OPENING.match(plain):
        return None
    if _HTML.search(plain):
        return HTML
    return XML if plain.lstrip().startswith(b"<?xml") else None


def _archived(data: bytes) -> Kind:
    """Tell what a ZIP archive stands for."""
    named = data[_MEDIA_TYPE_AT : _MEDIA_TYPE_AT + _MEDIA_TYPE_BYTES]
    names: list[str] = []
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if _MEDIA_TYPE in names:
                named = archive.open(_MEDIA_TYPE).read(_MEDIA_TYPE_BYTES)
    except BROKEN_ARCHIVE:
        names = names or [_BROKEN]
    if known := next((kind for media_type, kind in _MEDIA_TYPES if named.startswith(media_type)), None):
        return known
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in names)), ZIP)
