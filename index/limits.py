"""What reading one file may take, and what one server may keep."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds for one file; one that goes over is refused with a sentence that names the bound.

    `file_bytes` is the largest file; `seconds` is wall time; `memory_bytes` is the address space of the process that
    reads; `pages` and `characters` are the most that a file may hold, `passages` the most that it may be split into.
    """

    file_bytes: int = 20_000_000
    seconds: float = 60.0
    memory_bytes: int = 1_000_000_000
    pages: int = 2_000
    characters: int = 10_000_000
    passages: int = 20_000


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Bounds for one server's sources.

    `kept_bytes` is how much of originals is kept, earlier versions included; with `passages` or more, nothing is added.
    """

    kept_bytes: int = 500_000_000
    passages: int = 200_000
