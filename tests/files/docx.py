"""Word documents."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.files import Block


def docx(
    blocks: Sequence[Block],
    *,
    title: str = "",
    author: str = "",
    created: datetime | None = None,
    language: str = "",
    notes: Sequence[str] = (),
    heading: str = "",
) -> bytes:
    """Make a Word document of blocks, with its core properties; `heading` is set in the style Title above all.

    A paragraph between "**" is set in bold type.
    """
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, language
    if created:
        properties.created = created
    if heading:
        document.add_heading(heading, 0)
    for block in blocks:
        _add(document, block)
    if notes:
        _add_notes(document, notes)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Word, block: Block) -> None:
    if isinstance(block, tuple):
        table = document.add_table(len(block), len(block[0]))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    elif match := re.match("(#+) ", block):
        document.add_heading(block[match.end() :], len(match[1]))
    elif block.startswith("- "):
        document.add_paragraph(block[2:], style="List Bullet")
    else:
        _add_paragraph(document, block)


def _add_paragraph(document: Word, text: str) -> None:
    paragraph = document.add_paragraph()
    for at, part in enumerate(re.split(r"\[\^(\d+)\]", text)):
        if at % 2:
            reference = parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{part}"/>')
            paragraph.add_run()._r.append(reference)  # type: ignore[arg-type]  # its stubs take a run for a part
        else:
            paragraph.add_run(part.strip("*")).bold = True if part.startswith("**") else None


def _add_notes(document: Word, notes: Sequence[str]) -> None:
    body = "".join(
        f'<w:footnote w:id="{at}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {note}</w:t></w:r>'
        "</w:p></w:footnote>"
        for at, note in enumerate(notes, 1)
    )
    rule = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    xml = f"<w:footnotes {nsdecls('w')}>{rule}{body}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
