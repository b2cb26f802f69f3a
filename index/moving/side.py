"""A place that is carried from or to, as a migration knows it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from index.moving.ledger import Begun, Ledger
from index.moving.relation import Row
from index.moving.table import Table
from index.store.base import Store


class Side(ABC):
    """A data folder or a database. Before it is opened nothing is written to it. Raises StoreError.

    Attributes: `name`, as it may be told; `ledger`, which may be written to first; `tables`, once it is open, by the
    names of their relations.
    """

    name: str
    ledger: Ledger
    tables: dict[str, Table]

    @abstractmethod
    def holdings(self) -> tuple[str, ...]:
        """What is kept there already, in names of files or tables."""

    @abstractmethod
    def known_id(self) -> str:
        """The id of what is kept there, as Ledger has it."""

    @abstractmethod
    def begun(self) -> Begun | None:
        """The migration to this place, if there was one."""

    @abstractmethod
    def open(self) -> None:
        """Make ready to read and write, making tables that are missing."""

    @abstractmethod
    def clear(self) -> None:
        """Take away the little that is there of libraries without any document."""

    @abstractmethod
    def settle(self, shelves: Sequence[Row]) -> None:
        """Let shelves, which all was carried of, be seen: rows of the relation."""

    @abstractmethod
    def store(self, model: str) -> Store:
        """The index, to be closed."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""
