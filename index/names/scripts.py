"""Cyrillic and Greek letters → Latin ones, by the tables that libraries use (ALA-LC), simplified.

Sounds that Latin letters spell in several ways are written with a háček, which `index.names.sounds` reads in one way.
"""

# ruff: noqa: RUF001  letters of other alphabets look like Latin ones

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "đ", "ѓ": "gj", "е": "e", "є": "je", "ё": "jo",
    "ж": "ž", "з": "z", "и": "i", "і": "i", "ї": "ji", "й": "j", "ј": "j", "к": "k", "ќ": "kj", "л": "l", "љ": "lj",
    "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ć", "у": "u", "ў": "v",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "č", "џ": "dž", "ш": "š", "щ": "šč", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "ju", "я": "ja",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "kh", "ψ": "ps", "ω": "o", "ά": "a", "έ": "e", "ή": "i", "ί": "i", "ό": "o", "ύ": "y", "ώ": "o", "ϊ": "i",
}  # fmt: skip
_LATIN = str.maketrans(_CYRILLIC | _GREEK)


def in_latin(word: str) -> str:
    """The word in lower case, with Latin letters for those of other alphabets that are known here."""
    return word.lower().translate(_LATIN)
