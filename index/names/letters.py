"""Letters without what tells them apart in print only: case, accents, and ligatures."""

# ruff: noqa: RUF001  the Turkish i without a dot looks like another one

import unicodedata

from index.names.scripts import in_latin

_WITHOUT_ACCENT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def folded(text: str) -> str:
    """A text in lower case and Latin letters where they are known, without accents."""
    plain = unicodedata.normalize("NFKD", in_latin(text)).translate(_WITHOUT_ACCENT)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
