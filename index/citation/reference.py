"""A passage → its reference in a style."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.citation import processor
from index.citation.items import UNSTATED, item_of, place_of
from index.citation.styles import DEFAULT_STYLE, Style
from index.model import Document, Passage

_ARTICLE = re.compile(r"(the|an?) ")


@dataclass(frozen=True, slots=True)
class Reference:
    """How a passage is cited: `note` where it is cited, with the locator, and `entry` in the list of what is."""

    note: str
    entry: str


def cite(passage: Passage, style: Style = DEFAULT_STYLE, today: date | None = None) -> str:
    """Give a full reference to a passage in one line of plain text, with the locator at its end.

    `today` is when what stands on the web was accessed (default: this day).
    """
    return f"{entry(passage.document, style, today)} {passage.locator}."


def reference(passage: Passage, style: Style = DEFAULT_STYLE, today: date | None = None) -> Reference:
    """Give both forms in which a style refers to a passage, each in one line of plain text."""
    locator = passage.locator
    noted = processor.note(_text(passage.document, style, today), style, place_of(locator))
    return Reference(noted or f"{passage.document.title}, {locator}.", entry(passage.document, style, today))


def entry(document: Document, style: Style = DEFAULT_STYLE, today: date | None = None) -> str:
    """Give the full reference to a document, as the style's list of references has it."""
    return processor.entry(_text(document, style, today), style) or f"{document.title}."


def in_order(documents: Iterable[Document], style: Style = DEFAULT_STYLE) -> list[Document]:
    """Sort documents as their references stand in the style's list: by what they begin with, articles passed over.

    The name comes first in each style, so that this is the order of names, letters with accents among those without.
    """
    return sorted(documents, key=lambda document: (_sorted_by(entry(document, style)), document.path))


def _sorted_by(reference: str) -> str:
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", reference.casefold()) if char.isalnum() or char == " "
    )
    return _ARTICLE.sub("", bare.strip())


def _text(document: Document, style: Style, today: date | None) -> str:
    item = item_of(document, today or date.today())
    if style is Style.CHICAGO and item["type"] == UNSTATED and "container-title" not in item:
        # Chicago leaves documents that nobody can get at out of a bibliography; this one is at hand, and like a page
        # of the web in all else: a text of its own, whose title stands in quotation marks.
        item["type"] = "webpage"
    return json.dumps(item, sort_keys=True)
