"""What the archive holds for one server, as a reindex looks at it."""

from dataclasses import dataclass
from functools import partial

from index.archive.archive import Archive
from index.archive.model import State
from index.archive.versions import Wanted
from index.holder import Found, Scan
from index.names.aliases import AliasList, parsed_once


@dataclass(frozen=True, slots=True)
class ArchiveHolder:
    """A Holder of the versions that should be indexed."""

    archive: Archive
    collection: str

    def scan(self) -> Scan:
        """See Holder."""
        return Scan(tuple(map(self._found, self.archive.wanted(self.collection))))

    def aliases(self) -> AliasList:
        """See Holder."""
        return parsed_once(self.archive.aliases(self.collection))[0]

    def is_wanted(self, found: Found) -> bool:
        """See Holder."""
        return self.archive.is_wanted(self.collection, found.path, found.stamp)

    def _found(self, wanted: Wanted) -> Found:
        version = wanted.version
        return Found(
            wanted.name,
            version.size,
            version.stamp,
            partial(self.archive.data, self.collection, wanted.name, version.number),
            version.details,
            is_pending=version.state is State.PENDING,
            is_new=wanted.is_new,
        )
