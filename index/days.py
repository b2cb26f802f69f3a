"""What the library has for a day of the year."""

from collections.abc import Iterator, Sequence

from index.dates import Mention, find_dates, interval_of
from index.model import DatedPassage, Passage
from index.search.timeline import in_order, sentence_of
from index.sentences import spans
from index.store.base import Snapshot
from index.store.date_index import is_on_day

_SAME = 0.5  # share of the shorter sentence's terms from which on two sentences of one day tell of the same


def on_this_day(snapshots: Sequence[Snapshot], month: int, day: int, limit: int) -> tuple[DatedPassage, ...]:
    """What happened on a day of the year, the earliest year first: at most `limit` sentences that say so.

    A document that is of that day comes before others that mention it, and what was said by one is not said again.
    """
    kept: list[tuple[DatedPassage, frozenset[str]]] = []
    for snapshot in snapshots:
        for entry in sorted(_entries(snapshot, month, day), key=_aboutness):
            terms = frozenset(snapshot.terms(_without_dates(entry.highlight)))
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
        if passage.ordinal == 0 and document.path not in named and is_on_day(Mention(0, 0, document.date), month, day):
            yield DatedPassage(passage, document.date, _opening(passage))


def _own(passage: Passage, month: int, day: int) -> Iterator[DatedPassage]:
    told = [mention for mention in passage.dates if is_on_day(mention, month, day)]
    sentences = spans(passage.text, passage.document.language or "en") if told else ()
    for mention in told:
        yield DatedPassage(passage, mention.edtf, sentence_of(passage, mention, sentences), mention.calendar)


def _opening(passage: Passage) -> str:
    start, end = spans(passage.text, passage.document.language or "en")[0]
    return passage.text[start:end]


def _without_dates(sentence: str) -> str:
    """What a sentence says but for when: the day itself is no likeness."""
    for mention in reversed(find_dates(sentence)):
        sentence = sentence[: mention.start] + sentence[mention.end :]
    return sentence


def _aboutness(entry: DatedPassage) -> tuple[bool, int]:
    """Sort what is about the day before what mentions it, and a document's beginning before its end."""
    return not entry.is_of_its_document, entry.passage.ordinal


def _is_same(entry: DatedPassage, terms: frozenset[str], other: DatedPassage, others: frozenset[str]) -> bool:
    if interval_of(entry.edtf, entry.calendar).first != interval_of(other.edtf, other.calendar).first:
        return False
    return len(terms & others) >= _SAME * max(1, min(len(terms), len(others)))
