"""A name as somebody spells it → the name as the library spells it."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.names.distance import SAME, keys, unlikeness
from index.names.letters import folded
from index.store.base import Snapshot

_COMPARED = 30  # names with a key in common that are compared by sound: those whose letters are nearest


def library_name(word: str, snapshots: Sequence[Snapshot], most: float = SAME) -> tuple[str, float] | None:
    """The name of these shelves that sounds most like a word, and how unlike it sounds, if that is below `most`.

    Of names that sound equally like it, the one that stands there most often.
    """
    wanted = keys(word)
    known = {one.name: one.count for snapshot in snapshots for one in snapshot.names_under(wanted)}
    letters = {name: name.lower() for name in known}
    near = extract(folded(word), letters, scorer=OSA.normalized_distance, limit=_COMPARED)
    heard = [(unlikeness(word, name), -known[name], name) for _, _, name in near]
    unlike, _, name = min(heard, default=(1.0, 0, ""))
    return (name, unlike) if unlike < most else None
