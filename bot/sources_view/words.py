"""The words that all these messages share: counts, sizes, times, people, and lists that fit."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.escaping import escape, link, one_line, shortened
from bot.limits import units
from index.dates import format_date

NAME = 60  # characters of a source's name or title where several stand together
NAMED = 10  # sources that a message names of each kind
_DATE = 60  # characters
_MB = 1_000_000
_MINUTE, _HOUR = 60, 3600


def counted(number: int, noun: str, plural: str = "") -> str:
    """Count things: "1 source", "2,000 sources"; `plural` where an s does not make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def size_text(size: int) -> str:
    """A number of bytes as people read it: "340 kB", "12.5 MB"."""
    if 0 < size < _MB / 10:
        return f"{max(1, size / 1000):,.0f} kB"
    return f"{size / _MB:,.1f}".removesuffix(".0") + " MB"


def duration(seconds: float) -> str:
    """A length of time, as exact as people want it: "40 s", "3 min", "1 h 20 min"."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE)
    hours, rest = divmod(minutes, _MINUTE)
    return f"{minutes} min" if not hours else f"{hours} h" + (f" {rest} min" if rest else "")


def moment(at: str, style: str = "d") -> str:
    """A time (ISO 8601) as Discord shows it to each reader in their own zone; the date by default."""
    try:
        return f"<t:{int(datetime.fromisoformat(at).timestamp())}:{style}>"
    except ValueError:
        return "an unknown date"


def seconds_between(start: str, end: str) -> float:
    """Seconds from one time (ISO 8601) to another; 0 where one is missing."""
    try:
        return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    except ValueError:
        return 0.0


def person(by: str) -> str:
    """Name who did something: a member as a mention, which pings nobody here; Clio itself; others by their name."""
    if by.isascii() and by.isdigit():
        return f"<@{by}>"
    return escape(shortened(one_line(by), NAME)) or "Clio"


def date_words(edtf: str) -> str:
    """The date of what a document tells of, as people write it, in markdown; "" where unknown."""
    return escape(shortened(one_line(format_date(edtf)), _DATE)) if edtf else ""


def named(text: str, limit: int = NAME) -> str:
    """A title or name in markdown, on one line, shortened to `limit` characters."""
    return escape(shortened(one_line(text), limit)) or "Untitled"


def linked(title: str, url: str, limit: int, room: int) -> str:
    """A title as a link, where that takes at most `room` units of markdown."""
    text = shortened(one_line(title), limit) or "Untitled"
    whole = link(text, url)
    return whole if units(whole) <= room else escape(text)


def natural(text: str) -> list[tuple[int, str]]:
    """What orders titles and names as people do: chapter 2 before chapter 10."""
    parts = re.split(r"([0-9]{1,9})", one_line(text).casefold())
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts]


def name_list(names: Sequence[str], room: int, most: int = NAMED) -> str:
    """As many names, with commas, as fit into `room` units of markdown (at least 150), and how many there are more."""
    left = room - units(_more(len(names)))
    kept: list[str] = []
    for name in names[:most]:
        left -= units(named(name)) + 2
        if left < 0:
            break
        kept.append(named(name))
    return ", ".join(kept) + (_more(len(names) - len(kept)) if len(kept) < len(names) else "")


def fitting(lines: Sequence[str], room: int, noun: str, most: int = NAMED) -> list[str]:
    """As many lines of markdown as fit into `room` units (at least 50), then how many there are more."""
    left = room - units(_rest(len(lines), noun))
    kept: list[str] = []
    for line in lines[:most]:
        left -= units(line) + 1
        if left < 0:
            break
        kept.append(line)
    return kept + ([_rest(len(lines) - len(kept), noun)] if len(kept) < len(lines) else [])


def _more(number: int) -> str:
    return f" and {number:,} more"


def _rest(number: int, noun: str) -> str:
    return f"-# … and {number:,} more {noun}{'' if number == 1 else 's'}"
