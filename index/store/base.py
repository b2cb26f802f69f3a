"""What a store does, whatever engine is below it.

A store keeps shelves: a shelf is one folder of sources, or what the archive holds for one server. It is written by
a reindex and read through snapshots: a snapshot is one committed state of one shelf and stays as it is while others
write.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.dates import Interval
from index.model import Document, Failure, Holding, Locator, Passage
from index.names.aliases import AliasList
from index.names.titles import Titles
from index.store.name_list import Known
from index.store.terms import Ids, Terms
from index.store.vocabulary import Close

if TYPE_CHECKING:
    from index.postgres.leases import Lease

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
    """What a model made of a passage: its unit vector, shape (dim,), and one for each of its sentences.

    `sentences` has the shape (sentences, dim); `spans` says where in the passage's text each sentence lies: (start,
    end) character offsets. `tokens` are the vectors of single tokens, made small by `index.tokens`: uint8, shape
    (tokens, bytes), those of the context (title and headings) first, then those of each sentence; `counts` says
    how many of each there are.
    """

    key: bytes
    passage: Vector
    sentences: Vector
    spans: tuple[tuple[int, int], ...]
    tokens: NDArray[np.uint8]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with what it takes to judge it: `row` is its number in the snapshot."""

    row: int
    passage: Passage
    embedding: Embedding


@dataclass(frozen=True, slots=True)
class Retired:
    """A passage that stood in a document until that changed: where, and which words it had.

    `words` are numbers of its different words, uint32, in ascending order; `when` is in seconds since 1970, UTC.
    """

    path: str
    title: str
    ordinal: int
    locator: Locator
    words: Ids
    when: float


