"""A question and snapshots of shelves → passages, best first, with the sentence that answers and how sure it is."""

from index.search.confidence import level_of
from index.search.considering import Considered
from index.search.nearness import NOWHERE, Nearness
from index.search.ranking import Asked, Found, Rerank, look, search, weights_for
from index.search.timeline import timeline

__all__ = [
    "NOWHERE",
    "Asked",
    "Considered",
    "Found",
    "Nearness",
    "Rerank",
    "level_of",
    "look",
    "search",
    "timeline",
    "weights_for",
]
