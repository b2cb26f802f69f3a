"""Words of a question that were mistyped → the words of the library that were meant."""

import re
from collections.abc import Callable, Sequence

from index.store.base import Snapshot
from index.store.vocabulary import word_splitter

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters; of shorter words too many are one letter apart
_MOST_WORDS = 5  # unknown words of a question that are mended: each is compared with a whole vocabulary
_TWO_ERRORS = 8  # letters from which two errors are looked for

_splitter = word_splitter()


def corrected(text: str, snapshots: Sequence[Snapshot], is_word: Callable[[str], bool]) -> str:
    """Put for each word that stands nowhere in these shelves the closest one that does, where one is close.

    `is_word` says whether the model knows a word: what is in its vocabulary is no typing error, only off the topic.
    """
    if not snapshots:
        return text
    unknown = [word for word in dict.fromkeys(_WORD.findall(text)) if _is_unknown(word, snapshots)][: _MOST_WORDS + 1]
    if len(unknown) > _MOST_WORDS:  # that is no typing error but another subject, or nonsense
        return text
    meant = {word: _meant(word, snapshots) for word in unknown if not is_word(_plain(word))}
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), text)


def _is_unknown(word: str, snapshots: Sequence[Snapshot]) -> bool:
    """Whether a word that means something stands in none of these shelves."""
    terms = snapshots[0].terms(word)
    known = any(snapshot.frequencies(terms)[terms[0]] for snapshot in snapshots) if terms else True
    return not known and len(_plain(word)) >= _SHORTEST


def _meant(word: str, snapshots: Sequence[Snapshot]) -> str:
    """The word that is fewest errors away and begins alike, for hardly anybody mistypes the first letter."""
    plain = _plain(word)
    distance = 2 if len(plain) >= _TWO_ERRORS else 1
    found = [close for snapshot in snapshots if (close := snapshot.vocabulary().closest(plain, distance))]
    if not found:
        return word
    meant, _, _ = min(found, key=lambda close: (close[1], -close[2]))
    if meant[0] != plain[0] and set(meant[:2]) != set(plain[:2]):
        return word
    return meant.capitalize() if word[0].isupper() else meant


def _plain(word: str) -> str:
    return "".join(_splitter.analyze(word))
