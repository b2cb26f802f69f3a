"""Bringing the index in line with the documents: what changed → read → split → embed → commit.

Every commit is whole in itself and no work is done twice, so that a reindex that was stopped at any moment
simply goes on when it is started again.
"""

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from index import passages, readers
from index.embedding import Vectors
from index.errors import FileTooLarge, ModelError, ReadError, StoreError
from index.folders import Folder, Found, Scan
from index.model import Failure, OnProgress, Passage, Progress, Report, Text
from index.sentences import spans
from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile, Store

logger = logging.getLogger(__name__)

_GROUP = 64  # passages that are embedded and committed together
_BOOK = 4 * _GROUP  # new passages at once, above which they are counted for whoever waits
_VERSION = 1  # to be raised when the same passage comes to be embedded otherwise


class PassageEmbedder(Protocol):
    """What a reindex needs of an embedding model."""

    name: str

    @property
    def window(self) -> int:
        """How many tokens the model reads of a text."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: float32, shape (len(texts), dimension), unit length."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of sources with its number in the store."""

    id: int
    collection: str
    folder: Folder


def recipe(model: str) -> str:
    """Name all that decides what a file becomes in the index; when it changes, files are read again."""
    return f"readers {readers.VERSION}, passages {passages.VERSION}, embedding {_VERSION}, model {model}"


def is_current(shelf: Shelf, store: Store, model: str, max_file_bytes: int) -> bool:
    """Whether each file of a shelf was read as it is now, by size and time, or is known to be unreadable."""
    scan, known, wanted = shelf.folder.scan(), store.files(shelf.id), recipe(model)
    seen = {found.path for found in scan.files}
    return all(_is_known(found, known.get(found.path), wanted, max_file_bytes) for found in scan.files) and all(
        path in seen or scan.hides(path) for path in known
    )


def _is_known(found: Found, state: FileState | None, wanted: str, max_file_bytes: int) -> bool:
    if state is None or (state.size, state.mtime_ns) != (found.size, found.mtime_ns):
        return False
    return state.recipe == (_failed_recipe(found, wanted, max_file_bytes) if state.reason else wanted)


def _failed_recipe(found: Found, wanted: str, max_file_bytes: int) -> str:
    """Name what a file failed under: with another limit or other rights it may be readable."""
    return f"{wanted}, at most {max_file_bytes} bytes, {'may' if os.access(found.file, os.R_OK) else 'may not'} be read"


