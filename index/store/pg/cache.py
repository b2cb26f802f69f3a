"""What was read and never changes, kept in memory as long as there is room: the longest unused goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Values by their keys. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._changing = threading.Lock()

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """The values of those keys that are there."""
        found: dict[K, V] = {}
        with self._changing:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key][0]
        return found

    def keep(self, values: Mapping[K, tuple[V, int]]) -> None:
        """Keep values, each with its size in bytes."""
        with self._changing:
            for key, (value, size) in values.items():
                self._held += size - self._values.pop(key, (None, 0))[1]
                self._values[key] = (value, size)
            while self._held > self._most and self._values:
                self._held -= self._values.popitem(last=False)[1][1]
