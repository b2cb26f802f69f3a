"""OpenDocument texts."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby

from odfdo import Document, Element, Header, List, Note, Paragraph, Row, Table

from tests.files import Block


def odt(
    blocks: Sequence[Block],
    *,
    title: str = "",
    author: str = "",
    created: datetime | None = None,
    language: str = "",
    notes: Sequence[str] = (),
    heading: str = "",
) -> bytes:
    """Make an OpenDocument text of blocks, with its metadata; `heading` is set in the style Title above all."""
    document = Document("text")
    document.body.clear()
    document.meta.title, document.meta.initial_creator = title, author
    if created:
        document.meta.creation_date = created
    if language:
        document.meta.language = language
    if heading:
        document.body.append(Paragraph(heading, style="Title"))
    for is_item, group in groupby(blocks, lambda block: isinstance(block, str) and block.startswith("- ")):
        if is_item:
            document.body.append(List([str(item)[2:] for item in group]))
        else:
            for block in group:
                document.body.append(_element(block, notes))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _element(block: Block, notes: Sequence[str]) -> Element:
    if isinstance(block, tuple):
        table = Table("Table")
        for texts in block:
            row = Row()
            row.set_values(list(texts))
            table.append_row(row)
        return table
    if match := re.match("(#+) ", block):
        return Header(len(match[1]), block[match.end() :])
    return _paragraph(block, notes)


def _paragraph(text: str, notes: Sequence[str]) -> Paragraph:
    paragraph = Paragraph("")
    for at, part in enumerate(re.split(r"\[\^(\d+)\]", text)):
        if at % 2:
            paragraph.append(Note("footnote", f"note{part}", part, body=notes[int(part) - 1]))
        else:
            paragraph.append_plain_text(part)
    return paragraph
