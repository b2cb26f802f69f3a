"""Files that are not what they seem, or are made to do harm: each is refused with its own sentence."""

import random
import subprocess
import sys

import pytest

from index.errors import ReadError, UnknownFormat
from index.limits import ReadLimits
from index.readers import SUFFIXES, read
from tests.files.docx import docx
from tests.files.epub import epub
from tests.files.html import html
from tests.files.odt import odt
from tests.files.pdf import pdf
from tests.files.tei import tei
from tests.files.zips import changed, locked, with_declared_size, zipped

WORD = "word/document.xml"
BOMB = b'<w:document xmlns:w="w"><w:body>' + b" " * 150_000_000 + b"</w:body></w:document>"
ENTITY = '<!DOCTYPE x [<!ENTITY war "peace">]><x>&war;</x>'
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 9))
FILES = {
    "docx": docx(("# Karlin", "The war lasted for three years.")),
    "odt": odt(("# Karlin", "The war lasted for three years.")),
    "epub": epub([("Karlin", "The war lasted for three years.")]),
    "pdf": pdf(["The war lasted for three years."] * 2, outline=[("Karlin", 0)]),
    "html": html(("# Karlin", "The war lasted for three years.")),
    "xml": tei([("karlin", "Karlin, <date>1812</date>", "The war lasted for three years.")]),
}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", FILES["pdf"], r"is a PDF document, though .* Word document.*; rename it to end in \.pdf"),
        ("a.txt", FILES["pdf"], r"is a PDF document, though .* plain text; rename it to end in \.pdf"),
        ("a.pdf", FILES["docx"], r"is a Word document, though .* PDF document; rename it to end in \.docx"),
        ("a.epub", FILES["odt"], r"is an OpenDocument text, though .* EPUB book; rename it to end in \.odt"),
        ("a.odt", FILES["epub"], r"is an EPUB book, though .*; rename it to end in \.epub"),
        ("a.pdf", FILES["html"], r"is a web page \(HTML\), though .*; rename it to end in \.html"),
        ("a.md", FILES["xml"], r"is an XML file, though .*; rename it to end in \.xml"),
        ("a.pdf", zipped({"a.txt": "text"}), "is a ZIP archive, though .*; unpack it"),
        ("a.docx", zipped({"xl/workbook.xml": "x"}), "is an Excel workbook, though"),
        ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "OpenDocument presentation"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"old Office document \(.doc\).*save it as .docx"),
        ("a.docx", b"{\\rtf1 The war}", "is an RTF document"),
        ("a.txt", b"\xff\xd8\xff\xe0" + bytes(600), "is a JPEG picture, .*OCR"),
        ("a.pdf", b"The war lasted for three years.", "is not a PDF document, or is damaged"),
        ("a.epub", bytes(range(256)) * 4, "is not an EPUB book, or is damaged"),
        ("a.docx", b"\0" * 100, "is empty"),
    ],
)
def test_a_mislabelled_file_is_called_by_what_it_is(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(f"x/{name}", data)


@pytest.mark.parametrize("suffix", ["docx", "odt", "epub"])
def test_an_archive_that_breaks_off_is_damaged(suffix: str) -> None:
    with pytest.raises(ReadError, match="is damaged: it breaks off"):
        read(f"x/a.{suffix}", FILES[suffix][:-300])


@pytest.mark.parametrize(
    ("suffix", "data", "reason"),
    [
        ("docx", changed(FILES["docx"], {WORD: None}), "parts of the Word document are missing"),
        ("docx", changed(FILES["docx"], {WORD: "<w:document"}), "its XML is broken"),
        ("odt", changed(FILES["odt"], {"content.xml": None}), "its part content.xml is missing"),
        ("odt", changed(FILES["odt"], {"content.xml": "<x"}), "its part content.xml is broken"),
        ("epub", changed(FILES["epub"], {"OEBPS/content.opf": None}), "its part OEBPS/content.opf is missing"),
        ("docx", with_declared_size(changed(FILES["docx"], {WORD: BOMB[:5_000_000]}), WORD, 100), "cannot be unpacked"),
        ("docx", locked(FILES["docx"]), "has a password"),
        ("docx", changed(FILES["docx"], {WORD: BOMB}), "would unpack from 0.1.* MB to 15. MB"),
        ("epub", changed(FILES["epub"], {f"{at}.html": "" for at in range(10_001)}), "an archive of 10,0.. files"),
        ("docx", changed(FILES["docx"], {WORD: ENTITY}), "declares entities"),
        ("odt", changed(FILES["odt"], {"content.xml": ENTITY}), "declares entities"),
        ("epub", changed(FILES["epub"], {"OEBPS/chapter 0.xhtml": ENTITY}), "declares entities"),
        ("docx", docx(()), "is empty"),
        ("odt", odt(()), "is empty"),
    ],
)
def test_an_archive_that_is_damaged_or_unsafe_is_refused(suffix: str, data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(f"x/a.{suffix}", data)


def test_an_odt_with_a_password_says_so() -> None:
    manifest = '<manifest:file-entry><manifest:encryption-data checksum=""/></manifest:file-entry>'
    with pytest.raises(ReadError, match="has a password"):
        read("x/a.odt", changed(FILES["odt"], {"META-INF/manifest.xml": manifest}))


@pytest.mark.parametrize(
    "declared",
    [f'<!ENTITY l0 "ha">{LAUGHS}', '<!ENTITY l8 SYSTEM "file:///etc/hostname">', '<!ENTITY l8 ""><!ENTITY % l9 "x">'],
)
def test_entities_are_never_followed(declared: str) -> None:
    body = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>&l8;</p></body></text></TEI>"
    with pytest.raises(ReadError, match="declares entities"):
        read("x/a.xml", f"<!DOCTYPE TEI [{declared}]>{body}".encode())


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_more_text_than_allowed_is_refused(suffix: str) -> None:
    data = FILES.get(suffix[1:], b"The war lasted for three years.")
    if suffix in (".htm", ".xhtml", ".tei"):
        data = FILES["xml" if suffix == ".tei" else "html"]
    with pytest.raises(ReadError, match=r"holds \d\d characters, over the limit of 10; .*CLIO_MAX_CHARACTERS"):
        read(f"x/a{suffix}", data, ReadLimits(characters=10))
    assert read(f"x/a{suffix}", data)


@pytest.mark.parametrize("suffix", sorted(FILES))
def test_no_other_error_comes_of_a_file_that_was_changed_at_random(suffix: str) -> None:
    chance = random.Random(suffix)
    for _ in range(150):
        data = bytearray(FILES[suffix])
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice([0, 1, 30])] = chance.choice([b"", b"<", b"\0", b"99999999", b"\xff"])
        try:
            read(f"x/a.{suffix}", bytes(data))
        except ReadError as error:
            assert str(error)


def test_an_unknown_suffix_comes_before_all_else() -> None:
    with pytest.raises(UnknownFormat, match=r"\.xyz"):
        read("x/a.xyz", FILES["pdf"])


def test_knowing_the_suffixes_loads_no_library() -> None:
    heavy = "{'lxml', 'docx', 'odfdo', 'pypdfium2', 'trafilatura', 'yaml'}"
    code = f"import sys, index.readers; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    subprocess.run([sys.executable, "-c", code], check=True)
