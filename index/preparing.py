"""A file → what is to be committed of it: read, amended by what is said of it, split. Nothing here writes."""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from index import dates, passages, readers
from index.catalogue.kept import as_text
from index.catalogue.laying import laid_over
from index.details import amended
from index.encoding import PassageEmbedder
from index.errors import ClioError, FileTooLarge, ReadError
from index.holder import Found
from index.limits import ReadLimits
from index.model import Passage, Text
from index.store.base import FileState, IndexedDocument, IndexedFile

logger = logging.getLogger(__name__)

VERSION = 3  # to be raised when the same passage comes to be embedded otherwise


class Read(Protocol):
    """Whatever reads a file as documents."""

    def __call__(self, path: str, data: bytes, on_wait: Callable[[], None] | None, /) -> tuple[Text, ...]:
        """Read a file's bytes. Raises ReadError, and what `on_wait` raises, which is called while it lasts."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a file: `file` is to be committed; None when it is as it was, or when `reason` says why not."""

    found: Found
    state: FileState
    file: IndexedFile | None = None
    reason: str = ""

    @property
    def passages(self) -> int:
        """How many passages are to be committed."""
        return sum(len(document.passages) for document in (self.file and self.file.documents) or ())


def recipe(model: str) -> str:
    """Name all that decides what a file becomes in the index; when it changes, files are read again."""
    versions = f"readers {readers.VERSION}, passages {passages.VERSION}, dates {dates.VERSION}, embedding {VERSION}"
    return f"{versions}, model {model}"


def failed_recipe(found: Found, model: str, limits: ReadLimits) -> str:
    """Name what a file failed under: with other limits or other rights it may be readable."""
    return f"{recipe(model)}, {limits}, {'may' if found.is_readable() else 'may not'} be read"


def is_known(found: Found, state: FileState | None, model: str, limits: ReadLimits) -> bool:
    """Whether a file was read as it is now, by size and stamp, or is known to be unreadable."""
    if state is None or (state.size, state.mtime_ns) != (found.size, found.stamp):
        return False
    return state.recipe == (failed_recipe(found, model, limits) if state.reason else recipe(model))


class Stopped(Exception):
    """Raised through the reading of a file that nobody waits for any more."""


class Preparer:
    """Prepares files of one collection."""

    def __init__(
        self, collection: str, embedder: PassageEmbedder, read: Read, limits: ReadLimits, anew: bool = False
    ) -> None:
        """With `anew`, a file is read also when it is known to be as it was."""
        self._collection, self._embedder, self._read, self._limits, self._anew = (
            collection, embedder, read, limits, anew
        )  # fmt: skip
        self._contexts: dict[tuple[str, tuple[str, ...]], str] = {}
        self._is_stopped = threading.Event()

    @cached_property
    def _window(self) -> int:
        return self._embedder.window  # loads the model, so only once something is to be split

    def prepare(self, found: Found, known: FileState | None) -> Prepared:
        """Read and split a file, whose state at the last time is `known`."""
        state = FileState(found.path, found.size, found.stamp, "", recipe(self._embedder.name))
        try:
            data = self._bytes(found)
            state = replace(state, digest=_digest(data, found))
            is_same = known and not known.reason and (known.digest, known.recipe) == (state.digest, state.recipe)
            if is_same and not self._anew:
                return Prepared(found, state)
            texts = laid_over(amended(self._read(found.path, data, self._go_on), found.details), found.said)
            self._require_few(sum(len(text.sections) for text in texts))  # each makes one at least
            documents = tuple(map(self._split, texts))
            self._require_few(sum(len(document.passages) for document in documents))
            return Prepared(found, state, IndexedFile(state, documents))
        except ReadError as error:
            return self._failed(found, state, str(error))
        except (ClioError, Stopped):  # no fault of the file
            raise
        except Exception as error:
            # Whatever a file makes of a reader, the other files are indexed.
            logger.debug("Unexpected error while reading %s", found.path, exc_info=True)
            return self._failed(
                found, state, f"cannot be read, by a fault of Clio's own ({type(error).__name__}: {error})"
            )

    def stop(self) -> None:
        """Give up the file that is being read on another thread: its `prepare` raises Stopped."""
        self._is_stopped.set()

    def _go_on(self) -> None:
        if self._is_stopped.is_set():
            raise Stopped

    def context(self, passage: Passage) -> str:
        """Title and headings as they are embedded before the passage."""
        place = (passage.document.title, passage.locator.heading)  # which the passages of a section share
        if place not in self._contexts:
            self._contexts[place] = passages.context(*place, self._window, self._embedder.count_tokens)
        return self._contexts[place]

    def _bytes(self, found: Found) -> bytes:
        if found.size > self._limits.file_bytes:
            raise FileTooLarge(found.size, self._limits.file_bytes)
        try:
            return found.load()
        except OSError as error:
            raise ReadError(f"cannot be read: {(error.strerror or str(error)).lower()}") from error

    def _require_few(self, passages: int) -> None:
        if passages > self._limits.passages:
            raise ReadError(
                f"makes {passages:,} passages, over the limit of {self._limits.passages:,}; split it, or ask the "
                "operator to raise CLIO_MAX_PASSAGES"
            )

    def _failed(self, found: Found, state: FileState, reason: str) -> Prepared:
        name = failed_recipe(found, self._embedder.name, self._limits)
        return Prepared(found, replace(state, recipe=name, reason=reason), reason=reason)

    def _split(self, text: Text) -> IndexedDocument:
        pieces = passages.split(text, self._collection, self._window, self._embedder.count_tokens)
        return IndexedDocument(text.document, pieces, tuple(self._key(passage) for passage in pieces))

    def _key(self, passage: Passage) -> bytes:
        """Tell embeddings apart by all that goes into them."""
        language = passage.document.language
        name = "\0".join((str(VERSION), self._embedder.name, language, self.context(passage), passage.text))
        return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _digest(data: bytes, found: Found) -> str:
    digest = hashlib.blake2b(data, digest_size=16)
    digest.update(found.details.as_text().encode("utf-8", "surrogatepass"))
    digest.update(as_text(found.said).encode())
    return digest.hexdigest()


def passages_by_key(files: Sequence[IndexedFile]) -> Mapping[bytes, Passage]:
    """Every embedding that the files need, with a passage that it is of."""
    return {
        key: passage
        for file in files
        for document in file.documents or ()
        for key, passage in zip(document.keys, document.passages, strict=True)
    }