class Reindex:
    """One reindex of one shelf."""

    def __init__(self, shelf: Shelf, store: Store, embedder: PassageEmbedder, max_file_bytes: int) -> None:
        self._shelf, self._store, self._embedder = shelf, store, embedder
        self._max_file_bytes = max_file_bytes
        self._recipe = recipe(embedder.name)
        self._known = store.files(shelf.id)
        self._report = Report()
        self._tell: OnProgress = lambda _: None
        self._at = Progress("indexing documents", 0, 0)
        self._contexts: dict[tuple[str, tuple[str, ...]], str] = {}

    @cached_property
    def _window(self) -> int:
        return self._embedder.window  # loads the model, so only once something is to be split

    def run(self, on_progress: OnProgress) -> Report:
        """Do it. Whatever `on_progress` raises stops it between two commits; nothing is lost."""
        self._tell = on_progress
        scan = self._shelf.folder.scan()
        self._report = replace(self._report, failed=scan.failed)
        self._remove(scan)
        work = [found for found in scan.files if self._is_work(found)]
        self._report = replace(self._report, unchanged=len(scan.files) - len(work))
        group: list[IndexedFile] = []
        waiting = 0
        for done, found in enumerate(work):
            self._at = Progress("indexing documents", done, len(work))
            self._tell(self._at)
            read = self._read(found)
            if read is None:
                continue
            group.append(read)
            waiting += sum(len(document.passages) for document in read.documents or ())
            if waiting >= _GROUP:
                self._commit(group)
                group, waiting = [], 0
        self._commit(group)
        self._tell(Progress("indexing documents", len(work), len(work)))
        return self._report

    def _is_work(self, found: Found) -> bool:
        state = self._known.get(found.path)
        known = _is_known(found, state, self._recipe, self._max_file_bytes)
        return not known or bool(state and state.reason)

    def _remove(self, scan: Scan) -> None:
        seen = {found.path for found in scan.files}
        gone = sorted(path for path in self._known if path not in seen and not scan.hides(path))
        if gone:
            self._store.remove(self._shelf.id, gone)
            self._report = replace(self._report, removed=tuple(gone))

    def _read(self, found: Found) -> IndexedFile | None:
        """Read and split a file; None when there is nothing to commit for it."""
        known = self._known.get(found.path)
        state = FileState(found.path, found.size, found.mtime_ns, "", self._recipe)
        try:
            data = self._bytes(found)
            state = replace(state, digest=hashlib.blake2b(data, digest_size=16).hexdigest())
            if known and not known.reason and (known.digest, known.recipe) == (state.digest, state.recipe):
                self._store.touch(self._shelf.id, [state])
                self._report = replace(self._report, unchanged=self._report.unchanged + 1)
                return None
            return IndexedFile(state, tuple(self._split(text) for text in readers.read(found.path, data)))
        except ReadError as error:
            self._fail(found, state, str(error))
        except (StoreError, ModelError):
            raise
        except Exception as error:
            # Whatever a file makes of a reader, the other files are indexed.
            logger.debug("Unexpected error while reading %s", found.path, exc_info=True)
            self._fail(found, state, f"cannot be read, by a fault of Clio's own ({type(error).__name__}: {error})")
        return None

    def _bytes(self, found: Found) -> bytes:
        if found.size > self._max_file_bytes:
            raise FileTooLarge(found.size, self._max_file_bytes)
        try:
            return found.file.read_bytes()
        except OSError as error:
            raise ReadError(f"cannot be read: {(error.strerror or str(error)).lower()}") from error

    def _fail(self, found: Found, state: FileState, reason: str) -> None:
        """Note a failure; what an earlier version of the file gave stays."""
        state = replace(state, recipe=_failed_recipe(found, self._recipe, self._max_file_bytes), reason=reason)
        if self._store.documents_of(self._shelf.id, state.path):
            reason = f"{reason} (its earlier version stays in the library)"
        self._report = replace(self._report, failed=(*self._report.failed, Failure(state.path, reason)))
        self._store.commit(self._shelf.id, [IndexedFile(state, None)], [])

    def _split(self, text: Text) -> IndexedDocument:
        pieces = passages.split(text, self._shelf.collection, self._window, self._embedder.count_tokens)
        return IndexedDocument(text.document, pieces, tuple(self._key(passage) for passage in pieces))

    def _context(self, passage: Passage) -> str:
        place = (passage.document.title, passage.locator.heading)  # which the passages of a section share
        if place not in self._contexts:
            self._contexts[place] = passages.context(*place, self._window, self._embedder.count_tokens)
        return self._contexts[place]

    def _key(self, passage: Passage) -> bytes:
        """Tell embeddings apart by all that goes into them."""
        language = passage.document.language
        name = "\0".join((str(_VERSION), self._embedder.name, language, self._context(passage), passage.text))
        return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _commit(self, files: Sequence[IndexedFile]) -> None:
        if not files:
            return
        self._embed(files)
        self._store.commit(self._shelf.id, files, [])
        added = [file.state.path for file in files if file.state.path not in self._known]
        changed = [file.state.path for file in files if file.state.path in self._known]
        count = sum(len(document.passages) for file in files for document in file.documents or ())
        self._report = replace(
            self._report,
            added=(*self._report.added, *added),
            changed=(*self._report.changed, *changed),
            passages=self._report.passages + count,
        )

    def _embed(self, files: Sequence[IndexedFile]) -> None:
        """Embed the passages that are new; a book's embeddings are committed as they come, before the book."""
        by_key = {key: passage for file in files for key, passage in _keyed(file)}
        missing = self._store.missing(by_key)
        new = [(key, passage) for key, passage in by_key.items() if key in missing]
        for start in range(0, len(new), _GROUP):
            self._tell(Progress("embedding passages", start, len(new)) if len(new) > _BOOK else self._at)
            self._store.commit(self._shelf.id, [], self._embeddings(new[start : start + _GROUP]))

    def _embeddings(self, new: Sequence[tuple[bytes, Passage]]) -> list[Embedding]:
        """Embed passages, and each one's sentences."""
        found = [spans(passage.text, passage.document.language or "en") for _, passage in new]
        texts = [f"{self._context(passage)}\n{passage.text}" for _, passage in new]
        sentences = [new[i][1].text[start:end] for i, of_passage in enumerate(found) for start, end in of_passage]
        vectors = self._embedder.embed_passages([*texts, *sentences])
        ends = np.cumsum([len(texts), *map(len, found)])
        return [Embedding(key, vectors[i], vectors[ends[i] : ends[i + 1]], found[i]) for i, (key, _) in enumerate(new)]


def _keyed(file: IndexedFile) -> Iterator[tuple[bytes, Passage]]:
    for document in file.documents or ():
        yield from zip(document.keys, document.passages, strict=True)
