"""Lines of a file in the order of their bytes: found by halving, so that nothing is read in."""

from collections.abc import Iterator
from mmap import mmap


class SortedLines:
    """The lines, each with its end."""

    def __init__(self, lines: mmap | bytes) -> None:
        self._lines = lines

    def starting(self, start: bytes) -> Iterator[str]:
        """The lines that begin with these bytes, without them and without their ends, in their order."""
        for line in self.all_starting(start).splitlines():
            yield line[len(start) :].decode()

    def all_starting(self, start: bytes) -> bytes:
        """The lines that begin with these bytes, as they stand there; each with its end."""
        first, last = self._first(start), self._first(start + b"\xff")  # no text has this byte
        lines = self._lines[first:last]
        return lines if lines.endswith(b"\n") or not lines else lines + b"\n"

    def _first(self, start: bytes) -> int:
        """Where the first line begins that is no less than these bytes."""
        low, high = 0, len(self._lines)
        while low < high:
            line = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._lines.find(b"\n", line) + 1 or len(self._lines)  # the last may have lost its end
            if self._lines[line : line + len(start)] < start:
                low = end
            else:
                high = line
        return low
