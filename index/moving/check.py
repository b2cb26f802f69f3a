"""Whether both sides hold the same: how many rows each relation has, and what comes of all their values."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass

from index.moving.relation import Row
from index.moving.table import Table

_BYTES = 16  # of a digest
_NOT_TEXT = str.maketrans({"\0": "\ufffd"})  # which PostgreSQL keeps in place of it


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows, and a number that is another where any value of any row is; 32 hexadecimal digits."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a relation comes to on both sides."""

    name: str
    source: Tally
    target: Tally

    @property
    def are_same(self) -> bool:
        """Whether both hold the same rows."""
        return self.source == self.target


def tally(table: Table, on_rows: Callable[[int], object]) -> Tally:
    """Read a table whole; `on_rows` is told how many rows were read so far.

    The digests of single rows are added up, so that their order does not matter.
    """
    rows, total = 0, 0
    for batch in table.batches():
        total += sum(map(_digest, batch))
        rows += len(batch)
        on_rows(rows)
    return Tally(rows, f"{total % 2 ** (8 * _BYTES):0{2 * _BYTES}x}")


def _digest(row: Row) -> int:
    digest = hashlib.blake2b(digest_size=_BYTES)
    for value in row:
        kind, data = _as_bytes(value)
        digest.update(kind + struct.pack("<q", len(data)))
        digest.update(data)
    return int.from_bytes(digest.digest())


def _as_bytes(value: object) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"n", b""
        case str():
            return b"t", value.translate(_NOT_TEXT).encode("utf-8", "replace")
        case int():
            return b"i", str(value).encode()
        case float():
            return b"f", struct.pack("<d", value)
        case bytes():
            return b"b", value
    raise TypeError(f"no value of a database: {type(value).__name__}")
