"""A folder of sources with what was imported about them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.catalogue.kept import Catalogue, stamp_of
from index.citation.items import Item
from index.folders import Folder
from index.holder import Found, Scan
from index.names.aliases import AliasList


@dataclass(frozen=True, slots=True)
class CataloguedFolder:
    """A Holder of a folder's files, each with what the catalogue says of it and of the documents in it."""

    folder: Folder
    catalogue: Catalogue

    def scan(self) -> Scan:
        """See Holder. A file counts as changed when something else is said of it. Raises StoreError."""
        items = self.catalogue.items()
        scan = self.folder.scan()
        if not items:
            return scan
        by_file: dict[str, dict[str, Item]] = {}
        for path, item in items.items():
            by_file.setdefault(path.partition("#")[0], {})[path] = item
        return replace(scan, files=tuple(_with(found, {**by_file.get(found.path, {})}) for found in scan.files))

    def aliases(self) -> AliasList:
        """See Holder."""
        return self.folder.aliases()

    def is_wanted(self, found: Found) -> bool:
        """See Holder."""
        return self.folder.is_wanted(found)


def _with(found: Found, said: Mapping[str, Item]) -> Found:
    return replace(found, said=said, stamp=found.stamp ^ stamp_of(said)) if said else found
