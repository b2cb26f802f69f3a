"""Dated passages → the events of a timeline."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.escaping import one_line
from index.dates import Interval, format_in_both, interval_of
from index.model import DatedPassage

_APPROXIMATE = frozenset("~?%")  # EDTF: approximate, uncertain, both


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: `number` counts from 1 as in the list beside the picture, `date` is as people write it.

    `title` is the document's where it is what the date is of, and else, or where several entries are from one document,
    the sentence in quotation marks.

    `span` are the days that the date may mean. `is_range`: it lasted from the first to the last of them, rather than
    fell within; `is_approximate`: the source is not sure of the date.
    """

    number: int
    date: str
    title: str
    span: Interval
    is_range: bool
    is_approximate: bool


def events_of(found: Sequence[DatedPassage]) -> tuple[Event, ...]:
    """The events, in the order of the passages. Raises ValueError for a date that is none in EDTF."""
    titles = Counter(_title(one) for one in found)
    return tuple(_event(number, one, titles) for number, one in enumerate(found, 1))


def _event(number: int, one: DatedPassage, titles: Mapping[str, int]) -> Event:
    title = _title(one)
    return Event(
        number=number,
        date=one_line(format_in_both(one.edtf, one.calendar)) or one.edtf,
        title=title if titles[title] == 1 and one.is_of_its_document else f"“{one_line(one.highlight)}”",
        span=interval_of(one.edtf, one.calendar),
        is_range="/" in one.edtf,
        is_approximate=not _APPROXIMATE.isdisjoint(one.edtf),
    )


def _title(one: DatedPassage) -> str:
    document = one.passage.document
    return one_line(document.title) or one_line(document.path)
