"""Readers: one module per file format, chosen by the file's suffix."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath

from index.errors import ReadError, UnknownFormat
from index.limits import ReadLimits
from index.model import Text
from index.readers import kinds
from index.readers.bounds import check_characters, damaged
from index.readers.kinds import Kind

logger = logging.getLogger(__name__)

VERSION = 2  # to be raised when a reader comes to read the same file otherwise: files are then read again

Reader = Callable[[str, bytes, ReadLimits], tuple[Text, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: its `name` for people, the `module` with its reader, and the `kinds` its files may be.

    `is_signed` tells whether each of its files begins as one of the kinds; others may begin with anything else that is
    of no known kind. The module is imported when the first such file is read, so that only the process that reads
    spends time and memory on the libraries of that format.
    """

    name: str
    module: str
    kinds: tuple[Kind, ...] = ()
    is_signed: bool = False


_MARKDOWN = Format("Markdown", "markdown")
_PLAIN = Format("plain text", "plain")
_HTML = Format("a web page", "html", (kinds.HTML, kinds.XML))
_TEI = Format("TEI XML", "tei", (kinds.XML,))
_FORMATS = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".xml": _TEI,
    ".tei": _TEI,
    ".pdf": Format("a PDF document", "pdf", (kinds.PDF,), True),
    ".docx": Format("a Word document (.docx)", "docx", (kinds.DOCX, kinds.BROKEN_ZIP), True),
    ".odt": Format("an OpenDocument text (.odt)", "odt", (kinds.ODT, kinds.BROKEN_ZIP), True),
    ".epub": Format("an EPUB book", "epub", (kinds.EPUB, kinds.BROKEN_ZIP), True),
}
SUFFIXES = frozenset(_FORMATS)
_USUAL_LIMITS = ReadLimits()


def read(path: str, data: bytes, limits: ReadLimits = _USUAL_LIMITS) -> tuple[Text, ...]:
    """Read a file as the documents it holds.

    `path` becomes the documents' path, with "#" and a name behind it where the file holds several; its suffix chooses
    the reader. Raises ReadError (UnknownFormat when no reader knows the suffix, or the file is not what its suffix
    says); its text is a clause that goes on after the file's name.
    """
    suffix = PurePosixPath(path).suffix.lower()
    format_ = _FORMATS.get(suffix)
    if format_ is None:
        raise UnknownFormat(
            f"is of a kind that cannot be read ({suffix or 'no suffix'}); use {', '.join(sorted(SUFFIXES))}"
        )
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("is empty")
    texts = _read(format_, path, data, limits)
    _check_size(texts, limits)
    return texts


def _read(format_: Format, path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read, whatever a library makes of a file that is not as it should be."""
    reader: Reader = import_module(f"index.readers.{format_.module}").read
    try:
        _check_kind(data, format_)
        return reader(path, data, limits)
    except (ReadError, MemoryError):
        raise
    except RecursionError:
        raise ReadError("is nested too deeply; no text needs that") from None
    except Exception as error:  # the libraries name no common base for what a broken file makes them raise
        logger.warning("%s cannot be read", path, exc_info=True)
        raise ReadError(damaged(f"it holds what cannot be read ({type(error).__name__})")) from error


def _check_kind(data: bytes, format_: Format) -> None:
    """Refuse a file that is something else than its name says."""
    kind = kinds.kind_of(data)
    if kind in format_.kinds or (kind is None and not format_.is_signed):
        return
    if kind is None:
        raise UnknownFormat(f"is not {format_.name}, or is damaged from its first byte on; download or save it again")
    advice = f"rename it to end in {kind.suffix}" if kind.suffix else kind.advice
    raise UnknownFormat(f"is {kind.name}, though its name says that it is {format_.name}; {advice}")


def _check_size(texts: Sequence[Text], limits: ReadLimits) -> None:
    sizes = (len(paragraph) for text in texts for section in text.sections for paragraph in section.paragraphs)
    check_characters(sum(sizes), limits)
