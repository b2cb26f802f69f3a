"""ZIP archives and what is wrong with some."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """Make a ZIP archive of entries by their names."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(archive: bytes, entries: Mapping[str, str | bytes | None]) -> bytes:
    """Make an archive anew with these entries in the place of those with the same name; None leaves one out."""
    with ZipFile(BytesIO(archive)) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in entries}
    return zipped(kept | {name: data for name, data in entries.items() if data is not None})


def with_declared_size(archive: bytes, name: str, size: int) -> bytes:
    """Make an archive lie about the size of an entry, in bytes, in its table of contents."""
    at = archive.rindex(name.encode()) - 46 + 24  # of the size in the entry's record, whose name comes 46 bytes in
    return archive[:at] + size.to_bytes(4, "little") + archive[at + 4 :]


def locked(archive: bytes) -> bytes:
    """Mark the first entry of an archive as encrypted."""
    at = archive.index(b"PK\x01\x02") + 8
    return archive[:at] + b"\x01\x00" + archive[at + 2 :]
