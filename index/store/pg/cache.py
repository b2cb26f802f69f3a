"""What was read and never changes, kept in memory as long as there is room: the longest unused goes first.

What goes is known still for as long as somebody else holds it.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Values, of a kind that takes weak references, by their keys. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._alive: WeakValueDictionary[K, V] = WeakValueDictionary()
        self._changing = threading.Lock()

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """The values of those keys that are there."""
        found: dict[K, V] = {}
        with self._changing:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key][0]
                elif (value := self._alive.get(key)) is not None:
                    found[key] = value
        return found

    def keep(self, values: Mapping[K, tuple[V, int]]) -> None:
        """Keep values, each with its size in bytes."""
        with self._changing:
            for key, (value, size) in values.items():
                self._held += size - self._values.pop(key, (None, 0))[1]
                self._values[key] = (value, size)
                self._alive[key] = value
            while self._held > self._most and self._values:
                self._held -= self._values.popitem(last=False)[1][1]
