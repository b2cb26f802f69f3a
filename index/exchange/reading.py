"""Reading a zip of sources that anybody may have made: with the manifest of an export, or without one."""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from index.archive import Incoming, names
from index.errors import ReadError
from index.exchange import manifest
from index.exchange.limits import ZipLimits
from index.exchange.manifest import shown
from index.readers import SUFFIXES

_CHUNK = 1_000_000  # bytes unpacked at a time, and below which no ratio is too high
_ENTRY_BYTES = 500  # of the zip's directory for one file; more than a name and its facts take on the whole
_END = struct.Struct("<4s4H2LH")  # the record at the end of a zip; its 6th field is the size of the directory
_LONGEST_COMMENT = 65_535
_UNREADABLE = 0x1 | 0x40 | 0x2000  # flags of a file that is encrypted, strongly encrypted, or has its facts masked
_UTF_8 = 0x800  # flag of a name that is UTF-8
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What is in a zip: files, and the library's list of names, "" for none."""

    files: tuple[Incoming, ...]
    aliases: str = ""


def read_zip(data: bytes, limits: ZipLimits | None = None) -> Unpacked:
    """Read the sources in a zip, all or none.

    With a manifest they are those it names, and what else lies in the folder of sources; without one, every file
    of a kind that can be read. Raises ReadError, whose text is a clause that goes on after the zip's name.
    """
    zipped = _Zip(data, limits or ZipLimits())
    found = tuple(zipped.described() if zipped.has_manifest else zipped.readable())
    if not found:
        raise ReadError(f"has no source in it; put files of these kinds into it: {', '.join(sorted(SUFFIXES))}")
    twice = _twice([file.name for file in found])
    if twice:
        raise ReadError(f"has two sources named “{shown(twice)}”, upper and lower case being one; rename one of them")
    return Unpacked(found, zipped.aliases)


class _Zip:
    """A zip whose directory was looked through; its files are unpacked one by one, within the limits."""

    def __init__(self, data: bytes, limits: ZipLimits) -> None:
        self._limits, self._left = limits, limits.total_bytes
        self._check_directory(data)
        with _damaged("its list of files cannot be read"):
            self._zip = zipfile.ZipFile(BytesIO(data))
        entries = [(_path(entry), entry) for entry in self._zip.infolist()]
        entries = [(path, entry) for path, entry in entries if not path.endswith("/")]
        self._check(entries)
        self._entries = {names.key(path): entry for path, entry in entries}
        self._paths = [path for path, _ in entries if not path.startswith("__MACOSX/")]  # which macOS adds
        places = [path for path in self._paths if path.split("/")[-1] == manifest.NAME and path.count("/") <= 1]
        self._root = min(places, key=len)[: -len(manifest.NAME)] if places else ""
        self.has_manifest = bool(places)
        self.aliases = ""  # until the manifest is read

    def described(self) -> Iterator[Incoming]:
        """Give the sources that the manifest names, and those that were put beside them."""
        said, self.aliases = manifest.parse(self._unpack(f"{self._root}{manifest.NAME}"))
        folder = names.key(f"{self._root}{manifest.FOLDER}/")
        named = set()
        for line in said:
            named.add(names.key(self._root + line.file))
            yield Incoming(unicodedata.normalize("NFC", line.name), self._unpack(self._root + line.file), line.details)
        for path in self._paths:
            if names.key(path).startswith(folder) and names.key(path) not in named:
                yield from self._source(path)

    def readable(self) -> Iterator[Incoming]:
        """Give every file of a kind that can be read."""
        for path in self._paths:
            yield from self._source(path)

    def _source(self, path: str) -> Iterator[Incoming]:
        name = path.split("/")[-1]
        if PurePosixPath(name).suffix.lower() in SUFFIXES and not name.startswith("."):
            yield Incoming(names.sane(name), self._unpack(path))

    def _unpack(self, path: str) -> bytes:
        """Unpack what is really there, whatever the zip says of its size."""
        entry = self._entries.get(names.key(path))
        if entry is None:
            raise ReadError(f"lacks the file “{shown(path)}”, which its {manifest.NAME} names; export the library anew")
        data = bytearray()
        with _damaged(f"“{shown(path)}” cannot be unpacked"), self._zip.open(entry) as file:
            while chunk := file.read(_CHUNK):
                data += chunk
                self._left -= len(chunk)
                self._check_size(path, len(data), entry.compress_size)
        return bytes(data)

    def _check_size(self, path: str, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.file_bytes:
            raise ReadError(
                f"has a file, “{shown(path)}”, of more than {_mb(limits.file_bytes)}; split it, or leave it out"
            )
        if self._left < 0:
            raise ReadError(f"unpacks to more than {_mb(limits.total_bytes)}; make several zips of it")
        if size > _CHUNK and size > limits.ratio * packed:
            raise ReadError(
                f"has a file, “{shown(path)}”, that unpacks to more than {limits.ratio:g} times its size, as no "
                "document does; leave it out, or pack it without compression"
            )

    def _check_directory(self, data: bytes) -> None:
        """Refuse a directory that would take long to look through."""
        start = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
        if start < 0 or len(data) - start < _END.size:
            raise ReadError("is not a zip file, or is damaged or cut short; download or make it anew")
        size = _END.unpack_from(data, start)[5]
        if size > self._limits.files * _ENTRY_BYTES or data[max(0, start - 20) : start].startswith(b"PK\x06\x07"):
            raise ReadError(f"is of the kind for more than {self._limits.files:,} files; make several zips of it")

    def _check(self, entries: Sequence[tuple[str, zipfile.ZipInfo]]) -> None:
        if len(entries) > self._limits.files:
            raise ReadError(f"has {len(entries):,} files, more than {self._limits.files:,}; make several zips of it")
        for path, entry in entries:
            _check_path(path)
            if entry.flag_bits & _UNREADABLE:
                raise ReadError("is locked with a password; make the zip without one")
            if entry.compress_type not in _METHODS:
                raise ReadError("is packed by a method that is not used here; make it with “Deflate”, the usual one")
        twice = _twice([path for path, _ in entries])
        if twice:
            raise ReadError(f"has two files named “{shown(twice)}”, upper and lower case being one; rename one of them")


def _path(entry: zipfile.ZipInfo) -> str:
    """Give an entry's whole name; some systems write UTF-8 without saying so."""
    path = entry.orig_filename
    if not entry.flag_bits & _UTF_8:
        with suppress(ValueError):
            path = path.encode("cp437").decode()
    return path.replace("\\", "/")


def _check_path(path: str) -> None:
    """Refuse names that would be dangerous or impossible, were the zip unpacked to a disk."""
    parts = path.split("/")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in path):
        raise ReadError(f"has a file whose name has control characters in it, “{shown(path)}”; rename it")
    if path.startswith("/") or path[1:2] == ":":
        raise ReadError(f"has a file with an absolute path, “{shown(path)}”; make the zip of a folder instead")
    if any(part.strip(" ") in ("", ".", "..") for part in parts):
        raise ReadError(f"has a file whose path leads out of the zip, or nowhere, “{shown(path)}”; make the zip anew")
    if any(manifest.is_reserved(part) for part in parts):
        raise ReadError(f"has a file with a name that Windows keeps for devices, “{shown(path)}”; rename it")


def _twice(given: Sequence[str]) -> str:
    seen: dict[str, str] = {}
    for name in given:
        if seen.setdefault(names.key(name), name) is not name:
            return name
    return ""


def _mb(size: int) -> str:
    return f"{size / 1_000_000:g} MB"


@contextmanager
def _damaged(what: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise ReadError(f"is damaged: {what}; download or make it anew") from error
