"""Which of Discord's shards a process runs.

Discord sends the events of a server to one shard of those that a bot is split into, and all that happens outside of
servers to shard 0; see https://docs.discord.com/developers/events/gateway#sharding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

MOST = 10_000  # shards in all; at up to 2,500 servers each more than any bot has
EXAMPLE = "0-3/16"
_FORM = re.compile(r"([^/]*)/\s*([0-9]{1,9})\s*", re.ASCII)
_PART = re.compile(r"\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9})\s*)?", re.ASCII)
_TIMESTAMP_SHIFT = 22  # the bits of an id that do not tell when it was made


@dataclass(frozen=True, slots=True)
class Shards:
    """Those of `count` shards that a process runs: numbers from 0 to count - 1, ascending, each once."""

    ids: tuple[int, ...]
    count: int

    @classmethod
    def all(cls, count: int) -> Self:
        """All of them in one process."""
        return cls(tuple(range(count)), count)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read them as an operator writes them: "0-3/16", "5/16" or "0,2,7-9/16".

        Raises ValueError with a clause that says what is wrong.
        """
        form = _FORM.fullmatch(text)
        if form is None or not form[1].strip():
            raise ValueError(f"it should name shards and say of how many, such as {EXAMPLE}")
        count = int(form[2])
        if not 1 <= count <= MOST:
            raise ValueError(f"there can be 1 to {MOST} shards, not {count}")
        ids = sorted(shard for part in form[1].split(",") for shard in _numbers(part, count))
        if twice := [str(one) for one, other in pairwise(ids) if one == other]:
            raise ValueError(f"it names shard {twice[0]} twice")
        return cls(tuple(ids), count)

    @property
    def has_first(self) -> bool:
        """Whether shard 0 is among them, of which there is exactly one: what is to be done once, its process does."""
        return self.ids[0] == 0

    @property
    def are_all(self) -> bool:
        """Whether no other process runs any."""
        return len(self.ids) == self.count

    def hear_of(self, server: int | None) -> bool:
        """Whether what happens in a server, or outside of servers (None), comes to one of them."""
        return (0 if server is None else (server >> _TIMESTAMP_SHIFT) % self.count) in self.ids

    def __str__(self) -> str:
        """As `read` takes it."""
        return f"{','.join(_runs(self.ids))}/{self.count}"


def _numbers(part: str, count: int) -> range:
    """The shards that a number or a range names."""
    form = _PART.fullmatch(part)
    if form is None:
        raise ValueError(f"{part.strip()!r} in it is neither a number nor a range; it should look like {EXAMPLE}")
    first, last = int(form[1]), int(form[2] or form[1])
    if last < first:
        raise ValueError(f"its range {first}-{last} runs backwards; write {last}-{first}")
    if last >= count:
        raise ValueError(f"it names shard {last}, but of {count} the last is {count - 1}")
    return range(first, last + 1)


def _runs(ids: tuple[int, ...]) -> Iterator[str]:
    """Ascending numbers as numbers and ranges."""
    first = 0
    for place, shard in enumerate(ids):
        if place + 1 == len(ids) or ids[place + 1] != shard + 1:
            yield str(shard) if ids[first] == shard else f"{ids[first]}-{shard}"
            first = place + 1
