"""Words of a question that were mistyped → the words of the library that were meant."""

import re
from collections.abc import Callable, Sequence

from index.store.base import Snapshot
from index.store.vocabulary import word_splitter

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters; of shorter words too many are one letter apart
_TWO_ERRORS = 8  # letters from which two errors are looked for

_splitter = word_splitter()


def corrected(text: str, snapshots: Sequence[Snapshot], is_word: Callable[[str], bool]) -> str:
    """Put for each word that stands nowhere in these shelves the closest one that does, where one is close.

    `is_word` says whether the model knows a word: what is in its vocabulary is no typing error, only off the topic.
    """
    return _WORD.sub(lambda found: _meant(found[0], snapshots, is_word), text) if snapshots else text


def _meant(word: str, snapshots: Sequence[Snapshot], is_word: Callable[[str], bool]) -> str:
    plain = "".join(_splitter.analyze(word))
    terms = snapshots[0].terms(word)
    if len(plain) < _SHORTEST or not terms or any(snapshot.frequencies(terms)[terms[0]] for snapshot in snapshots):
        return word
    if is_word(plain):
        return word
    distance = 2 if len(plain) >= _TWO_ERRORS else 1
    found = [close for snapshot in snapshots if (close := snapshot.vocabulary().closest(plain, distance))]
    if not found:
        return word
    meant, _, _ = min(found, key=lambda close: (close[1], -close[2]))
    return meant.capitalize() if word[0].isupper() else meant
