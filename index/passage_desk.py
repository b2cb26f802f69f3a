"""Passages by their ids: where they stand, what stands around them, and what has become of them."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import numpy as np

from index.errors import PassageGone, PassageIdError, UnknownPassage
from index.model import Collections, Fate, Passage, Traced
from index.store.base import Retired, Snapshot
from index.store.retiring import word_ids
from index.store.terms import Ids

ALIKE = (
    0.28  # share of all their words from which a passage is taken for a changed one: see tests/index/test_tracing.py
)
_REACH = 1000  # passages before and after the old place that are compared with what stood there

_ID = re.compile(r"(?:clio )?(?:passage )?`?([a-z2-7]{13})`?", re.IGNORECASE)  # also as a reference names it

Reading = Callable[[Collections], AbstractContextManager[list[Snapshot]]]


class PassageDesk:
    """Looks up passages in whatever `reading` gives of collections. Safe to use from several threads."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def passage(self, passage_id: str, collections: Collections) -> Passage:
        """See Library."""
        with self._reading(collections) as snapshots:
            for snapshot in snapshots:
                if passage := snapshot.passage(passage_id):
                    return passage
        raise UnknownPassage(passage_id)

    def trace(self, passage_id: str, collections: Collections) -> Traced:
        """See Library."""
        with self._reading(collections) as snapshots:
            for snapshot in snapshots:
                if passage := snapshot.passage(passage_id):
                    return Traced(passage_id, passage)
            for snapshot in snapshots:
                if retired := snapshot.retired(passage_id):
                    return _successor(passage_id, retired, snapshot)
        raise UnknownPassage(passage_id)

    def neighbours(self, passage: Passage, before: int, after: int, collections: Collections) -> tuple[Passage, ...]:
        """See Library."""
        first, last = max(0, passage.ordinal - before), passage.ordinal + after
        with self._reading(collections) as snapshots:
            for snapshot in snapshots:
                if snapshot.passage(passage.id):  # two collections may have documents of one path
                    return snapshot.passages(passage.document.path, first, last)
        return ()


def passage_id_in(text: str) -> str:
    """The id that somebody typed or copied. Raises PassageIdError."""
    plain = " ".join(text.split())
    found = _ID.fullmatch(plain)
    if not found:
        raise PassageIdError(plain)
    return found[1].lower()


def _successor(passage_id: str, retired: Retired, snapshot: Snapshot) -> Traced:
    """The passage of the same document that is most like one that stood there, else the one in its place."""
    since = datetime.fromtimestamp(retired.when, UTC).date().isoformat()
    near = snapshot.passages(retired.path, max(0, retired.ordinal - _REACH), retired.ordinal + _REACH)
    alike = [_shared(retired.words, word_ids(passage.text)) for passage in near]
    if near and max(alike) >= ALIKE:
        return Traced(passage_id, near[alike.index(max(alike))], Fate.CHANGED, since)
    if (there := _in_place(retired, near)) is not None:
        return Traced(passage_id, there, Fate.REPLACED, since)
    raise PassageGone(passage_id, retired.title, str(retired.locator), since)


def _shared(one: Ids, other: Ids) -> float:
    """What two sets of words share of all their words, in 0..1 (Jaccard's index)."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, len(one) + len(other) - both)


def _in_place(retired: Retired, near: Sequence[Passage]) -> Passage | None:
    """The passage that stands under the same headings at the same paragraph."""
    place = retired.locator
    return next(
        (
            passage
            for passage in near
            if passage.locator.heading == place.heading and passage.locator.first <= place.first <= passage.locator.last
        ),
        None,
    )
