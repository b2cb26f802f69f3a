"""The titles of documents, and what somebody may call one by: its title, its file's name, or a part of them."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Like:
    """A title like what was typed, and whether it begins with that."""

    title: str
    begins: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """A document: its path, its title, and as one compares them the title, the path and the file's name."""

    path: str
    title: str
    plain: tuple[str, str, str]


class Titles:
    """The documents of a shelf by what they are called; made once for all questions that are asked of it."""

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        """Documents are told by path and title; one without a title goes by its path."""
        self._known = tuple(
            _Named(path, title or path, (plain(title or path), plain(path), plain(path.rpartition("/")[2])))
            for path, title in documents
        )

    def __iter__(self) -> Iterator[str]:
        """The titles."""
        return (one.title for one in self._known)

    def meant(self, source: str) -> set[str]:
        """The paths of the documents that go by a name, else of those that have it in title or path."""
        wanted = plain(source)
        exact = {one.path for one in self._known if wanted in one.plain}
        return exact or {one.path for one in self._known if wanted and any(wanted in name for name in one.plain)}

    def like(self, typed: str) -> Iterator[Like]:
        """The titles of the documents with what was typed in title or path."""
        wanted = plain(typed)
        return (
            Like(one.title, one.plain[0].startswith(wanted))
            for one in self._known
            if wanted in one.plain[0] or wanted in one.plain[1]
        )


def plain(text: str) -> str:
    """Lower case, without accents, and one blank for whatever is neither letter nor digit."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character if character.isalnum() else " " for character in folded if not _is_accent(character))
    return " ".join(kept.split())


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0
