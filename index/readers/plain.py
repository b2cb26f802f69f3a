"""Plain text → a document: paragraphs, and where the text shows them, a title and a date."""

import re

from index.dates import parse_date
from index.errors import ReadError
from index.model import Section, Text
from index.readers.decoding import decode
from index.readers.metadata import document

_TITLE_CHARS = 120  # a first line that is no longer, and no sentence, is a title
_WRAPPED_CHARS = 45  # lines at least this long, except the last, are one wrapped paragraph; shorter ones are verse
_PARAGRAPH_CHARS = 200  # lines at least this long are paragraphs of their own


def read(path: str, data: bytes) -> tuple[Text, ...]:
    """Read a plain text file as one document. Raises ReadError when there is nothing to read in it.

    A short first line that stands alone is the title; a line above the text, or at its very end, that is only
    a date is the date. A paragraph ends at an empty line.
    """
    blocks = [block for block in re.split(r"\n\s*\n", decode(data)) if block.strip()]
    if not blocks:
        raise ReadError("is empty")
    title, date, blocks = _head(blocks)
    if len(blocks) > 1 and not date and (date := parse_date(blocks[-1])):
        blocks = blocks[:-1]
    paragraphs = tuple(paragraph for block in blocks for paragraph in _paragraphs(block))
    return (Text(document(path, {}, title, date), (Section((), paragraphs),)),)


def _head(blocks: list[str]) -> tuple[str, str, list[str]]:
    """Take title and date off the top; what is left is never empty."""
    lines = [line.strip() for line in blocks[0].strip().split("\n")]
    rest = blocks[1:]
    title = date = ""
    while lines and not (title and date):
        if not date and (found := parse_date(lines[0])):
            date = found
        elif not title and _is_title(lines):
            title = lines[0]
        else:
            break
        lines = lines[1:]
        if not lines and rest:
            lines, rest = [line.strip() for line in rest[0].strip().split("\n")], rest[1:]
    left = (["\n".join(lines)] if lines else []) + rest
    return (title, date, left) if left else ("", "", blocks)


def _is_title(lines: list[str]) -> bool:
    alone = len(lines) == 1 or bool(parse_date(lines[1]))
    return alone and len(lines[0]) <= _TITLE_CHARS and not lines[0].endswith((".", ",", ";", ":"))


def _paragraphs(block: str) -> list[str]:
    lines = [" ".join(line.split()) for line in block.strip().split("\n")]
    if len(lines) > 1 and all(len(line) >= _PARAGRAPH_CHARS for line in lines[:-1]):
        return lines
    wrapped = all(len(line) >= _WRAPPED_CHARS for line in lines[:-1])
    return [(" " if wrapped else "\n").join(lines)]
