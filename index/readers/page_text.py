"""Which of what is seen on a web page is its text."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG
from trafilatura.settings import Document as Extract

from index.readers.markup import Role, blocks
from index.readers.outline import Block
from index.readers.xhtml import XHTML
from index.readers.xml_tree import local

_LEAST_SHARE = 0.25  # of the text outside of links; where less of it is taken for the text, the text was lost
_AROUND = ("nav", "aside", "dialog")  # elements around the text
_ENDS = ("header", "footer")  # of the page, unless they are those of a part of the text
_TEXT = ("html", "body", "main", "article")  # elements that hold the text, whatever their class says
_FRAME = re.compile(
    r"(?<![a-z])(cookies?|consent|comments?|share|sharing|social|sidebar|related|newsletter|subscribe|advert\w*|toc"
    r"|breadcrumbs?|menu|navigation|navbar|navbox|nav|footer|masthead|popup|modal|catlinks)(?![a-z])",
    re.IGNORECASE,
)
_MARK = re.compile(r"^(- |\d+\. )")  # of an item
_CONFIG = deepcopy(DEFAULT_CONFIG)
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")  # a short text is no reason to look for it among the menus


def extract_of(page: HtmlElement) -> Extract | None:
    """Let trafilatura find the text and the metadata of a page."""
    extract = bare_extraction(
        page, fast=True, include_comments=False, favor_recall=True, with_metadata=True, config=_CONFIG
    )
    return extract if isinstance(extract, Extract) else None


def page_blocks(page: HtmlElement, extract: Extract | None) -> Sequence[Block]:
    """Give the blocks of a page's text; none where it shows no text.

    A page that nothing frames (no menu, header, footer, …) is read whole. On others the text goes from the first to
    the last block that trafilatura takes for text: it tells well where a text begins and ends, but leaves out headings
    and more on the way.
    """
    if not _is_framed(page):
        return blocks(page, XHTML)
    main = _main(page)
    seen = blocks(page if main is None else main, _FRAMELESS)
    text = _from_first_to_last(seen, _lines_of(extract), main is not None)
    if _size(text) >= max(_LEAST_SHARE * _size(blocks(page, _UNLINKED)), 1):
        return text
    seen = blocks(page, _FRAMELESS)
    return seen if _size(seen) else blocks(page, XHTML)


def _main(page: HtmlElement) -> etree._Element | None:
    """Find the element that the page itself names as its text, if it names one alone."""
    for name in ("article", "main"):
        named = list(page.iter(name))
        if len(named) == 1:
            return named[0]
    return None


def _from_first_to_last(seen: Sequence[Block], lines: set[str], is_main: bool) -> Sequence[Block]:
    """Give the blocks between those that have one of these lines, with the headings directly above the first.

    What is known to be the main part of the page is taken from its beginning.
    """
    places = [at for at, (level, text) in enumerate(seen) if not level and not lines.isdisjoint(_keys(text))]
    if not places:
        return ()
    above = sum(1 for _ in takewhile(lambda block: block[0] > 0, reversed(seen[: places[0]])))
    return seen[0 if is_main else places[0] - above : places[-1] + 1]


def _lines_of(extract: Extract | None) -> set[str]:
    parts = extract.body.iter("p", "item", "cell", "row", "quote", "code") if extract is not None else ()
    return {key for part in parts for key in _keys("".join(part.itertext()))}


def _keys(text: str) -> set[str]:
    """Give a block, and each line of it, by the letters and digits alone, as different ways of reading set spaces."""
    parts = (text, *(_MARK.sub("", line) for line in text.split("\n")))
    return {re.sub(r"\W", "", part).casefold() for part in parts} - {""}


def _size(found: Sequence[Block]) -> int:
    return sum(len(text) for level, text in found if not level)


def _is_framed(page: HtmlElement) -> bool:
    return any(_is_frame(element) for element in page.iter(etree.Element))


def _is_frame(element: etree._Element) -> bool:
    """Whether an element frames the text of a page."""
    name = local(element)
    named = f"{element.get('id') or ''} {element.get('class') or ''}"
    if name in _ENDS:
        return next(element.iterancestors("article", "main", "section"), None) is None
    return name in _AROUND or (name not in _TEXT and _FRAME.search(named) is not None)


def _frameless_role(element: etree._Element) -> Role:
    return Role.SKIP if _is_frame(element) else XHTML.role_of(element)


def _unlinked_role(element: etree._Element) -> Role:
    return Role.SKIP if local(element) == "a" else _frameless_role(element)


_FRAMELESS = replace(XHTML, role_of=_frameless_role)
_UNLINKED = replace(XHTML, role_of=_unlinked_role)
