"""A database as its keepers know it: transactions in which statements are executed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Tables:
    """A group of tables and its versions: step n brings it from version n to n + 1.

    A step that was released is never changed. A step is one statement, or several with ";" at the ends
    of their lines, in SQLite's words: INTEGER holds 64 bits, INTEGER PRIMARY KEY counts by itself where no value is
    given, TEXT is ordered by code points. `name` is that of the group among those of one database.
    """

    name: str
    steps: Sequence[str]


class Rows(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows it has changed."""

    def fetchone(self) -> Any:  # noqa: ANN401 as rows have any shape
        """The next row as a tuple, None after the last one."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one by one."""


class Listening(Protocol):
    """Something that is heard until it is closed."""

    def close(self) -> None:
        """Hear no more."""


class Session(ABC):
    """Executes statements within one transaction."""

    @abstractmethod
    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Execute a statement with values for its `?`: texts, numbers, bytes, None, and lists for ANY and ALL."""

    @abstractmethod
    def executemany(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Execute a statement with each row of values."""

    @abstractmethod
    def lock(self, name: str, shared: bool = False) -> None:
        """Let no other transaction have the lock of this name until this one ends; waits for one that has it.

        With `shared` others may have it too that share it.
        """

    @abstractmethod
    def notify(self, channel: str, payload: str) -> None:
        """Tell other processes, when this is committed; there are none of them at a file."""


class Database(ABC):
    """Where one keeper keeps its tables. Safe to use from several threads.

    Whatever keeps it from being used is raised as a StoreError.
    """

    @property
    @abstractmethod
    def is_shared(self) -> bool:
        """Whether several bots may work on it at once."""

    @property
    @abstractmethod
    def exists(self) -> bool:
        """Whether anything may have been written yet."""

    @property
    def sign(self) -> object:
        """Another one where another process may have written something; the same where that is heard of otherwise."""
        return None

    def listen(self, channel: str, on_payload: Callable[[str | None], object]) -> "Listening | None":
        """Call back with what other processes tell on a channel, and with None when some of it may have been missed.

        That is on a thread of its own, until it is closed. None where nobody tells anything.
        """
        return None

    @abstractmethod
    def writing(self) -> AbstractContextManager[Session]:
        """Give a session for one transaction, committed at the end and undone by any exception."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that sees one state throughout."""

    def looking(self) -> AbstractContextManager[Session]:
        """Give a session to read with single statements, each of which sees what was committed before it.

        It is quicker than `reading`: nothing begins or ends.
        """
        return self.reading()

    @abstractmethod
    def shrink(self) -> None:
        """Give the room of what was deleted back, and leave none of it to be read."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""
