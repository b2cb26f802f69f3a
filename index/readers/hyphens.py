"""Words that were divided at the end of a line → whole words."""

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
HYPHENS = ("-", "\u00ad", "\u2010", "\ufffe")  # the last is what the library that reads PDF gives
_FIRST_HALF = re.compile(rf"([^\W\d_]+(?:-[^\W\d_]+)*)[{''.join(HYPHENS)}]$")
_SECOND_HALF = re.compile(r"[^\W\d_]+")
_COMPOUNDING = {"self", "ex", "vice", "half", "all", "well", "pre", "post", "anti", "non", "cross", "pro"}


class Mender:
    """Knows the words of a document, and so which hyphens at the ends of its lines belong to the words."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            self._words.update(word.lower() for word in _WORD.findall(line))

    def join(self, text: str, line: str) -> str:
        """Append a line to a text, mending the word that the line break divides."""
        if not text.endswith(HYPHENS):
            return f"{text} {line}" if text else line
        first, second = _FIRST_HALF.search(text), _SECOND_HALF.match(line)
        before = text[:-1]
        if not first or not second:
            return f"{before}-{line}" if before[-1:].isalnum() else f"{before}- {line}"
        return f"{before}{'-' if self._has_hyphen(first[1], second[0]) else ''}{line}"

    def _has_hyphen(self, first: str, second: str) -> bool:
        """Decide whether a word has a hyphen: by its capitals, by how it stands elsewhere, else by its beginning."""
        if second[0].isupper() and not first.isupper():
            return True
        whole = self._words[f"{first}{second}".lower()]
        parted = self._words[f"{first}-{second}".lower()]
        return parted > whole if whole or parted else first.lower() in _COMPOUNDING


def tidy(text: str) -> str:
    """Drop the hyphens that only show where a word may be divided."""
    return re.sub("[\u00ad\ufffe]$", "-", text).replace("\u00ad", "").replace("\ufffe", "-")
