"""The words that stand in one shelf's passages, to find what somebody meant who mistyped one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import tantivy
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.store.lines import SortedLines
from index.store.mapped import mapped

_LONGEST_WORD = 60  # bytes; what is longer is no word
_APART = 4  # letters from which no edit touches both the second and the last one

Offsets = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class _Entries:
    """Lines of a word, a blank and how often it stands there.

    Where each line begins, its blank and its end lie are offsets in bytes: int64, shape (lines,).
    """

    text: bytes
    begins: Offsets
    blanks: Offsets
    ends: Offsets

    @classmethod
    def of(cls, text: bytes) -> Self:
        """Look where the lines of a text are. Raises ValueError where one is something else."""
        signs = np.frombuffer(text, np.uint8)
        blanks, ends = np.flatnonzero(signs == ord(" ")), np.flatnonzero(signs == ord("\n"))
        begins = np.concatenate([[0], ends + 1])[:-1]
        if len(blanks) != len(ends) or not ((begins < blanks) & (blanks < ends)).all():
            raise ValueError("a line of a vocabulary is no word with its count")
        return cls(text, begins, blanks, ends)

    def likely(self, word: str, distance: int) -> Offsets:
        """The lines whose words may be so close, as far as that is told in no time; in their order.

        Their length says so. And with one edit either the beginning or the end of a word stays as it is.
        """
        may_be = np.abs(self._letters() - len(word)) <= distance
        if distance == 1 and len(word) >= _APART:
            signs, wanted, second = np.frombuffer(self.text, np.uint8), word.encode(), len(word[:2].encode()) - 1
            is_second = signs[np.minimum(self.begins + second, self.blanks)] == wanted[second]
            may_be &= is_second | (signs[self.blanks - 1] == wanted[-1])
        return np.flatnonzero(may_be)

    def _letters(self) -> Offsets:
        """How many letters each word has: of a letter's bytes in UTF-8 all but the first begin with the bits 10."""
        if self.text.isascii():
            return self.blanks - self.begins
        further: Offsets = np.cumsum((np.frombuffer(self.text, np.uint8) & 0xC0) == 0x80)
        return self.blanks - self.begins - (further[self.blanks] - further[self.begins])

    def spans(self, lines: Offsets) -> Iterable[tuple[int, int]]:
        """Where the words of some lines begin and end."""
        return zip(self.begins[lines].tolist(), self.blanks[lines].tolist(), strict=True)

    def count(self, line: int) -> int:
        """How often the word of a line stands there."""
        return int(self.text[self.blanks[line] : self.ends[line]])


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
        starts = (word[:1], word[1::-1]) if _may_be_swapped(word) else (word[:1],)
        return meant(word, [close for start in starts if start for close in self._close(word, start, distance)])

    def _close(self, word: str, start: str, distance: int) -> list[Close]:
        """The words that begin so and are so close."""
        entries = _Entries.of(self._lines.all_starting(start.encode()))
        likely = entries.likely(word, distance)
        words = [entries.text[begin:blank].decode() for begin, blank in entries.spans(likely)]
        found = extract(word, words, scorer=OSA.distance, score_cutoff=distance, limit=None)
        return [Close(other, int(errors), entries.count(likely[at])) for other, errors, at in found]


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
