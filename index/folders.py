"""Folders of sources: which files are there, and under which name each is known."""

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index import alias_file
from index.errors import ReadError
from index.holder import Found, Scan
from index.model import Failure
from index.names.aliases import AliasList
from index.readers import SUFFIXES

LONGEST_PATH = 2_000  # bytes of UTF-8: PostgreSQL has no more than 2,704 of all values in an entry of an index
_TOLD = 200  # characters of a longer path: its beginning and its end
_LATEST = 2**63 - 1  # ns since 1970, in the year 2262: databases keep 64 bits, file systems more


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of sources, or a single file. `label` begins the paths of what it holds."""

    root: Path
    label: str

    def scan(self) -> Scan:
        """Look through the folder and all below it, in the order of the names; reads no file.

        Hidden files and folders and files that no reader knows are passed over; links are followed. The list of names
        in the folder itself is no source; what of it cannot be used has failed.
        """
        files: list[Found] = []
        failed: list[Failure] = []
        hidden: list[str] = []
        if self.root.is_file():
            _see(str(self.root), f"{self.label}/{self.root.name}", files, failed)
            return Scan(tuple(files), tuple(failed), ())

        def unseen(error: OSError) -> None:
            path = self._path(Path(error.filename))
            failed.append(Failure(path, f"cannot be opened: {_plain(error)}"))
            hidden.append(f"{path}/")

        names = self.root / alias_file.NAME
        if faults := alias_file.read(self.root)[1]:
            failed.append(Failure(self._path(names), f"is used but for {', '.join(map(str, faults))}"))
        for folder, entries in _walk(self.root, unseen):
            path = self._path(Path(folder))
            for name in entries:
                file, suffix = os.path.join(folder, name), os.path.splitext(name)[1].lower()
                if (suffix in SUFFIXES and file != str(names)) or (not suffix and _dangles(file)):
                    _see(file, f"{path}/{_shown(name)}", files, failed)
        return Scan(tuple(files), tuple(Failure(_told(one.path), one.reason) for one in failed), tuple(hidden))

    def aliases(self) -> AliasList:
        """The list of names in the folder; an empty one where it has none, and for a single file."""
        return alias_file.read(self.root)[0]

    def is_wanted(self, found: Found) -> bool:
        """See Holder: what a folder holds is looked at anew by the next reindex."""
        return True

    def _path(self, entry: Path) -> str:
        """Name a file or folder."""
        return _shown("/".join([self.label, *entry.relative_to(self.root).parts]))


def _shown(name: str) -> str:
    """A name as text: bytes that are none are shown as escapes."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode("utf-8")


def _see(file: str, path: str, files: list[Found], failed: list[Failure]) -> None:
    try:
        status = os.stat(file)
    except OSError as error:
        is_link = os.path.islink(file)
        reason = "is a link to a file that does not exist" if is_link else f"cannot be seen: {_plain(error)}"
        failed.append(Failure(path, reason))
        return
    if not stat.S_ISREG(status.st_mode):
        failed.append(Failure(path, "is not a file"))
    elif len(path.encode()) > LONGEST_PATH:
        failed.append(
            Failure(path, f"has a path of more than {LONGEST_PATH:,} bytes; move it up, or shorten its folders' names")
        )
    else:
        stamp = max(-_LATEST, min(_LATEST, status.st_mtime_ns))
        may_be_read = partial(os.access, file, os.R_OK)
        files.append(Found(path, status.st_size, stamp, partial(_bytes_of, file), is_readable=may_be_read))


def _told(path: str) -> str:
    """A path as failures name it."""
    return path if len(path.encode()) <= LONGEST_PATH else f"{path[: _TOLD // 2]}…{path[-_TOLD // 2 :]}"


def _bytes_of(file: str) -> bytes:
    return Path(file).read_bytes()


def open_folders(places: Sequence[Path]) -> tuple[Folder, ...]:
    """Take the operator's folders, each once; one that lies in another is a part of that one.

    A folder is known by its name. Of several with one name, the first in the alphabet of whole paths has it, and the
    others are known by as much of their paths as tells them apart. Raises ReadError when a folder does not exist.
    """
    roots = {_existing(place) for place in places}
    folders: list[Folder] = []
    for root in sorted(roots):
        if not any(other in root.parents for other in roots):
            folders.append(Folder(root, _label(root, {folder.label for folder in folders})))
    return tuple(folders)


def _existing(place: Path) -> Path:
    root = place.expanduser().absolute()
    if not root.exists():
        raise ReadError(f"The documents folder {place} does not exist; check --documents or CLIO_DOCUMENTS.")
    return root.resolve()


def _label(root: Path, taken: Collection[str]) -> str:
    parts = _folder_parts(root)
    suffixes = ("/".join(parts[-length:]) for length in range(1, len(parts) + 1))
    return next((suffix for suffix in suffixes if not _clashes(suffix, taken)), "/".join(parts))


def _clashes(label: str, taken: Collection[str]) -> bool:
    """Whether a path below the one could be a path below another."""
    return any(f"{label}/".startswith(f"{other}/") or f"{other}/".startswith(f"{label}/") for other in taken)


def _folder_parts(root: Path) -> tuple[str, ...]:
    folder = root.parent if root.is_file() else root
    return tuple(part for part in folder.parts if part != folder.anchor) or ("documents",)


def _walk(root: Path, unseen: Callable[[OSError], None]) -> Iterator[tuple[str, list[str]]]:
    """Give each folder from this one down, with the names of its files; through links too, but none twice.

    As strings: with a Path for each file, looking through 10,000 took four times as long.
    """
    seen: set[tuple[int, int]] = set()
    for folder, names, files in os.walk(root, onerror=unseen, followlinks=True):
        try:
            status = os.stat(folder)
        except OSError as error:  # gone since it was listed
            unseen(error)
            names.clear()
            continue
        if (status.st_dev, status.st_ino) in seen:
            names.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield folder, sorted(name for name in files if not name.startswith("."))


def _dangles(file: str) -> bool:
    try:
        return os.path.islink(file) and not os.stat(file)
    except PermissionError:  # what it leads to may be there
        return False
    except OSError:
        return True


def _plain(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
