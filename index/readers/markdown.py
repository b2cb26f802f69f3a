"""Markdown, with YAML front matter or none → a document with its headings."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Text
from index.readers.bounds import check_characters
from index.readers.decoding import decode
from index.readers.html_text import visible_text
from index.readers.metadata import document
from index.readers.outline import Block, sections, titled

_FRONT_MATTER = re.compile(r"\A\n*---[ \t]*\n(?=\S)(.*?)(?:^---|^\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_UNCLOSED = re.compile(r"\A\n*---[ \t]*\n[\w-]+:")
_NOTE = re.compile(r"^\[\^([^\]\n]+)\]:[ \t]*(.+(?:\n(?!\[\^).+)*)", re.MULTILINE)
_CODE = ("fence", "code_block")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PARSER = (
    MarkdownIt("commonmark", {"maxNesting": 100})
    .enable("table")
    .enable("strikethrough")
    .use(footnote_plugin, inline=False)
)


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a Markdown file as one document. Raises ReadError for a broken front matter or an empty file.

    Paragraphs are what a reader of the rendered page sees: without marks of emphasis and link targets.
    """
    whole = decode(data)
    check_characters(len(whole), limits)
    fields, body = _front_matter(whole)
    footnotes: dict[str, Any] = {}
    blocks = list(_blocks(_PARSER.parse(body, footnotes)))
    blocks += [(0, note) for note in _orphans(body, footnotes)]
    title, below = titled(str(fields.get("title") or ""), blocks)
    found = tuple(sections(below))
    if not found:
        raise ReadError("has no text, only a front matter or headings" if fields or blocks else "is empty")
    return (Text(document(path, fields, title), found),)


class _Loader(yaml.BaseLoader):
    """Leaves every value as the text that was written: 1991-10 is no number and no date object.

    Aliases are refused: a few lines of them can stand for gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # as yaml.reader is
            raise yaml.composer.ComposerError(None, None, "aliases (*) are not read here", event.start_mark)
        return super().compose_node(parent, index)


def _orphans(body: str, env: dict[str, Any]) -> Iterator[str]:
    """Give the footnotes that nothing refers to, which a renderer would leave out."""
    labels = [label.removeprefix(":") for label, used in env.get("footnotes", {}).get("refs", {}).items() if used < 0]
    notes = {match[1]: match[2] for match in reversed(list(_NOTE.finditer(body)))} if labels else {}
    for label in labels:
        if label in notes:
            yield f"[{label}] {' '.join(notes[label].split())}"


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        if _UNCLOSED.match(text):
            raise ReadError("has a front matter that is not closed; put a line --- after its last field")
        return {}, text
    try:
        fields = yaml.load(match[1], Loader=_Loader)
        json.dumps(fields, ensure_ascii=False).encode()
    except yaml.YAMLError as error:
        raise ReadError(f"has a broken front matter: {_reason(error)}") from None
    except RecursionError:
        raise ReadError("has a broken front matter: its values are nested too deeply") from None
    except UnicodeEncodeError:
        raise ReadError("has a broken front matter: an escape such as \\ud800 in it is no character") from None
    if fields in (None, ""):
        return {}, text[match.end() :]
    if not isinstance(fields, dict):
        return {}, text  # two thematic breaks, not a front matter
    return {str(name): value for name, value in fields.items()}, text[match.end() :]


def _reason(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        hint = "; put a value that holds a colon in quotes" if "mapping values" in str(error.problem) else ""
        return f"line {error.problem_mark.line + 2}: {error.problem}{hint}"
    return " ".join(str(error).split())


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Give each block as (heading level, or 0 for a paragraph; its text); a list or table row stays one block."""
    at = 0
    mark = ""  # of a footnote, before its first paragraph
    while at < len(tokens):
        token = tokens[at]
        if token.type == "footnote_open":
            mark = f"[{token.meta['label']}] "
        if token.type.endswith(("list_open", "table_open")):
            end = _closing(tokens, at)
            text = (_table if token.type == "table_open" else _list)(tokens[at : end + 1])
            at = end
        else:
            text = _text(token)
        if text:
            heading = at and tokens[at - 1].type == "heading_open"
            yield int(tokens[at - 1].tag[1:]) if heading else 0, mark + text
            mark = ""
        at += 1


def _closing(tokens: Sequence[Token], at: int) -> int:
    level, name = tokens[at].level, tokens[at].type.replace("_open", "_close")
    return next(i for i in range(at, len(tokens)) if tokens[i].type == name and tokens[i].level == level)


def _list(tokens: Sequence[Token]) -> str:
    lines: list[str] = []
    mark = ""
    for token in tokens:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif text := _text(token):
            lines.append(mark + text)
            mark = ""
    return "\n".join(lines)


def _table(tokens: Sequence[Token]) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
    return "\n".join(" | ".join(row) for row in rows)


def _text(token: Token) -> str:
    """Give the text of a block; "" for a token that only opens or closes one."""
    if token.type == "inline":
        return _inline(token)
    if token.type == "html_block":
        return visible_text(token.content)
    return token.content.strip() if token.type in _CODE else ""


def _inline(token: Token) -> str:
    return "".join(_visible(child) for child in token.children or ()).strip()


def _visible(token: Token) -> str:
    if token.type in ("text", "code_inline", "image"):  # of an image, what stands in its place
        return token.content
    if token.type == "footnote_ref":
        return f"[{token.meta['label']}]"
    if token.type == "html_inline" and _LINE_BREAK.fullmatch(token.content):
        return "\n"
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")
