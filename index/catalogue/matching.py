"""Which work of a reference manager's file is which document of the library."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.catalogue.kept import worth_keeping
from index.citation.entries import Found
from index.citation.items import Item, clean
from index.model import Document, Holding


@dataclass(frozen=True, slots=True)
class Change:
    """A CSL field that would say something else; the values are CSL-JSON's, None where there was none."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Match:
    """A work that is a document: `path` is the document's, or that of a file of several documents."""

    path: str
    title: str
    item: Item
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to: `ambiguous` are titles of works, each with the paths that it may be."""

    matches: tuple[Match, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unmatched: tuple[str, ...] = ()


def plan(works: Sequence[Found], holdings: Sequence[Holding]) -> Plan:
    """Match works with documents: by the name of an attached file, else by title or file name.

    Names and titles have to be the same but for case, accents and punctuation; what may be several is not guessed.
    """
    index = _Index(holdings)
    may_be = [index.paths(work) for work in works]
    claims: dict[str, list[int]] = defaultdict(list)
    for number, paths in enumerate(may_be):
        if len(paths) == 1 and works[number].item not in [works[other].item for other in claims[paths[0]]]:
            claims[paths[0]].append(number)
    sure = {numbers[0]: path for path, numbers in claims.items() if len(numbers) == 1}
    doubtful = {number for numbers in claims.values() if len(numbers) > 1 for number in numbers}
    doubtful |= {number for number, paths in enumerate(may_be) if len(paths) > 1}
    return Plan(
        tuple(_match(works[number], path, index.document(path)) for number, path in sorted(sure.items())),
        tuple((_title(works[number]), may_be[number]) for number in sorted(doubtful)),
        tuple(_title(work) for work, paths in zip(works, may_be, strict=True) if not paths),
    )


def normal(text: str) -> str:
    """A name or title without case, accents and punctuation."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.casefold().replace("_", " ")))


class _Index:
    """The documents by what a work may know of them."""

    def __init__(self, holdings: Sequence[Holding]) -> None:
        self._documents: dict[str, Document] = {}
        self._files: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[str, list[str]] = defaultdict(list)
        for holding in holdings:
            document, file = holding.document, holding.file or holding.document.path.partition("#")[0]
            if file not in self._documents:
                self._files[normal(PurePosixPath(file).name)].append(file)
                self._titles[normal(PurePosixPath(file).stem)].append(file)
            self._documents.setdefault(file, document)
            self._documents[document.path] = document
            self._titles[normal(document.title)].append(document.path)

    def paths(self, work: Found) -> tuple[str, ...]:
        """The paths that a work may be."""
        by_file = _different(path for name in work.files for path in self._files.get(normal(name), ()))
        title = normal(str(work.item.get("title", "")))
        return by_file or _different(self._titles.get(title, ()) if title else ())

    def document(self, path: str) -> Document:
        """The document at a path, or the first of the file."""
        return self._documents[path]


def _different(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


def _title(work: Found) -> str:
    return str(work.item.get("title", ""))


def _match(work: Found, path: str, document: Document) -> Match:
    said = worth_keeping(work.item)
    before: Mapping[str, object] = {**clean(document.csl), "title": document.title}
    changed = [Change(field, before.get(field), after) for field, after in said.items() if before.get(field) != after]
    return Match(path, document.title, said, tuple(changed))
