"""What a store does, whatever engine is below it.

A store keeps shelves: a shelf is one folder of sources within a collection. It is written by a reindex and
read through snapshots: a snapshot is one committed state and stays as it is while others write.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.model import Document, Holding, Passage

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read.

    `size` in bytes and `mtime_ns` say whether it may have changed, `digest` (of its bytes) whether it has;
    `recipe` names reader, splitter and model; `reason` says why it failed, "" when it did not.
    """

    path: str
    size: int
    mtime_ns: int
    digest: str
    recipe: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with its passages and the key of each one's embedding, in the same order."""

    document: Document
    passages: tuple[Passage, ...]
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file and the documents it holds; None keeps the documents that an earlier reading gave."""

    state: FileState
    documents: tuple[IndexedDocument, ...] | None


@dataclass(frozen=True, slots=True)
class Embedding:
    """A passage's unit vector, shape (dim,), and one for each of its sentences, shape (sentences, dim).

    `spans` says where in the passage's text each sentence lies: (start, end) character offsets.
    """

    key: bytes
    passage: Vector
    sentences: Vector
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with what it takes to judge it: `row` is its number in the snapshot."""

    row: int
    passage: Passage
    embedding: Embedding


class Snapshot(ABC):
    """One committed state of the store. Its rows number the passages of all shelves."""

    revision: int

    @abstractmethod
    def nearest(self, question: Vector, shelves: Collection[int], limit: int) -> Sequence[int]:
        """Rows of the passages whose embedding is closest to the question's, closest first."""

    @abstractmethod
    def matching(self, terms: Sequence[str], shelves: Collection[int], limit: int) -> Sequence[int]:
        """Rows of the passages that hold the terms, best by BM25 first."""

    @abstractmethod
    def terms(self, text: str) -> list[str]:
        """The terms of a text: lower case, without accents and endings; stop words left out."""

    @abstractmethod
    def idf(self, terms: Collection[str]) -> Mapping[str, float]:
        """How telling each term is in the whole store: BM25's inverse document frequency, above 0."""

    @property
    @abstractmethod
    def mean_length(self) -> float:
        """How many terms a passage has on average, at least 1."""

    @abstractmethod
    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """The passages at these rows, in this order."""

    @abstractmethod
    def passage(self, passage_id: str, shelves: Collection[int]) -> Passage | None:
        """The passage with this id on these shelves."""

    @abstractmethod
    def passages(self, path: str, first: int, last: int, shelves: Collection[int]) -> tuple[Passage, ...]:
        """The passages first..last (ordinals from 0, both inclusive) of the document with this path."""

    @abstractmethod
    def holdings(self, shelves: Collection[int]) -> tuple[Holding, ...]:
        """All documents on these shelves, by path."""

    @abstractmethod
    def count(self, shelves: Collection[int]) -> tuple[int, int]:
        """How many documents and passages are on these shelves."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""


class Store(ABC):
    """Where the index is kept. It is opened for one model, and sees what that one embedded."""

    @abstractmethod
    def shelf(self, collection: str, root: str) -> int:
        """The number of a shelf, made when it is new."""

    @abstractmethod
    def writing(self, on_wait: Callable[[], None]) -> AbstractContextManager[None]:
        """Be the only one who reindexes, in all processes; `on_wait` is called about every second until then."""

    @abstractmethod
    def complete(self, shelf: int) -> None:
        """Note that a shelf has been indexed from end to end with this model."""

    @abstractmethod
    def is_complete(self, shelf: int) -> bool:
        """Whether a shelf has ever been indexed from end to end with this model."""

    @abstractmethod
    def files(self, shelf: int) -> dict[str, FileState]:
        """The files of a shelf by path."""

    @abstractmethod
    def documents_of(self, shelf: int, path: str) -> int:
        """How many documents the file with this path holds."""

    @abstractmethod
    def missing(self, keys: Collection[bytes]) -> set[bytes]:
        """Those of the keys that have no embedding yet."""

    @abstractmethod
    def commit(self, shelf: int, files: Sequence[IndexedFile], embeddings: Sequence[Embedding]) -> None:
        """Put files with their documents and new embeddings in, in one transaction."""

    @abstractmethod
    def remove(self, shelf: int, paths: Sequence[str]) -> None:
        """Take files with their documents out, in one transaction."""

    @abstractmethod
    def touch(self, shelf: int, states: Sequence[FileState]) -> None:
        """Note new sizes and times of files whose content is the same."""

    @abstractmethod
    def tidy(self) -> None:
        """Drop embeddings that no passage uses."""

    @abstractmethod
    def revision(self) -> int:
        """The number of the last commit that changed a passage."""

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """The last committed state; makes what is derived from it when it is not there yet."""

    @abstractmethod
    def ready_snapshot(self) -> Snapshot | None:
        """The last committed state if it can be had at once, else None."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""
