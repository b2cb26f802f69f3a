"""How a written name may be spoken, whatever language spelt it.

A name is read as a row of sounds. What a letter or group of letters spells differs by language, so each place holds
all the sounds that it may be: "ch" is č in English, š in French, ch in German. Two spellings are of one name where
their sounds can be the same. The groups are those of the usual romanisations of Russian, Ukrainian, Serbian and
Bulgarian (ALA-LC, scientific, and the English, German, French, Italian, Dutch, Polish and Swedish customs), Arabic,
Persian, Hebrew and Chinese (pinyin, Wade-Giles), and what is written for ä, ö, ü, å, ø, æ and ß without them.
"""

# ruff: noqa: RUF001  the Turkish i without a dot looks like another one

import re
import unicodedata
from functools import lru_cache

from index.names.scripts import in_latin

Sounds = tuple[str, ...]  # each place holds the sounds that it may be, one character each

VOWELS = frozenset("aeiou")
GLIDE, BREATH = "y", "hx"  # what languages hear or leave out: y as in yes, h as in hat (or as kh)
_X, _CHINESE_X = re.compile(r"x(?=[iuy])|^x"), "ξ"  # x is read as ks, and there also as in Xi and Xerxes

# One character a sound: š S, ž Z, č C, dž J, ts c, kh x, the rest as in English. Between blanks: one after the other.
_SPELT = {
    "schtsch": "S C", "shtsh": "S C", "shch": "S C", "chtch": "S C", "sjtsj": "S C", "sjtj": "S C", "stsj": "S C",
    "szcz": "S C", "šč": "S C",
    "tsch": "C", "tch": "C", "tsh": "C", "tsj": "C", "č": "C", "ć": "C", "cz": "Cc", "tj": "Ct", "ch": "CxSk",
    "sch": "SZ", "sh": "S", "sj": "S", "sz": "Ss", "š": "S", "ś": "Ss", "ξ": "Ssz", "hs": "Ss", "xh": "J", "ş": "S",
    "ș": "S", "ss": "s", "ß": "s",
    "s": "szS", "zh": "ZJ", "zj": "Z", "ž": "Z", "ż": "Z", "ź": "Z", "tz": "c", "ts": "c", "ț": "c",
    "ţ": "c", "zz": "cz", "z": "zscZ", "c": "kcC", "ç": "sCS", "ck": "k", "cq": "k", "kh": "xk", "gh": "gx",
    "q": "kgC", "x": "k s", "k": "k", "g": "g", "h": BREATH, "dsch": "J", "dzh": "J", "dž": "J", "dj": "J", "gj": "J",
    "đ": "Jd", "j": "yJZ", "y": "iy", "ij": "i", "ii": "i", "iy": "i", "yi": "i", "yj": "i", "th": "ts",
    "dt": "t", "dh": "dz", "ph": "fp", "bh": "b", "rh": "r", "wh": "v", "w": "vu", "v": "v", "f": "f", "ł": "l",
    "ä": "ea", "æ": "ea", "ae": "ea", "ö": "oeu", "ø": "oeu", "œ": "oe", "oe": "oeu", "ü": "ui", "ue": "ui",
    "ű": "ui", "ő": "oeu", "ou": "uo", "oo": "uo", "ee": "ie", "å": "ao", "aa": "ao", "ą": "ao", "ı": "i", "ğ": "gy",
    "ʿ": "", "ð": "d", "þ": "t",
}  # fmt: skip
_BEFORE_SOFT = {"g": "gJ", "gu": "g", "c": "scC"}  # where e, i or y follows
_SOFT, _FULL = "eiy", "aeiouyäöü"
_GROUPS = re.compile("|".join(sorted({*_SPELT, "gu"}, key=lambda group: (-len(group), group))) + "|.")
_KEPT = frozenset("".join(_SPELT)) - frozenset("abcdefghijklmnopqrstuvwxyz")
_TWICE = re.compile(r"([^\W\d_])\1+")
_NOT_TWICE = frozenset("aeiosz")  # aa, ee, ii, oo, ss and zz spell sounds of their own


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[Sounds, ...]:
    """The rows of sounds that a name may be spoken as: one, or two where it has an x."""
    letters = _letters(name)
    if "x" not in letters:
        return (_spoken(letters),)
    return tuple(dict.fromkeys((_spoken(letters), _spoken(_X.sub(_CHINESE_X, letters)))))


def _letters(name: str) -> str:
    """Lower-case Latin letters, without the accents that change no sound, and each doubled one once."""
    composed = unicodedata.normalize("NFC", in_latin(name))
    plain = "".join(letter if letter in _KEPT else unicodedata.normalize("NFD", letter)[:1] for letter in composed)
    return _TWICE.sub(lambda found: found[1] * (1 + (found[1] in _NOT_TWICE)), plain)


def _spoken(letters: str) -> Sounds:
    sounds: list[str] = []
    for found in _GROUPS.finditer(letters):
        for sound in _spelt(found[0], letters[found.end() : found.end() + 1]).split():
            if not sounds or not _runs_on(sounds[-1], sound):
                sounds.append(sound)
    return tuple(sounds)


def _spelt(group: str, following: str) -> str:
    if group in _BEFORE_SOFT and following and following in _SOFT:
        return _BEFORE_SOFT[group]
    if group == "gu":
        return "g uv" if following and following in _FULL else "g uo"
    if group == "q" and following == "u":
        return "k"
    return _SPELT.get(group, group)


def _runs_on(last: str, sound: str) -> bool:
    """Whether two places are heard as one: i and y."""
    return last[0] == sound[0] == "i"
