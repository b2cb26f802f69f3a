"""The words that stand in one shelf's passages, to find what somebody meant who mistyped one."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import tantivy
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.store.mapped import mapped

_LONGEST_WORD = 60  # bytes; what is longer is no word
_LOOKED_AT = 20  # words at the least distance, of which the commonest is taken


def word_splitter() -> tantivy.TextAnalyzer:
    """Words in lower case and without accents, but with their endings."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(_LONGEST_WORD), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


class Vocabulary:
    """Words and how often each stands in a shelf; the file is read when a word is first looked for.

    It is mapped at once, for it may be cleared away while a snapshot is still asked.
    """

    def __init__(self, file: Path) -> None:
        self._lines = mapped(file)

    @staticmethod
    def write(file: Path, texts: Iterable[str]) -> None:
        """Count the words of texts (NFC) into a file."""
        splitter = word_splitter()
        counts = Counter(word for text in texts for word in splitter.analyze(text))
        file.write_bytes("".join(f"{word} {count}\n" for word, count in sorted(counts.items())).encode())

    def closest(self, word: str, distance: int) -> tuple[str, int, int] | None:
        """Which of the words that are fewest edits away was meant, with its distance and count.

        An edit adds, drops or changes a letter or swaps two neighbours (optimal string alignment); up to `distance`
        are looked for, among words that begin with the same letter or, the first two being swapped, with the second:
        hardly anybody mistypes the first one, and a vocabulary is so looked through in a tenth of the time. Of equally
        close words it is the commonest. None where no word is so close.
        """
        near = [*self._by_letter.get(word[:1], ()), *self._swapped(word)]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=distance, limit=_LOOKED_AT)
        best = min(found, key=lambda one: (one[1], one[0][:1] != word[:1], -self._counts[one[0]]), default=None)
        return (best[0], int(best[1]), self._counts[best[0]]) if best else None

    def _swapped(self, word: str) -> list[str]:
        """The words that begin with the first two letters of this one, swapped."""
        start = word[1::-1] if len(word) > 1 and word[0] != word[1] else ""
        return [other for other in self._by_letter.get(start[:1], ()) if other.startswith(start)] if start else []

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._counts:
            found.setdefault(word[:1], []).append(word)
        return found

    @cached_property
    def _counts(self) -> dict[str, int]:
        lines = self._lines[:].decode().splitlines()
        return {word: int(count) for word, count in (line.rsplit(" ", 1) for line in lines)}
