"""How far two spellings are apart in sound, and the key under which spellings of one name are looked for."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from index.names.sounds import BREATH, GLIDE, VOWELS, Sounds, readings

SAME = 0.105  # unlikeness below which two spellings are taken for one name; see tests/evaluation/README.md
SURE = 0.05  # below which they are even where one of them is a word with a meaning of its own

# What it costs to take one sound for the other; no more than OTHER, which all pairs cost that do not stand here.
_OTHER_VOWEL, _OTHER = 0.7, 1.0
_NEAR = {
    "ae": 0.25, "ao": 0.4, "ei": 0.3, "ou": 0.2, "iu": 0.45, "eo": 0.4, "au": 0.5, "ai": 0.55, "eu": 0.6, "io": 0.6,
    "fv": 0.15, "bp": 0.4, "dt": 0.35, "gk": 0.35, "sz": 0.2, "SZ": 0.3, "CJ": 0.35,  # voiced or not
    "kx": 0.3, "gx": 0.4, "hx": 0.1, "gh": 0.3, "hk": 0.6,  # kh, and what stands for it
    "Ss": 0.4, "Zz": 0.4, "Cc": 0.4, "CS": 0.4, "JZ": 0.3, "cs": 0.4, "cz": 0.3, "Jd": 0.4,  # sibilants
    "Jy": 0.4, "Zy": 0.5, "iy": 0.05, "ey": 0.3, "uv": 0.2, "ov": 0.4,  # half vowels
    "Ck": 0.5, "Jg": 0.5, "Jk": 0.5, "bv": 0.35, "mn": 0.6,
}  # fmt: skip
_COST = {frozenset(pair): cost for pair, cost in _NEAR.items()}
_AT_AN_END = 1.5  # a vowel that begins or ends a name tells more: Eden and Aden, Franco and France
_BEFORE_F = 0.25  # but the one in -ev, -ov, -iev, -ow tells nearly nothing

# What sounds count for the length of a name, and cost where one spelling has them and the other has not.
_VOWEL_SIZE, _VOWEL, _FINAL_E, _SECOND_VOWEL, _CONSONANT = 0.5, 0.6, 0.35, 0.35, 1.0
_FAINT_GLIDE, _FAINT_BREATH, _FAINT_DOUBLE, _FAINT_T, _FAINT_D, _FAINT_C = 0.1, 0.15, 0.15, 0.1, 0.2, 0.2

# Consonants that languages spell by each other's letters are of one class; "" stands for what is left out of keys.
_CLASSES = {
    **dict.fromkeys("kgxCJSZcsz", "K"), **dict.fromkeys("pbfv", "P"), **dict.fromkeys("td", "T"),
    "m": "M", "n": "N", "l": "L", "r": "R", "h": "", "y": "", **dict.fromkeys("aeiou", ""),
}  # fmt: skip
_MOST_KEYS = 12  # of one name; what has more is read in no more ways


def unlikeness(one: str, other: str) -> float:
    """How far two names are apart in sound, by their length: 0 for what can be spoken alike, 1 for all different."""
    return min(
        _difference(first, second) / max(_size(first), _size(second), 1.0)
        for first, second in product(readings(one), readings(other))
    )


def keys(name: str) -> frozenset[str]:
    """The skeletons that a name is kept and looked for under: its consonants, as roughly as languages spell them.

    Spellings of one name nearly always share one. A name of vowels alone has none.
    """
    return frozenset(key for sounds in readings(name) for key in _skeletons(sounds) if key)


def _skeletons(sounds: Sounds) -> Iterator[str]:
    ways = [sorted({_CLASSES.get(sound, sound) for sound in spoken}) for spoken in sounds]
    for number, way in enumerate(product(*ways)):
        if number == _MOST_KEYS:
            return
        yield "".join(one for place, one in enumerate(way) if one and (not place or one != way[place - 1]))


def _difference(one: Sounds, other: Sounds) -> float:
    """The least that it costs to turn one row of sounds into the other: a weighted edit distance."""
    above = [0.0]
    for place in range(len(other)):
        above.append(above[-1] + _dropped(other, place))
    for place in range(len(one)):
        drop = _dropped(one, place)
        row = [above[0] + drop]
        for at in range(len(other)):
            changed = above[at] + _changed(one, place, other, at)
            row.append(min(changed, above[at + 1] + drop, row[at] + _dropped(other, at)))
        above = row
    return above[-1]


def _changed(one: Sounds, place: int, other: Sounds, at: int) -> float:
    cost = _between(one[place], other[at])
    if not cost or not (_is_vowel(one[place]) and _is_vowel(other[at])):
        return cost
    ends = len(one) - place, len(other) - at
    if ends == (2, 2) and set(one[-1] + "fv") & set(other[-1]) and set(one[-1]) & set("fv"):
        return cost * _BEFORE_F
    return cost * _AT_AN_END if ends == (1, 1) or place == at == 0 else cost


@lru_cache(maxsize=8192)
def _between(one: str, other: str) -> float:
    """What it costs to take one place for the other: nothing where they have a sound in common."""
    if set(one) & set(other):
        return 0.0
    return min(
        _COST.get(frozenset(pair), _OTHER_VOWEL if VOWELS.issuperset(pair) else _OTHER) for pair in product(one, other)
    )


def _dropped(sounds: Sounds, place: int) -> float:
    return _cost_without(
        sounds[place], sounds[place - 1] if place else "", sounds[place + 1] if place + 1 < len(sounds) else ""
    )


@lru_cache(maxsize=65536)
def _cost_without(sound: str, before: str, after: str) -> float:
    """What it costs to leave a sound out between these two ("" at an end)."""
    beside_vowel = _is_vowel(before) or _is_vowel(after)
    if GLIDE in sound and beside_vowel:
        return _FAINT_GLIDE
    if sound == BREATH:
        return _FAINT_BREATH
    if _is_vowel(sound):
        return (_FINAL_E if sound[0] == "e" else _VOWEL) if not after else _SECOND_VOWEL if beside_vowel else _VOWEL
    if set(sound) & set(before):
        return _FAINT_DOUBLE
    if sound[0] == "C" and before == "S":  # shch
        return _FAINT_C
    if sound[0] in "td" and after and after[0] in "CJcz":  # tch, dzh
        return _FAINT_T if sound[0] == "t" else _FAINT_D
    return _CONSONANT


def _size(sounds: Sounds) -> float:
    return sum(_VOWEL_SIZE if _is_vowel(sound) else 1.0 for sound in sounds)


def _is_vowel(spoken: str) -> bool:
    return bool(spoken) and spoken[0] in VOWELS
