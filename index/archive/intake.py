"""What a file is to the collection that it is given to: new, newer, or known already."""

import hashlib
from dataclasses import dataclass

from index.archive import names
from index.archive.model import Incoming, Kind, Receipt
from index.archive.versions import Versions
from index.model import Details


@dataclass(frozen=True, slots=True)
class Taken:
    """A file with its receipt; `details` are those that its version is to have."""

    receipt: Receipt
    digest: str
    data: bytes
    details: Details
    is_edit: bool


class Intake:
    """One giving of files. Two of them that have one name and differ become two sources, so that none is lost."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._seen: set[str] = set()  # the keys of the names in this giving

    def take(self, file: Incoming, digest: str) -> Taken:
        """Tell what a file is, as the collection is now; `digest` is that of its bytes."""
        given = names.sane(file.name)
        details = Details(*(names.line(text) for text in file.details.parts))
        same = self._versions.with_bytes(digest, given)
        if same and not _differs(details, same.version.details, given, same.name):
            self._seen.add(names.key(same.name))
            return Taken(Receipt(file.name, same.name, Kind.SAME), digest, file.data, same.version.details, False)
        name = self._free(given) if names.key(given) in self._seen else given
        self._seen.add(names.key(name))
        source = self._versions.find(name)
        former = (source.pending or source.current) if source else None
        receipt = Receipt(file.name, source.name if source else name, Kind.REPLACES if former else Kind.NEW)
        if former and details == Details():
            details = former.details  # what was said of the document holds for its newer version
        is_edit = former is not None and former.digest == digest
        return Taken(receipt, digest, file.data, details, is_edit)

    def _free(self, name: str) -> str:
        number = 2
        while self._is_taken(names.numbered(name, number)):
            number += 1
        return names.numbered(name, number)

    def _is_taken(self, name: str) -> bool:
        return names.key(name) in self._seen or self._versions.find(name) is not None


def digest_of(data: bytes) -> str:
    """Name bytes by their BLAKE2b, 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _differs(given: Details, known: Details, name: str, other: str) -> bool:
    return names.key(name) == names.key(other) and given not in (Details(), known)
