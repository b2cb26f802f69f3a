"""The words that stand in one shelf's passages, to find what somebody meant who mistyped one."""

from collections import Counter
from collections.abc import Iterable
from mmap import mmap
from pathlib import Path
from typing import NamedTuple, Self

import tantivy
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.store.lines import SortedLines
from index.store.mapped import mapped

_LONGEST_WORD = 60  # bytes; what is longer is no word
_LOOKED_AT = 20  # words at the least distance, of which the commonest is taken


def word_splitter() -> tantivy.TextAnalyzer:
    """Words in lower case and without accents, but with their endings."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(_LONGEST_WORD), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


class Close(NamedTuple):
    """A word that somebody may have meant, how many edits away it is, and how often it stands there."""

    word: str
    distance: int
    times: int


class Vocabulary:
    """Words and how often each stands in a shelf, in lines that are looked at when a word is looked for."""

    def __init__(self, lines: mmap | bytes) -> None:
        self._lines = SortedLines(lines)

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open what `write` put into a file."""
        return cls(mapped(file))

    @staticmethod
    def write(file: Path, texts: Iterable[str]) -> None:
        """Count the words of texts (NFC) into a file."""
        file.write_bytes("".join(lines_of(texts)).encode())

    def closest(self, word: str, distance: int) -> Close | None:
        """Which of the words that are fewest edits away was meant, with its distance and count.

        An edit adds, drops or changes a letter or swaps two neighbours (optimal string alignment); up to `distance`
        are looked for, among words that begin with the same letter or, the first two being swapped, with the second:
        hardly anybody mistypes the first one, and a vocabulary is so looked through in a tenth of the time. Of equally
        close words it is the commonest. None where no word is so close.
        """
        near = self._beginning(word[:1]) | self._beginning(word[1::-1] if _may_be_swapped(word) else "")
        found = extract(word, list(near), scorer=OSA.distance, score_cutoff=distance, limit=_LOOKED_AT)
        return meant(word, [Close(other, int(errors), near[other]) for other, errors, _ in found])

    def _beginning(self, start: str) -> dict[str, int]:
        """The words that begin so, with their counts; none for ""."""
        lines = self._lines.starting(start.encode()) if start else ()
        return {start + word: int(count) for word, count in (line.rsplit(" ", 1) for line in lines)}

    def __contains__(self, word: str) -> bool:
        return word in self._beginning(word)


def lines_of(texts: Iterable[str]) -> list[str]:
    """The lines of a vocabulary, in their order, each with its end: a word of texts (NFC), a blank, how often."""
    splitter = word_splitter()
    counts = Counter(word for text in texts for word in splitter.analyze(text))
    return [f"{word} {count}\n" for word, count in sorted(counts.items())]


def meant(word: str, found: Iterable[Close]) -> Close | None:
    """Which of some words was meant: the closest, of these one with the same first letter, of these the commonest."""
    return min(found, key=lambda one: (one.distance, one.word[:1] != word[:1], -one.times), default=None)


def _may_be_swapped(word: str) -> bool:
    return len(word) > 1 and word[0] != word[1]
