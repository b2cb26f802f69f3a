"""Words of a question that the library does not know → those of the library that were meant.

A name may be spelt as another language does, and any word may be mistyped.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from index.model import Respelling
from index.names.distance import SURE
from index.search.names import library_name
from index.store.base import Snapshot
from index.store.vocabulary import word_splitter

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters of a name that may be spelt otherwise
_SHORTEST_TYPED = 5  # letters of what may be mistyped; of shorter words too many are one letter apart
_ACRONYM = 5  # letters; so many capitals and fewer are no name
_MOST_WORDS = 5  # unknown words of a question that are mended: each is compared with many
_LONG_ENOUGH = 6  # letters of what merely sounds like a name: Nagy is not Nazi
_TWO_ERRORS = 8  # letters from which two errors are looked for, in what begins with a capital
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "ly", "less", "ness", "nt")  # nt: wasnt, for wasn't

_splitter = word_splitter()

IsWord = Callable[[str], bool]


def corrected(text: str, snapshots: Sequence[Snapshot], is_word: IsWord) -> tuple[str, tuple[Respelling, ...]]:
    """Put for each word that stands nowhere in these shelves the one that was meant, where one is near; and say which.

    `is_word` says whether the model knows a word: what is in its vocabulary is no typing error, only off the topic.
    But as a name it may be spelt otherwise, where it begins with a capital and another spelling sounds the same.
    """
    text = unicodedata.normalize("NFC", text)
    if not snapshots:
        return text, ()
    words = dict.fromkeys(_WORD.findall(text))
    unknown = [word for word in words if _is_unknown(word, snapshots)][: _MOST_WORDS + 1]
    if len(unknown) > _MOST_WORDS:  # that is no typing error but another subject, or nonsense
        return text, ()
    first = next(iter(words), "")
    meant = {
        word: _named(word, snapshots, word != first) if _is_known(word, is_word) else _meant(word, snapshots)
        for word in unknown
    }
    changed = tuple(Respelling(word, other) for word, other in meant.items() if other != word)
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), text), changed


def _is_unknown(word: str, snapshots: Sequence[Snapshot]) -> bool:
    """Whether a word that means something stands in none of these shelves."""
    terms = snapshots[0].terms(word)
    known = any(snapshot.frequencies(terms)[terms[0]] for snapshot in snapshots) if terms else True
    return not known and len(word) >= _SHORTEST and not (word.isupper() and len(word) <= _ACRONYM)


def _is_known(word: str, is_word: IsWord) -> bool:
    """Whether the model knows a word, or the one that it is a form of."""
    plain = _plain(word)
    if is_word(plain):
        return True
    stems = [plain.removesuffix(ending) for ending in _ENDINGS if plain.endswith(ending)] if word.islower() else []
    return any(len(stem) >= _SHORTEST - 1 and any(map(is_word, _uninflected(stem))) for stem in stems)


def _uninflected(stem: str) -> tuple[str, ...]:
    """What a stem may have been before its ending: revise for revising, swap for swapping."""
    return stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem


def _named(word: str, snapshots: Sequence[Snapshot], may_be_name: bool) -> str:
    """Another spelling of what is certainly a name: it begins with a capital, though it is not the first word."""
    found = library_name(word, snapshots, SURE) if may_be_name and word[0].isupper() else None
    return found[0] if found else word


def _meant(word: str, snapshots: Sequence[Snapshot]) -> str:
    """What was meant by a word that nobody knows: what sounds the same, has one error, sounds like it, has two."""
    heard = library_name(word, snapshots)
    if heard and heard[1] < SURE:
        return heard[0]
    typed = _typed(word, snapshots)
    if typed and (typed[1] == 1 or not heard):
        return typed[0]
    return heard[0] if heard and len(word) >= _LONG_ENOUGH else word


def _typed(word: str, snapshots: Sequence[Snapshot]) -> tuple[str, int] | None:
    """The word that is fewest errors away, and how many."""
    plain = _plain(word)
    if len(plain) < _SHORTEST_TYPED:
        return None
    distance = 2 if len(plain) >= _TWO_ERRORS and word[0].isupper() else 1
    found = [close for snapshot in snapshots if (close := snapshot.closest_word(plain, distance))]
    if not found:
        return None
    meant, errors, _ = min(found, key=lambda close: (close.distance, -close.times))
    return meant.capitalize() if word[0].isupper() else meant, errors


def _plain(word: str) -> str:
    return "".join(_splitter.analyze(word))
