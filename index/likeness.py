"""How alike two texts are, by their words: whether one says nothing but what the other says."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

GRAM = 3  # words in a row
CONTAINED = 0.6  # of a text's runs of words that must stand in the other: see tests/index/test_likeness.py
_ALIKE = 0.8  # similarity of two spellings of a word, by difflib's ratio
_SPELT = 5  # letters from which a word may be spelt in two ways

Step = tuple[str, int, int, int, int]  # as difflib names them: what to do, from where to where here, and there

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_PLAIN_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)*", re.ASCII)  # the same, where there are no other letters
_BEYOND = re.compile(r"[^\x00-\x7f“”–—…]")
_REFERENCE = re.compile(r"\[\d{1,3}\]")  # to a footnote
_GROUPED = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")  # it looks for commas first, which are few

# Words that may stand or be missing, and the sense stays.
_SMALL = (
    "a an and are as at be been being had has have he her his is it its of on or our she so that "
    "the their them then there these they this those was we were which who whom whose with"
)
# Words that turn or date or count what is said. Whatever holds a digit does, too.
_WEIGHTY = (
    "no not never none neither nor without cannot nobody nothing nowhere hardly scarcely barely unless except against "
    "despite only almost nearly before after until till since during first second third fourth fifth sixth seventh "
    "eighth ninth tenth last next zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion dozen dozens score half third quarter twice once "
    "both several january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday spring summer "
    "autumn winter century decade more less fewer most least all some few many bc bce ad ce"
)
_LINKING, _TURNING = frozenset(_SMALL.split()), frozenset(_WEIGHTY.split())
_TURNED = re.compile(r"(?:un|in|im|il|ir|dis|non|mis|anti)(?=\w)")  # lawful, unlawful


def words(text: str) -> list[str]:
    """The words of a text in lower case; 1,200 is the number 1200, and marks of footnotes are left out."""
    plain = _GROUPED.sub("", _REFERENCE.sub(" ", text)).lower().replace("’", "'")
    return (_WORD if _BEYOND.search(plain) else _PLAIN_WORD).findall(plain)


def grams(text: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """The runs of GRAM words; of a shorter text, all of it."""
    if len(text) <= GRAM:
        return frozenset([tuple(text)]) if text else frozenset()
    return frozenset(zip(*(text[start:] for start in range(GRAM)), strict=False))


def contained(worse: frozenset[tuple[str, ...]], better: frozenset[tuple[str, ...]]) -> float:
    """The share, in 0..1, of the one's runs of words that stand in the other."""
    return len(worse & better) / len(worse) if worse else 0.0


def says_no_more(better: Sequence[str], worse: Sequence[str]) -> bool:
    """Whether the words of a text say what the better one's say, and nothing else.

    Most of its runs must stand there. Where the two differ, it may only be in small words, in a spelling, or in that
    words without which the sense is the same are missing from one: a number, a date, a negation or another name or verb
    makes two texts two, which is what a historian looks for. What the better one has before and behind is no matter.
    """
    if list(better) == list(worse):
        return bool(worse)
    if contained(grams(worse), grams(better)) < CONTAINED or any(map(_turns, set(worse) - set(better))):
        return False
    steps = SequenceMatcher(None, better, worse, autojunk=False).get_opcodes()
    if _are_moved(better, worse, steps):
        return False
    return all(
        kind == "equal" or (kind == "delete" and _is_beyond(better, i, j)) or _is_small(better[i:j], worse[m:n])
        for kind, i, j, m, n in steps
    )


def _are_moved(better: Sequence[str], worse: Sequence[str], steps: Sequence[Step]) -> bool:
    """Whether a word stands in one place here and in another there: who did what to whom may be turned."""
    changed = [step for step in steps if step[0] != "equal"]
    here = {word for _, i, j, _, _ in changed for word in better[i:j]}
    there = {word for _, _, _, m, n in changed for word in worse[m:n]}
    inside = {word for _, i, j, m, n in changed if m < n or not _is_beyond(better, i, j) for word in better[i:j]}
    return bool((here & inside & there) - _LINKING)


def _is_beyond(better: Sequence[str], start: int, end: int) -> bool:
    """Whether words stand before or behind all that the worse text has, and turn nothing of it: "would not"."""
    return (start == 0 and not _turns(better[end - 1])) or (end == len(better) and not _turns(better[start]))


def _is_small(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether it makes no difference that these words stand in the place of those."""
    if any(_turns(word) for word in (*here, *there)):
        return False
    one, other = ([word for word in side if word not in _LINKING] for side in (here, there))
    if not one or not other:
        return True
    return len(one) == len(other) and all(map(_is_same_word, one, other))


def _turns(word: str) -> bool:
    return word in _TURNING or word.endswith("n't") or any(map(str.isdigit, word))


def _is_same_word(one: str, other: str) -> bool:
    """Whether two words are spellings of one: "recognise", "recognize"; "Gorbachev", "Gorbachov"."""
    if one == other:
        return True
    if min(len(one), len(other)) < _SPELT or abs(len(one) - len(other)) > 1 or _is_turned(one, other):
        return False
    if one[0] != other[0] or _consonants(one) != _consonants(other):
        return False  # Zambia and Gambia, eastern and western, proposed and opposed
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _consonants(word: str) -> str:
    """What two spellings of a word share: its consonants, doubled ones once, and z as s."""
    kept = re.sub(r"[aeiou]", "", word).replace("z", "s")
    return re.sub(r"(.)\1+", r"\1", kept)


def _is_turned(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return bool((found := _TURNED.match(long)) and long[found.end() :] == short)
