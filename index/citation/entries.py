"""What a file of a reference manager says of one work."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A clean CSL-JSON item, the names of the files that were attached to it, and what the file calls it."""

    item: Mapping[str, object]
    files: tuple[str, ...] = ()
    key: str = ""
