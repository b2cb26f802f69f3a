"""Writing a collection as zips, each of which can be uploaded and read by itself."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from index.archive import Archive, Wanted, names
from index.archive.journal import now
from index.exchange import manifest
from index.exchange.limits import ZipLimits

LEAST_BYTES = 10_000  # the smallest limit under which anything can be written
_HEADERS = 30 + 46  # bytes that a zip has of each file besides its packed bytes and, twice, its name
_END = 22  # bytes at the end of a zip
_BOUNDS = ZipLimits()  # what is written can be read
_SQUEEZED = _BOUNDS.ratio / 2  # above this ratio a file is stored as it is: nobody shall take it for a bomb
_UNUSABLE = re.compile(r'[<>:"|?*\\/]|[. ]$')  # what file names on Windows cannot have


@dataclass(frozen=True, slots=True)
class Part:
    """One zip of a library: `number` counts from 1.

    `sources` are the names of those in it; `left_out` those met on the way that are too large for any zip.
    """

    number: int
    data: bytes
    sources: tuple[str, ...]
    left_out: tuple[str, ...]


def export(
    archive: Archive,
    collection: str,
    limit_bytes: int,
    csl: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
) -> Iterator[Part]:
    """Write what is wanted of every source, in zips each smaller than the limit; always at least one.

    `csl` has the CSL-JSON items of the documents in each source, by its name. Raises ValueError for a limit under
    LEAST_BYTES.
    """
    part = _Open(1, limit_bytes, archive.aliases(collection))
    taken: set[str] = set()
    for wanted in archive.wanted(collection):
        data = archive.data(collection, wanted.name, wanted.version.number)
        packed = _pack(wanted, _place(wanted.name, taken), data, (csl or {}).get(wanted.name, ()))
        if packed.cost > part.capacity:
            packed = _left_out(wanted.name)
        if not part.takes(packed):
            yield part.close()
            part = _Open(part.number + 1, limit_bytes)
        part.add(packed)
    yield part.close()


@dataclass(frozen=True, slots=True)
class _Packed:
    """A source as it is to be written: `text` is its line in the manifest, `cost` what it takes of the zip in bytes.

    Without a `file` it is left out.
    """

    name: str
    text: str
    cost: int
    file: zipfile.ZipInfo | None = None
    data: bytes = field(default=b"", repr=False)


class _Open:
    """A zip that is being written; `capacity` is what the costs in it may come to."""

    def __init__(self, number: int, limit_bytes: int, aliases: str = "") -> None:
        if limit_bytes < LEAST_BYTES:
            raise ValueError(f"a zip smaller than {limit_bytes} bytes holds nothing; allow {LEAST_BYTES} or more")
        self.number = number
        self._aliases = aliases if 4 * len(aliases.encode()) < limit_bytes else ""  # the originals need their room
        self.capacity = (
            limit_bytes - 1 - len(manifest.write(number, (), (), self._aliases)) - _headers(manifest.NAME) - _END
        )
        self._file = io.BytesIO()
        self._zip = zipfile.ZipFile(self._file, "w")
        self._written: list[_Packed] = []
        self._cost, self._unpacked = 0, 0

    def takes(self, packed: _Packed) -> bool:
        """Whether there is room for it."""
        if len(self._written) + 1 >= _BOUNDS.files or self._unpacked + len(packed.data) > _BOUNDS.total_bytes:
            return not self._written
        return self._cost + packed.cost <= self.capacity

    def add(self, packed: _Packed) -> None:
        """Write it."""
        self._written.append(packed)
        self._cost += packed.cost
        self._unpacked += len(packed.data)
        if packed.file:
            self._zip.writestr(packed.file, packed.data)

    def close(self) -> Part:
        """Write the manifest and give the zip."""
        inside = [packed for packed in self._written if packed.file]
        outside = [packed for packed in self._written if not packed.file]
        texts = [packed.text for packed in inside], [packed.text for packed in outside]
        data = manifest.write(self.number, *texts, self._aliases)
        self._zip.writestr(_entry(manifest.NAME, now(), _method(data)[0]), data)
        self._zip.close()
        names_of = (tuple(packed.name for packed in inside), tuple(packed.name for packed in outside))
        return Part(self.number, self._file.getvalue(), *names_of)


def _pack(wanted: Wanted, file: str, data: bytes, csl: Sequence[Mapping[str, object]]) -> _Packed:
    text = manifest.line_text(wanted.name, file, wanted.version, csl)
    method, size = _method(data)
    cost = size + _headers(file) + manifest.cost(text)
    return _Packed(wanted.name, text, cost, _entry(file, wanted.version.made_at, method), data)


def _left_out(name: str) -> _Packed:
    text = manifest.left_out_text(name)
    return _Packed(name, text, manifest.cost(text))


def _place(name: str, taken: set[str]) -> str:
    """Choose where in the zips a source is put, so that every system can unpack all of them into one folder."""
    usable = _UNUSABLE.sub("_", name)
    usable = first = f"_{usable}" if manifest.is_reserved(usable) else usable
    number = 2
    while names.key(usable) in taken:
        usable, number = names.numbered(first, number), number + 1
    taken.add(names.key(usable))
    return f"{manifest.FOLDER}/{usable}"


def _entry(file: str, made_at: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(file, datetime.fromisoformat(made_at).timetuple()[:6])
    entry.compress_type = method
    entry.external_attr = 0o100644 << 16  # an ordinary file that its owner may read
    return entry


def _headers(file: str) -> int:
    return _HEADERS + 2 * len(file.encode())


def _method(data: bytes) -> tuple[int, int]:
    """Choose how to pack bytes, and count what they become."""
    deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    size = len(deflate.compress(data)) + len(deflate.flush())
    is_worth_it = size < len(data) <= size * _SQUEEZED
    return (zipfile.ZIP_DEFLATED, size) if is_worth_it else (zipfile.ZIP_STORED, len(data))
