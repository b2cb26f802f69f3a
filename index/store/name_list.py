"""The names that stand in one shelf's passages, by how they sound: to find one that was spelt another way."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.names.distance import keys
from index.store.lines import SortedLines
from index.store.mapped import mapped

_WORD = re.compile(r"[^\W\d_]{3,40}")  # of letters alone; shorter ones tell too little, longer ones are no names
_ACRONYM = 5  # letters; so many capitals and fewer stand for several words, and are not spoken as one


@dataclass(frozen=True, slots=True)
class Known:
    """A name as it is spelt most often in a shelf, and how often it stands there."""

    name: str
    count: int


class NameList:
    """Lines of key, name and count.

    The file is mapped at once, for it may be cleared away while a snapshot is still asked.
    """

    def __init__(self, file: Path) -> None:
        self._lines = SortedLines(mapped(file))

    @staticmethod
    def write(file: Path, texts: Iterable[str]) -> None:
        """Count the names of texts (NFC) into a file: the words that stand with a capital anywhere."""
        lines = sorted(f"{key} {one.name} {one.count}\n".encode() for one in names_of(texts) for key in keys(one.name))
        file.write_bytes(b"".join(lines))

    def under(self, wanted: Collection[str]) -> list[Known]:
        """The names that share one of these keys, each once."""
        found = dict.fromkeys(line for key in wanted for line in self._lines.starting(f"{key} ".encode()))
        return [Known(name, int(count)) for name, count in (line.rsplit(" ", 1) for line in found)]


def names_of(texts: Iterable[str]) -> Iterator[Known]:
    """Each name of texts (NFC) as it is spelt most often, and how often it stands there in any case."""
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _WORD.findall(text):
            if word[0].isupper() and not (word.isupper() and len(word) <= _ACRONYM):
                spelt[word.casefold()][word.capitalize() if word.isupper() else word] += 1
    for counts in spelt.values():
        ((name, _),) = counts.most_common(1)
        yield Known(name, counts.total())
