"""The hostile files, and what is said to each."""

from collections.abc import Callable
from dataclasses import dataclass

from index.limits import ReadLimits
from tests.files.pdf import pdf, scan
from tests.hostile import archives, markup, pdfs

LIMITS = ReadLimits(seconds=10)


@dataclass(frozen=True)
class Case:
    """A hostile file: its name, how it is made, the words of its refusal; `limits` where other than usual."""

    name: str
    make: Callable[[], bytes]
    words: str
    limits: ReadLimits = LIMITS


CASES = (
    Case("scan.pdf", scan, "scan"),
    Case("password.pdf", lambda: pdf(["The canal."], password="suez"), "password"),
    Case("truncated.pdf", pdfs.truncated_pdf, "breaks off before its end"),
    Case("page-tree-loop.pdf", pdfs.page_tree_loop, "page 1 cannot be read"),
    Case("table-loop.pdf", pdfs.table_loop, "no whole PDF"),
    Case("endless-count.pdf", pdfs.endless_count, "scan"),
    Case("many-pages.pdf", pdfs.many_pages, "5,000 pages"),
    Case("bomb.pdf", pdfs.bomb, "more than 300 MB of memory", ReadLimits(seconds=10, memory_bytes=300_000_000)),
    Case("small-bomb.pdf", lambda: pdfs.bomb(twice=True), "more than 1,000 MB of memory"),
    Case("bomb.docx", archives.docx_bomb, "would unpack"),
    Case("bomb.odt", archives.odt_bomb, "would unpack"),
    Case("liar.docx", archives.docx_of_liars, "word/document.xml cannot be unpacked"),
    Case("entries.docx", archives.docx_of_entries, "100,0.. files, over the limit of 10,000"),
    Case("truncated.docx", archives.truncated_docx, "breaks off or was changed"),
    Case("entity.docx", archives.docx_with_entity, "declares entities"),
    Case("no-xml.docx", archives.docx_without_text_part, "damaged: its XML"),
    Case("plain-archive.docx", lambda: archives.archive({"a.txt": b"Suez"}), "is a ZIP archive"),
    Case("nested.docx", archives.nested_archive, "is a ZIP archive"),
    Case("archive.pdf", lambda: archives.archive({"a.txt": b"Suez"}), "is a ZIP archive, .*PDF"),
    Case("archive.zip", lambda: archives.archive({"a.txt": b"Suez"}), r"\.zip"),
    Case("encrypted.odt", archives.encrypted_odt, "password"),
    Case("locked.epub", archives.locked_epub, "locked by its seller"),
    Case("no-spine.epub", archives.epub_without_spine, "does not name its chapters"),
    Case("out-of-bounds.epub", archives.epub_out_of_bounds, "/etc/passwd is missing"),
    Case("billion-laughs.xml", markup.billion_laughs, "declares entities"),
    Case("external-entity.xml", markup.external_entity, "declares entities"),
    Case("quadratic.xml", markup.quadratic, "declares entities"),
    Case("external-doctype.xml", markup.external_doctype, "declares entities"),
    Case("not-well-formed.xml", markup.not_well_formed, "not well-formed"),
    Case("drawing.xml", markup.svg, "is XML, but not TEI"),
    Case("deep.xml", markup.deep_xml, "nested too deeply"),
    Case("deep.html", markup.deep_html, "nested too deeply"),
    Case("long.html", markup.long_html, "a piece of more than 10 MB", ReadLimits(60_000_000, 30)),
    Case("wide.html", markup.wide_html, "characters, over the limit of 1,000,000", ReadLimits(characters=1_000_000)),
    Case("picture.txt", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40, "is a JPEG picture"),
    Case("program.md", lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "is a program"),
    Case("pdf.docx", lambda: pdf(["The canal."]), "is a PDF document"),
    Case("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), r"\.doc"),
    Case("old.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "old Office document"),
    Case("rich.rtf", lambda: rb"{\rtf1\ansi The canal.}", r"\.rtf"),
    Case("rich.txt", lambda: rb"{\rtf1\ansi The canal.}", "RTF"),
    Case("half-utf-16.txt", lambda: b"\xff\xfe" + b"\x00\xd8" * 500, "not valid in utf-16"),
    Case("noise.txt", lambda: bytes(number * 131 % 251 for number in range(50_000)), "is not text"),
    Case("zeros.md", lambda: bytes(1_000_000), "empty"),
    Case("holes.md", lambda: b"# Suez" + bytes(1_000_000), "zero bytes"),
    Case("empty.txt", lambda: b"", "empty"),
    Case("blank.md", lambda: b" \n\t\n" * 1_000, "empty"),
    Case("yaml-bomb.md", markup.yaml_bomb, "aliases"),
    Case("deep-yaml.md", markup.deep_yaml, "nested too deeply"),
    Case("brackets.md", markup.deep_markdown, "takes longer than 2 seconds", ReadLimits(seconds=2)),
    Case("too-large.txt", lambda: b"Suez. " * 4_000_000, "is 24 MB, over the limit of 20 MB"),
    Case("too-long.txt", lambda: b"Suez. \n\n" * 2_000_000, "16,000,000 characters, over the limit of 10,000,000"),
)
