"""Names that never were, in place of real ones.

A library of a million passages has far more names than one of some thousand, and the names of a question stand in far
fewer of its passages than they would in mixtures of the same sentences.
"""

import calendar
import re
from collections.abc import Sequence
from hashlib import blake2b

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}\b")  # a word in capitals within a sentence
_CALENDAR = {*calendar.month_name, *calendar.day_name}  # else there would be no dates
_KEPT = 48  # of 256 names that stay as they are: some names are in every book


class Names:
    """Renames what stands in a document: the same name always gets the same other one there."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take heads and tails of new names from the names in real texts."""
        found = sorted({name for text in texts for name in _NAME.findall(text)} - _CALENDAR)
        self._heads = [name[: (len(name) + 1) // 2] for name in found]
        self._tails = [name[(len(name) + 1) // 2 :] for name in found]

    def renamed(self, text: str, document: str) -> str:
        """A text as it would stand in another document."""
        return _NAME.sub(lambda match: self._other(match[0], document), text) if self._heads else text

    def _other(self, name: str, document: str) -> str:
        if name in _CALENDAR:
            return name
        numbers = blake2b(f"{document}\0{name}".encode(), digest_size=9).digest()
        if numbers[0] < _KEPT:
            return name
        head, tail = int.from_bytes(numbers[1:5]), int.from_bytes(numbers[5:])
        return f"{self._heads[head % len(self._heads)]}{self._tails[tail % len(self._tails)]}"
