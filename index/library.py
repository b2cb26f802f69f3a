"""The one door of the engine."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.citation import cite
from index.embedding import Embedder
from index.errors import IndexNotReady, QuestionError, UnknownPassage
from index.folders import open_folders
from index.model import Answer, Holding, OnProgress, Passage, Progress, Report, Status
from index.reindex import Reindex, Shelf, is_current
from index.search import search
from index.sharing import SharedSnapshot
from index.store.base import Snapshot, Store
from index.store.local import LocalStore

SHARED = "shared"  # the operator's collection
MAX_QUESTION_CHARS = 2_000  # far more than a model reads of it


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """What a library is opened with.

    `data` is the folder that holds the index, made when missing; `documents` are folders (or
    single files) of sources; `model` is "" for the bundled one, else a folder or hub name;
    `max_file_bytes` is the largest file read.
    """

    data: Path
    documents: tuple[Path, ...]
    model: str = ""
    max_file_bytes: int = 20_000_000


class Library:
    """Documents in, cited passages out. Safe to use from several threads."""

    def __init__(self, store: Store, shelves: Sequence[Shelf], embedder: Embedder, max_file_bytes: int) -> None:
        self._store, self._shelves, self._embedder = store, tuple(shelves), embedder
        self._shelf_ids = tuple(shelf.id for shelf in shelves)
        self._max_file_bytes = max_file_bytes
        self._snapshot = SharedSnapshot()
        self._opening = threading.Lock()
        self._reindexing = threading.Lock()

    @classmethod
    def open(cls, options: LibraryOptions) -> Self:
        """Open (or make) the index in the data folder; quick, loads no model.

        Raises StoreError when the data folder cannot be used, ReadError when a documents folder
        does not exist.
        """
        folders = open_folders(options.documents)
        embedder = Embedder(options.model)
        store = LocalStore(options.data, embedder.name)
        shelves = [Shelf(store.shelf(SHARED, str(folder.root)), SHARED, folder) for folder in folders]
        return cls(store, shelves, embedder, options.max_file_bytes)

    def load_model(self) -> None:
        """Load the embedding model now (seconds) instead of at the first question. Raises ModelError."""
        self._embedder.load()

    def is_current(self) -> bool:
        """Whether the index is in line with the documents, by file size and time: milliseconds."""
        return self._is_complete() and all(
            is_current(shelf, self._store, self._embedder.name, self._max_file_bytes) for shelf in self._shelves
        )

    def reindex(self, on_progress: OnProgress | None = None) -> Report:
        """Bring the index in line with the documents: reads, splits, embeds and commits what changed.

        Questions asked meanwhile are answered from the state before. An exception that `on_progress` raises
        stops it between two commits; what was committed is kept and the next reindex goes on from there.
        """
        total = Report()
        tell = on_progress or _ignore
        with self._reindexing, self._store.writing(lambda: tell(Progress("waiting for another reindex", 0, 0))):
            for shelf in self._shelves:
                reindex = Reindex(shelf, self._store, self._embedder, self._max_file_bytes)
                total = _sum(total, reindex.run(tell))
                self._store.complete(shelf.id)
            self._store.tidy()
            self._snapshot.replace(self._store.snapshot())
        return total

    def ask(self, question: str, limit: int = 10) -> Answer:
        """Find the passages that answer. Raises QuestionError, IndexNotReady, ModelError."""
        return self.ask_many([question], limit)[0]

    def ask_many(self, questions: Sequence[str], limit: int = 10) -> list[Answer]:
        """Like `ask` for each question, embedding them together; same length and order."""
        started = time.perf_counter()
        if not questions:
            return []
        plain = [_checked(question) for question in questions]
        with self._reading() as snapshot:
            documents, _ = snapshot.count(self._shelf_ids)
            if not documents:
                raise IndexNotReady("The library holds no documents yet; put Markdown or text files into its folder.")
            vectors = self._embedder.embed_questions(plain)
            spent = (time.perf_counter() - started) / len(plain)
            found = []
            for text, vector in zip(plain, vectors, strict=True):
                begun = time.perf_counter()
                result = search(text, vector, snapshot, self._shelf_ids, limit)
                found.append((result, (time.perf_counter() - begun + spent) * 1000))
        return [
            Answer(question, result.hits, result.answered, result.confidence, documents, elapsed_ms)
            for question, (result, elapsed_ms) in zip(questions, found, strict=True)
        ]

    def passage(self, passage_id: str) -> Passage:
        """The passage with this id. Raises UnknownPassage."""
        with self._reading() as snapshot:
            passage = snapshot.passage(passage_id, self._shelf_ids)
        if passage is None:
            raise UnknownPassage(passage_id)
        return passage

    def neighbours(self, passage: Passage, before: int = 1, after: int = 1) -> tuple[Passage, ...]:
        """The passages around this one in its document, in reading order, itself included."""
        first, last = max(0, passage.ordinal - before), passage.ordinal + after
        with self._reading() as snapshot:
            return snapshot.passages(passage.document.path, first, last, self._shelf_ids)

    def cite(self, passage: Passage) -> str:
        """A full reference to the passage's document with the locator, in one line of plain text."""
        return cite(passage)

    def documents(self) -> tuple[Holding, ...]:
        """All documents that questions are answered from, by path."""
        with self._reading() as snapshot:
            return snapshot.holdings(self._shelf_ids)

    def status(self) -> Status:
        """The state of the index."""
        with self._reading() as snapshot:
            return Status(*snapshot.count(self._shelf_ids), self._embedder.name, snapshot.revision)

    def close(self) -> None:
        """Let go of files and memory."""
        self._snapshot.replace(None)
        self._store.close()

    def _is_complete(self) -> bool:
        return all(self._store.is_complete(shelf) for shelf in self._shelf_ids)

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """Give the last committed state, also when another process committed it. Raises IndexNotReady."""
        self._open_latest()
        with self._snapshot.reading() as snapshot:
            yield snapshot

    def _open_latest(self) -> None:
        if self._snapshot.revision == self._store.revision():
            return
        with self._opening:
            if self._snapshot.revision is None:
                if not self._is_complete():
                    raise IndexNotReady("The documents are not indexed yet; clio index does it.")
                self._snapshot.replace(self._store.snapshot())
            elif ready := self._store.ready_snapshot():
                self._snapshot.replace(ready)


def _checked(question: str) -> str:
    plain = " ".join(question.split())
    if not any(character.isalnum() for character in plain):
        raise QuestionError("There is no question; ask one, such as: When did the Suez crisis begin?")
    if len(plain) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(plain):,} characters, more than {MAX_QUESTION_CHARS:,}; ask a shorter one."
        )
    return plain


def _sum(first: Report, second: Report) -> Report:
    return Report(
        added=first.added + second.added,
        changed=first.changed + second.changed,
        removed=first.removed + second.removed,
        unchanged=first.unchanged + second.unchanged,
        failed=first.failed + second.failed,
        passages=first.passages + second.passages,
    )


def _ignore(_: Progress) -> None:
    """Nobody is watching."""
