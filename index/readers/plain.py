"""Plain text → a document: paragraphs, and where the text shows them, a title and a date."""

import re

from index.dates import parse_date
from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Section, Text
from index.readers.bounds import check_characters
from index.readers.decoding import decode
from index.readers.metadata import document

_TITLE_CHARS = 120  # a first line that is no longer, and no sentence, is a title
_TITLE_LINES = 3  # over which a title may run
_HEAD_BLOCKS = 4  # title, subtitle, byline and date stand within so many blocks
_BELOW_TITLE = 1.5  # times as long as the title is a line directly below it that belongs to the text
_WRAPPED_CHARS = 45  # lines at least this long, except the last, are one wrapped paragraph; shorter ones are verse
_PARAGRAPH_CHARS = 200  # lines at least this long are paragraphs of their own
_NAME = r"(?:[A-Z][\w.'’-]*|and|&|de|del|della|der|di|du|la|le|van|von)"
_BYLINE = re.compile(rf"(?:[Bb]y|BY)\s+([A-Z][\w.'’-]*(?:\s+{_NAME}){{1,7}})")


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a plain text file as one document. Raises ReadError when there is nothing to read in it.

    A short first line is the title; a line above the text, or at its very end, that is only a date is the date;
    "By …" below the title names the author. A paragraph ends at an empty line.
    """
    text = decode(data)
    check_characters(len(text), limits)
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]
    if not blocks:
        raise ReadError("is empty")
    head, body = _head(_lines_apart(blocks))
    dates = [line for line in head if parse_date(line)]
    if not dates and len(body) > 1 and "-" in parse_date(body[-1]):
        dates = [body.pop()]
    authors = [match[1] for line in head[1:] if (match := _BYLINE.fullmatch(line))]
    title = next((line for line in head if not parse_date(line)), "")
    named = {title, *dates[:1], *(line for line in head if _BYLINE.fullmatch(line))}
    paragraphs = [line for line in head if line not in named] + [part for block in body for part in _paragraphs(block)]
    fields: dict[str, object] = {"author": authors} if authors else {}
    date = parse_date(dates[0]) if dates else ""
    return (Text(document(path, fields, title, date), (Section((), tuple(paragraphs)),)),)


def _lines_apart(blocks: list[str]) -> list[str]:
    """Set title and date apart from what stands directly below them."""
    lines = [line.strip() for line in blocks[0].split("\n")]
    one = " ".join(lines)
    if any(map(_BYLINE.fullmatch, lines)):
        end = max(at for at, line in enumerate(lines) if _BYLINE.fullmatch(line) or parse_date(line))
        return [*lines[: end + 1], *filter(None, ["\n".join(lines[end + 1 :])]), *blocks[1:]]
    if _is_title(one) and 1 < len(lines) <= _TITLE_LINES and blocks[1:] and not any(map(parse_date, lines)):
        return [one, *blocks[1:]]
    apart: list[str] = []
    while len(lines) > 1 and (parse_date(lines[0]) or (_is_title(lines[0]) and _is_text_below(lines[0], lines[1]))):
        apart.append(lines.pop(0))
    return [*apart, "\n".join(lines), *blocks[1:]]


def _head(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Part the lines above the text from the text, which is never empty.

    Only what a date or a byline follows belongs to the head, and a title at the very top.
    """
    end = 0
    for at, block in enumerate(blocks[: min(_HEAD_BLOCKS, len(blocks) - 1)]):
        if not parse_date(block) and not _is_title(block):
            break
        if at == 0 or parse_date(block) or _BYLINE.fullmatch(block) or (at == 1 and parse_date(blocks[0])):
            end = at + 1
    return [" ".join(block.split()) for block in blocks[:end]], blocks[end:]


def _is_title(block: str) -> bool:
    return "\n" not in block and len(block) <= _TITLE_CHARS and not block.rstrip().endswith((".", ",", ";", ":"))


def _is_text_below(title: str, line: str) -> bool:
    return bool(parse_date(line)) or len(line) >= _BELOW_TITLE * len(title)


def _paragraphs(block: str) -> list[str]:
    lines = [" ".join(line.split()) for line in block.strip().split("\n")]
    if len(lines) > 1 and all(len(line) >= _PARAGRAPH_CHARS for line in lines[:-1]):
        return lines
    wrapped = sum(map(len, lines[:-1])) >= _WRAPPED_CHARS * (len(lines) - 1)
    return [(" " if wrapped else "\n").join(lines)]
