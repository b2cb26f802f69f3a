"""A name that a list knows → the other names of the same that the library uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Respelling
from index.names.aliases import AliasList, Mention
from index.store.base import Snapshot

_MOST = 4  # names of a question that are looked for by their other names
_MOST_OTHERS = 40  # of one name


@dataclass(frozen=True, slots=True)
class Renamed:
    """A question with names that the library uses, and, where it uses several of one, with others too, else "".

    `changed` says what stands in place of what was asked, or is searched beside it.
    """

    text: str
    beside: str = ""
    changed: tuple[Respelling, ...] = ()


def renamed(text: str, snapshots: Sequence[Snapshot], lists: Sequence[AliasList]) -> Renamed:
    """Put for a name that stands nowhere in these shelves the one of its group that stands there most often.

    A name that stands there stays, and another one that does too is searched beside it.
    """
    instead, beside = text, text
    changed: list[Respelling] = []
    for mention in reversed(_mentions(text, lists)):  # from the end, so that places before stay
        other = _most_used(mention.others, snapshots)
        if not other or not snapshots[0].terms(mention.name):  # a word like "the" tells nothing, whatever a list says
            continue
        is_used = _uses(mention.name, snapshots) > 0
        changed.append(Respelling(mention.name, other, also=is_used))
        beside = _put(beside, mention, other)
        if not is_used:
            instead = _put(instead, mention, other)
    return Renamed(instead, beside if beside != instead else "", tuple(dict.fromkeys(reversed(changed))))


def _mentions(text: str, lists: Sequence[AliasList]) -> list[Mention]:
    """The first names of a text that lists know: of those that overlap the longest, with the others of all lists."""
    found: dict[tuple[int, int], Mention] = {}
    for mention in (mention for one in lists for mention in one.mentions(text)):
        place = mention.start, mention.end
        known = found[place].others if place in found else ()
        found[place] = Mention(*place, mention.name, tuple(dict.fromkeys([*known, *mention.others])))
    kept: list[Mention] = []
    for mention in sorted(found.values(), key=lambda one: (one.start, -one.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept[:_MOST]


def _most_used(names: Sequence[str], snapshots: Sequence[Snapshot]) -> str:
    """The name that most passages hold, "" when none does."""
    counts = {name: _uses(name, snapshots) for name in names[:_MOST_OTHERS]}
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] else ""


def _uses(name: str, snapshots: Sequence[Snapshot]) -> int:
    """How many passages hold all words of a name."""
    terms = snapshots[0].terms(name)
    return sum(snapshot.holding(terms) for snapshot in snapshots) if terms else 0


def _put(text: str, mention: Mention, other: str) -> str:
    return f"{text[: mention.start]}{other}{text[mention.end :]}"
