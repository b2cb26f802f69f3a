"""What a web page says of itself → bibliographic fields."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement
from trafilatura.settings import Document as Extract

from index.readers.metadata import known

_TITLE_NAMES = ("citation_title", "og:title", "dc.title", "dcterms.title")
_DATE_NAMES = (  # of meta elements that tell when a page or the work on it was published, the surest first
    "citation_publication_date",
    "citation_date",
    "article:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "datepublished",
    "date",
)


def page_fields(page: HtmlElement, extract: Extract | None) -> dict[str, object]:
    """Gather what JSON-LD, meta elements and the page's head say, the last by way of what trafilatura finds.

    A page on history names many years, so only what is marked as its date is one.
    """
    linked = list(_linked_data(page))
    named = _meta(page)
    dates = [str(item.get("datePublished") or "") for item in linked] + [named.get(name, "") for name in _DATE_NAMES]
    return known(
        title=_title(page, extract, [str(item.get("headline") or "") for item in linked], named),
        authors=((extract and extract.author) or "").split(";"),
        issued=next((date for date in dates if date), ""),
        container=(extract and extract.sitename) or "",
        publisher=named.get("dc.publisher", "") or named.get("citation_publisher", ""),
        language=page.get("lang") or named.get("dc.language", ""),
        url=_address(page, named),
    ) | {"type": "webpage"}


def _title(page: HtmlElement, extract: Extract | None, headlines: Sequence[str], named: Mapping[str, str]) -> str:
    """Choose the title that the page gives itself, without the name of the site where trafilatura tells it apart."""
    given = [*headlines, *(named.get(name, "") for name in _TITLE_NAMES)]
    whole = " ".join((page.findtext(".//head/title") or "").split())
    found = (extract and extract.title) or whole
    return next(filter(None, given), found if whole.startswith(found) or not whole else whole)


def _address(page: HtmlElement, named: Mapping[str, str]) -> str:
    links = [str(link.get("href")) for link in page.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return next((url for url in [*links, named.get("og:url", "")] if re.match(r"https?://", url)), "")


def _meta(page: HtmlElement) -> dict[str, str]:
    """Give the meta elements by name, in lower case; of several with the same name the first."""
    given: dict[str, str] = {}
    for element in page.iter("meta"):
        name = str(element.get("name") or element.get("property") or element.get("itemprop") or "").lower()
        given.setdefault(name, " ".join(str(element.get("content") or "").split()))
    return given


def _linked_data(page: HtmlElement) -> Iterator[Mapping[str, object]]:
    """Give the items of JSON-LD that the page holds; what cannot be read is passed over."""
    for script in page.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            yield from _items(json.loads(script.text or ""))
        except (ValueError, RecursionError):
            continue


def _items(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        yield value
        yield from _items(value.get("@graph"))
