"""Names for works in files that need one for each: smith2016swing."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

_STOP = {"a", "an", "the", "on", "of", "in", "de", "der", "die", "das", "le", "la"}


def keys_for(items: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Give each item a name of ASCII letters and digits that no other of them has."""
    taken: set[str] = set()
    for item in items:
        key = _key(item) or "work"
        free = next(name for name in (f"{key}{n if n > 1 else ''}" for n in count(1)) if name not in taken)
        taken.add(free)
        yield free


def _key(item: Mapping[str, object]) -> str:
    people, issued = item.get("author") or item.get("editor"), item.get("issued")
    first = people[0] if isinstance(people, list) and people else {}
    words = [word for word in map(_plain, str(item.get("title", "")).split()) if word and word not in _STOP]
    year = issued["date-parts"][0][0] if isinstance(issued, Mapping) and "date-parts" in issued else ""
    name = _plain(first.get("family") or next(iter(first.get("literal", "").split()), ""))
    return f"{name}{str(year).replace('-', 'bc')}{words[0] if words else ''}"[:60]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
