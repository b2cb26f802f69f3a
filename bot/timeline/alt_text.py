"""What a timeline's picture shows, in words, for those who cannot see it."""

from collections.abc import Sequence

from bot.escaping import shortened
from bot.limits import DESCRIPTION, units
from bot.timeline.events import Event

_TITLES = (200, 100, 60, 40, 25)  # characters of each title, the first that fit
_DATE = 60


def alt_text(heading: str, events: Sequence[Event]) -> str:
    """Dates and titles in at most DESCRIPTION units; titles are shortened, and at last the last events only counted."""
    start = f"{shortened(heading, 200)}. "
    for characters in _TITLES:
        text = start + "; ".join(_event(event, characters) for event in events) + "."
        if units(text) <= DESCRIPTION:
            return text
    return start + _as_many(events, DESCRIPTION - units(start))


def _event(event: Event, characters: int) -> str:
    return f"{event.number}. {shortened(event.date, _DATE)}: {shortened(event.title, characters)}"


def _as_many(events: Sequence[Event], room: int) -> str:
    for count in range(len(events) - 1, 0, -1):
        text = "; ".join(_event(event, _TITLES[-1]) for event in events[:count])
        text += f"; and {len(events) - count} more."
        if units(text) <= room:
            return text
    return f"{len(events)} events."