class Snapshot(ABC):
    """One shelf in one committed state. Its rows number passages, each only once in the whole store.

    `revision` counts the shelf's changes, `seen` whatever `Store.revision` counts up to this state. `is_latest` says
    whether it was the last committed state when it was opened.
    """

    revision: int
    seen: int
    is_latest: bool = True

    @abstractmethod
    def nearest(self, question: Vector, limit: int) -> Sequence[int]:
        """Rows of the passages whose embedding is closest to the question's, closest first."""

    @abstractmethod
    def matching(self, terms: Sequence[str], limit: int) -> Sequence[int]:
        """Rows of the passages that hold the terms, best by BM25 first."""

    @abstractmethod
    def narrowed(self, span: Interval | None, paths: Collection[str] | None) -> "Snapshot":
        """The same state, in which `nearest` and `matching` find only passages of a time and of some documents.

        A passage is of the times that its own text and its document tell of. None leaves it open. The other one is the
        one to be closed.
        """

    @abstractmethod
    def date_of(self, name: str) -> str:
        """The date of the document that has a name as title, or as the last word of a title of three words at most.

        That is a surname: "Gorbachev" finds "Mikhail Gorbachev". "" where there is none, or several with it.
        """

    @abstractmethod
    def on_day(self, month: int, day: int) -> tuple[Passage, ...]:
        """The passages that tell of a day of the year, in any year, and the first of documents that do."""

    @abstractmethod
    def cosines(self, rows: Sequence[int], question: Vector) -> Vector:
        """The cosine of the question's embedding and each row's: float32, shape (len(rows),)."""

    @abstractmethod
    def terms_of(self, rows: Sequence[int]) -> Terms:
        """The terms of the passages at these rows, in this order."""

    @abstractmethod
    def closest_word(self, word: str, distance: int) -> Close | None:
        """The word of the passages that was meant by one that stands nowhere; see Vocabulary."""

    @abstractmethod
    def names_under(self, keys: Collection[str]) -> Sequence[Known]:
        """The names in the passages that share one of these keys, each once; see NameList."""

    @abstractmethod
    def terms(self, text: str) -> list[str]:
        """The terms of a text: lower case, without accents and endings; stop words left out."""

    @abstractmethod
    def frequencies(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many passages each term stands: 0 where in none; of common ones, some that are gone may be counted."""

    @abstractmethod
    def holding(self, terms: Collection[str]) -> int:
        """In how many passages all these terms stand together, in any order."""

    @abstractmethod
    def aliases(self) -> AliasList:
        """What documents say that things are also called."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many passages can be found."""

    @property
    @abstractmethod
    def level(self) -> float:
        """The cosine to which the closest passage comes with questions that have nothing to do with the shelf.

        It is the median over the texts of `index.encoding.BACKGROUND`, and grows with the shelf. Passages that are
        gone count until their part is derived anew, which is at the latest when a quarter of it is.
        """

    @property
    @abstractmethod
    def length(self) -> int:
        """How many terms all passages have together."""

    @abstractmethod
    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """The passages at these rows, in this order."""

    @abstractmethod
    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""

    @abstractmethod
    def retired(self, passage_id: str) -> Retired | None:
        """The passage that had this id, where its document has changed since, and was not removed."""

    @abstractmethod
    def passages(self, path: str, first: int, last: int) -> tuple[Passage, ...]:
        """The passages first..last (ordinals from 0, both inclusive) of the document with this path."""

    @abstractmethod
    def languages(self) -> frozenset[str]:
        """The languages that documents say they are in, as BCP 47 tags without region."""

    @abstractmethod
    def titles(self) -> Titles:
        """What documents are called."""

    @abstractmethod
    def holdings(self, file: str | None = None) -> tuple[Holding, ...]:
        """All documents, or those of one file, by path."""

    @abstractmethod
    def failures(self) -> tuple[Failure, ...]:
        """The files that could not be read when they were last looked at, by path; in this state, or at this moment."""

    @abstractmethod
    def count(self) -> tuple[int, int]:
        """How many documents and passages there are."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""


class Store(ABC):
    """Where the index is kept. It is opened for one model, and sees what that one embedded."""

    @abstractmethod
    def shelf(self, collection: str, root: str) -> int:
        """The number of a shelf, made when it is new."""

    @abstractmethod
    def find(self, collection: str, root: str) -> int | None:
        """The number of a shelf, if there is one."""

    @abstractmethod
    def writing(self, shelf: int) -> AbstractContextManager[bool]:
        """Be the only one who reindexes a shelf, in all processes; False when another one does it at this moment."""

    @abstractmethod
    def complete(self, shelf: int) -> None:
        """Note that a shelf has been indexed from end to end with this model."""

    @abstractmethod
    def completed_by(self, shelf: int) -> str:
        """The model that a shelf was last indexed with from end to end; "" when it never was."""

    @abstractmethod
    def is_empty(self, shelf: int) -> bool:
        """Whether a shelf has no file, as it was committed last, by whichever process."""

    @abstractmethod
    def files(self, shelf: int) -> dict[str, FileState]:
        """The files of a shelf by path."""

    @abstractmethod
    def documents_of(self, shelf: int, path: str) -> int:
        """How many documents the file with this path holds."""

    @abstractmethod
    def space(self) -> bytes:
        """What the model's tokens are made small by, as it was kept; b"" when nothing is kept yet."""

    @abstractmethod
    def keep_space(self, space: bytes) -> bytes:
        """Keep what tokens are made small by, for as long as the database stands; returns what is kept from now on.

        That is another one when another process was quicker.
        """

    @abstractmethod
    def missing(self, keys: Collection[bytes]) -> set[bytes]:
        """Those of the keys that have no embedding yet; the others are kept for as long as new ones are."""

    @abstractmethod
    def commit(
        self, shelf: int, files: Sequence[IndexedFile], embeddings: Sequence[Embedding], lease: "Lease | None" = None
    ) -> tuple[bool, ...]:
        """Put files with their documents and new embeddings in, in one transaction; whether each one's changed.

        Here and below nothing is done unless `lease`, if one is given, is had still. Raises TakenOver.
        """

    @abstractmethod
    def remove(self, shelf: int, paths: Sequence[str], lease: "Lease | None" = None) -> None:
        """Take files with their documents out, in one transaction, and forget what was retired of them."""

    @abstractmethod
    def tidy(self, older_than_s: float) -> None:
        """Drop embeddings that no passage uses and that were made so many seconds ago or earlier.

        What was retired years ago is dropped too.
        """

    def sweep(self) -> None:  # noqa: B027 as there need be nothing to delete
        """Delete what nobody can be reading any more; called often, so that what was taken out is soon kept nowhere."""

    @abstractmethod
    def revision(self, shelf: int) -> int:
        """A number that grows whenever a shelf is changed or shown otherwise; it may grow when other shelves are."""

    @abstractmethod
    def snapshot(self, shelf: int) -> Snapshot:
        """The last committed state; makes what is derived from it when it is not there yet."""

    @abstractmethod
    def ready_snapshot(self, shelf: int) -> Snapshot | None:
        """The last state that can be had at once, if there is one."""

    @abstractmethod
    def checkpoint(self) -> bool:
        """Put what is committed in its place on the disk, so that snapshots opened from now on hold no journal back.

        Whether earlier ones may do so.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""
