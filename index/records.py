"""Sources as moderators see them: what the archive knows of each, with what the index holds of it."""

from dataclasses import dataclass

from index.archive.model import Source, Version
from index.model import Document, Holding


@dataclass(frozen=True, slots=True)
class Record:
    """A source with what the index holds of it: `failure` says why a current version cannot be read, "" if it can."""

    source: Source
    holdings: tuple[Holding, ...]
    failure: str = ""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.source.name

    @property
    def document(self) -> Document | None:
        """The document, or the first of several; None when nothing is indexed yet."""
        return self.holdings[0].document if self.holdings else None

    @property
    def title(self) -> str:
        """The document's title; of a file with several documents that of the whole, or the file's name."""
        if self.document is None:
            return self._version.details.title or self.name
        if len(self.holdings) == 1:
            return self.document.title
        return str(self.document.csl.get("container-title") or self.name)

    @property
    def date(self) -> str:
        """The document's date in EDTF; "" where there are several documents or none is known."""
        return self.document.date if self.document and len(self.holdings) == 1 else ""

    @property
    def url(self) -> str:
        """The document's link; "" where none is known."""
        return self.document.url if self.document else self._version.details.url

    @property
    def documents(self) -> int:
        """How many documents the file holds."""
        return len(self.holdings)

    @property
    def passages(self) -> int:
        """How many passages they have."""
        return sum(holding.passages for holding in self.holdings)

    @property
    def added_by(self) -> str:
        """Who gave the version that stands."""
        return self._version.by

    @property
    def added_at(self) -> str:
        """When that was: ISO 8601, UTC."""
        return self._version.made_at

    @property
    def _version(self) -> Version:
        return self.source.current or self.source.pending or self.source.versions[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reindex will read again: `bytes` is what the files have together."""

    sources: int
    documents: int
    passages: int
    bytes: int
