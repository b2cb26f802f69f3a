"""What a shelf of the index is brought in line with: something that holds files, a folder or the archive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from index.model import Details, Failure
from index.names.aliases import AliasList


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a reader may know: `path` is its name in the library, `size` in bytes.

    `stamp` is another whenever the file may have changed; `load` gives its bytes, or raises OSError or ReadError;
    `details` are what is said of it over what it says itself; `is_readable` tells whether there is a right to read it.
    `said` is what was imported about it and the documents in it: CSL-JSON fields, by the path of each.
    `is_pending` while this state of it was never answered from, `is_new` when none ever was.
    """

    path: str
    size: int
    stamp: int
    load: Callable[[], bytes]
    details: Details = field(default_factory=Details)
    said: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    is_readable: Callable[[], bool] = lambda: True
    is_pending: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What is held; below the `hidden` prefixes of paths nothing could be seen."""

    files: tuple[Found, ...]
    failed: tuple[Failure, ...] = ()
    hidden: tuple[str, ...] = ()

    def hides(self, path: str) -> bool:
        """Whether a file with this path may still be there, unseen."""
        return path.startswith(self.hidden) or any(failure.path == path for failure in self.failed)


class Holder(Protocol):
    """Holds files."""

    def scan(self) -> Scan:
        """Look which files there are, in the order of their names; reads none."""

    def aliases(self) -> AliasList:
        """The list of names that is held beside the files; an empty one where there is none."""

    def is_wanted(self, found: Found) -> bool:
        """Whether a file is still to be indexed as it was found; it may be gone or replaced since."""
