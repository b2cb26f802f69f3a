"""Bibliographic data → references in a citation style, by CSL; and to and from the formats of reference managers."""

from index.citation.items import Item, clean, item_of, with_places
from index.citation.reference import Reference, cite, entry, in_order, reference
from index.citation.styles import DEFAULT_STYLE, Style

__all__ = [
    "DEFAULT_STYLE",
    "Item",
    "Reference",
    "Style",
    "cite",
    "clean",
    "entry",
    "in_order",
    "item_of",
    "reference",
    "with_places",
]
