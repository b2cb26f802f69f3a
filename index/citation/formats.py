"""The formats that reference managers exchange works in: each is written from passages, and read back."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

from index.citation import bibtex, csl_json, ris
from index.citation.entries import Found
from index.citation.items import Item, with_places
from index.errors import ReadError
from index.model import Passage


class Format(Enum):
    """A format; its value is the suffix of its files, without the dot."""

    BIBTEX = "bib"
    RIS = "ris"
    CSL_JSON = "json"

    @property
    def label(self) -> str:
        """What the format is called."""
        return {Format.BIBTEX: "BibTeX", Format.RIS: "RIS", Format.CSL_JSON: "CSL-JSON"}[self]


_WRITERS: dict[Format, Callable[[Sequence[Item]], str]] = {
    Format.BIBTEX: bibtex.write,
    Format.RIS: ris.write,
    Format.CSL_JSON: csl_json.write,
}
_READERS: dict[Format, Callable[[str], tuple[list[Found], int]]] = {
    Format.BIBTEX: bibtex.read,
    Format.RIS: ris.read,
    Format.CSL_JSON: csl_json.read,
}


def export(passages: Sequence[Passage], form: Format, today: date | None = None) -> bytes:
    """Write the documents of passages, each once with the places of its passages as a note.

    `today` is when what stands on the web was accessed (default: this day).
    """
    by_document: dict[tuple[str, str, str], list[Passage]] = {}
    for passage in passages:
        document = passage.document  # two collections may have documents of one path
        by_document.setdefault((document.path, document.title, document.url), []).append(passage)
    items = [with_places(together, today or date.today()) for together in by_document.values()]
    return _WRITERS[form](items).encode("utf-8", "replace")


def read(name: str, data: bytes) -> tuple[list[Found], int]:
    """Read a file of any of the formats, recognised by what is in it: the works, and how many could not be read.

    Raises ReadError, whose text is a clause that goes on after the file's name.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what old programs on Windows wrote
    form = _recognised(text)
    if form is None:
        raise ReadError("is no CSL-JSON, BibTeX or RIS; export it anew as one of these, as Zotero does")
    try:
        found, failed = _READERS[form](text)
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ReadError(f"looks like {form.label} and cannot be read ({reason}); export it anew") from error
    works = [one for one in found if one.item.get("title")]
    if not works:
        raise ReadError(f"is {form.label} without any work that has a title; export it anew")
    return works, failed + len(found) - len(works)


def _recognised(text: str) -> Format | None:
    start = text.lstrip()[:1]
    if start and start in "[{":
        return Format.CSL_JSON
    if re.search(r"^TY  ?-", text, re.MULTILINE):
        return Format.RIS
    return Format.BIBTEX if re.search(r"^\s*@\s*\w+\s*[{(]", text, re.MULTILINE) else None
