"""Who wrote a document, when, and what kind of source it is, by its bibliographic data."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.dates import format_date
from index.model import Document

_NAMED = 3  # authors that are named
_KINDS = {  # types of CSL 1.0.2 as people call them; "document" says nothing
    "article": "article", "article-journal": "journal article", "article-magazine": "magazine article",
    "article-newspaper": "newspaper article", "bill": "bill", "book": "book", "broadcast": "broadcast",
    "chapter": "chapter", "classic": "classical work", "collection": "archival collection",
    "entry-dictionary": "dictionary entry", "entry-encyclopedia": "encyclopaedia entry",
    "hearing": "hearing", "interview": "interview", "legal_case": "legal case", "legislation": "law",
    "manuscript": "manuscript", "map": "map", "pamphlet": "pamphlet", "paper-conference": "conference paper",
    "periodical": "periodical", "personal_communication": "letter", "post-weblog": "blog post", "regulation": "decree",
    "report": "report", "review": "review", "speech": "speech", "thesis": "thesis", "treaty": "treaty",
    "webpage": "web page",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document comes from; each "" where unknown. `when` is of the document, not of what it tells of."""

    who: str = ""
    when: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.who, self.when, self.kind)))


def provenance(document: Document) -> Provenance:
    """Read it from the CSL-JSON fields author (else editor or publisher), issued and type."""
    csl = document.csl
    who = _names(csl.get("author")) or _names(csl.get("editor")) or _text(csl.get("publisher"))
    kind = _text(csl.get("genre")) or _KINDS.get(_text(csl.get("type")), "")
    return Provenance(who, _issued(csl.get("issued")), kind)


def _names(value: object) -> str:
    people = [_name(one) for one in value] if isinstance(value, list) else []
    named = [name for name in people if name]
    return ", ".join(named[:_NAMED]) + (" and others" if len(named) > _NAMED else "")


def _name(value: object) -> str:
    if not isinstance(value, Mapping):
        return _text(value)
    parts = (value.get("given"), value.get("non-dropping-particle"), value.get("family"), value.get("literal"))
    return " ".join(filter(None, map(_text, parts)))


def _issued(value: object) -> str:
    """A date of CSL-JSON, as people write it; what it gives as text is taken as it is."""
    if not isinstance(value, Mapping):
        return _text(value)
    if text := _text(value.get("literal")) or _text(value.get("raw")):
        return text
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(str(one)) for one in first if str(one).isdecimal()]
    if not numbers:
        return ""
    return format_date("-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:3])]))


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
