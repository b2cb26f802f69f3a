"""What the library has for a day of the year."""

import re
from collections.abc import Iterator, Sequence

from index.dates import Mention, format_date, other_calendar
from index.model import DatedPassage, Passage
from index.search.timeline import in_order, sentence_of
from index.sentences import spans
from index.store.base import Snapshot
from index.store.date_index import is_on_day

_SAME = 0.4  # share of the shorter sentence's terms from which on two sentences of one day tell of the same
_SHORT = 3  # letters of a month's name that stand in its abbreviation too


def on_this_day(snapshots: Sequence[Snapshot], month: int, day: int, limit: int) -> tuple[DatedPassage, ...]:
    """What happened on a day of the year, the earliest year first: at most `limit` sentences that say so.

    A document that is of that day comes before others that mention it, and what was said by one is not said again.
    """
    kept: list[tuple[DatedPassage, frozenset[str]]] = []
    for snapshot in snapshots:
        for entry in sorted(_entries(snapshot, month, day), key=_aboutness):
            terms = frozenset(snapshot.terms(entry.highlight))
            if not any(_is_same(entry, terms, *other) for other in kept):
                kept.append((entry, terms))
    return in_order([entry for entry, _ in kept])[:limit]


def _entries(snapshot: Snapshot, month: int, day: int) -> Iterator[DatedPassage]:
    passages = snapshot.on_day(month, day)
    named: set[str] = set()
    for passage in passages:
        found = list(_own(passage, month, day))
        named |= {passage.document.path for entry in found if entry.is_of_its_document}
        yield from found
    for passage in passages:
        document = passage.document
        if passage.ordinal == 0 and document.path not in named and is_on_day(document.date, month, day):
            yield DatedPassage(passage, document.date, _opening(passage))


def _own(passage: Passage, month: int, day: int) -> Iterator[DatedPassage]:
    sentences = spans(passage.text, passage.document.language or "en")
    for mention in passage.dates:
        said = passage.text[mention.start : mention.end]
        if is_on_day(mention.edtf, month, day) or _is_said_too(mention, said, month, day):
            yield DatedPassage(passage, mention.edtf, sentence_of(passage, mention, sentences), mention.calendar)


def _is_said_too(mention: Mention, said: str, month: int, day: int) -> bool:
    """Whether a date is that day in the other calendar, and its words say so: 25 October (7 November) 1917."""
    other = other_calendar(mention.edtf, mention.calendar)
    if not is_on_day(other, month, day):
        return False
    number, name, _ = format_date(other.partition("/")[0]).split()
    return number in re.findall(r"\d+", said) and name[:_SHORT] in said


def _opening(passage: Passage) -> str:
    start, end = spans(passage.text, passage.document.language or "en")[0]
    return passage.text[start:end]


def _aboutness(entry: DatedPassage) -> tuple[bool, int]:
    """Sort what is about the day before what mentions it, and a document's beginning before its end."""
    return not entry.is_of_its_document, entry.passage.ordinal


def _is_same(entry: DatedPassage, terms: frozenset[str], other: DatedPassage, others: frozenset[str]) -> bool:
    if entry.span.first != other.span.first:
        return False
    if entry.passage.document.path == other.passage.document.path:
        return True
    return len(terms & others) >= _SAME * max(1, min(len(terms), len(others)))
