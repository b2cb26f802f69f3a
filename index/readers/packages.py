"""Documents that are ZIP archives (DOCX, ODT, EPUB): unpacked within bounds."""

from collections.abc import Iterator
from io import BytesIO
from posixpath import normpath
from zipfile import ZipFile, ZipInfo

from lxml import etree

from index.errors import ReadError
from index.limits import ReadLimits
from index.readers.bounds import check_entities, damaged
from index.readers.kinds import BROKEN_ARCHIVE
from index.readers.xml_tree import NotWellFormed, parse_xml

_ENTRIES = 10_000  # more than any book has pictures
_GROWTH = 10  # times the largest file is what all entries together may unpack to
_RATIO = 200  # to which one entry may unpack; text comes to 20, a bomb to 1,000
_SMALL_BYTES = 20_000_000  # an entry that unpacks to less may have any ratio
_ENCRYPTED = 0x1  # flag of an entry


class Package:
    """The entries of an archive that is safe to unpack."""

    def __init__(self, data: bytes, limits: ReadLimits) -> None:
        """Raises ReadError for an archive that is damaged, has a password, or unpacks to more than is sensible."""
        try:
            self._archive = ZipFile(BytesIO(data))
        except BROKEN_ARCHIVE:
            raise ReadError(damaged()) from None
        entries = self._archive.infolist()
        most = limits.file_bytes * _GROWTH
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise ReadError("has a password; remove it and add the file again")
        if len(entries) > _ENTRIES:
            raise ReadError(f"is an archive of {len(entries):,} files, over the limit of {_ENTRIES:,}; split it")
        if sum(entry.file_size for entry in entries) > most or any(map(_is_bomb, entries)):
            total = sum(entry.file_size for entry in entries) / 1_000_000
            raise ReadError(
                f"would unpack from {len(data) / 1_000_000:.3g} MB to {total:,.0f} MB, as no honest document does; "
                "if it is one, make its pictures smaller or split it"
            )
        self._entries = {normpath(entry.filename): entry for entry in entries if not entry.is_dir()}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """What the archive holds, folders left out."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """Unpack one entry. Raises ReadError when it is missing or damaged."""
        if name not in self._entries:
            raise ReadError(damaged(f"its part {name} is missing"))
        try:
            with self._archive.open(self._entries[name]) as file:
                # An entry that is larger than it says fails its checksum, after this much and not a byte more.
                return file.read(self._entries[name].file_size + 1)
        except BROKEN_ARCHIVE:
            raise ReadError(damaged(f"its part {name} cannot be unpacked")) from None

    def xml(self, name: str) -> etree._Element:
        """Unpack and parse one entry. Raises ReadError as `read` does, and when it is no XML or declares entities."""
        try:
            return parse_xml(self.read(name))
        except NotWellFormed:
            raise ReadError(damaged(f"its part {name} is broken")) from None

    def check_xml(self) -> None:
        """Refuse XML that declares entities, which these formats never need; all XML is unpacked for it."""
        for name in self._xml_names():
            check_entities(self.read(name))

    def _xml_names(self) -> Iterator[str]:
        return (name for name in self._entries if name.endswith((".xml", ".rels")))


def _is_bomb(entry: ZipInfo) -> bool:
    return entry.file_size > _SMALL_BYTES and entry.file_size > _RATIO * max(entry.compress_size, 1)
