"""Names of sources: what a given file name becomes, and when two names are one; and texts that fit on one line."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

LENGTH = 200  # characters that a name has at most
_BYTES = 240  # in UTF-8: file systems take names of 255 bytes, and "name (2)" should fit too
_SUFFIX = 20  # characters, above which the end of a name is no suffix
_JOINERS = "\u200c\u200d"  # of Persian, of Indic scripts and of emoji: a part of the word
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode categories: controls, bidirectional marks, lone surrogates, breaks
_WITHOUT_NAME = "source"


def line(text: str, length: int = 1_000) -> str:
    """Bring a text to one line: NFC, no character that is not seen, single spaces, at most `length` characters."""
    seen = "".join(
        character if character in _JOINERS or unicodedata.category(character) not in _UNSEEN else " "
        for character in text
    )
    return " ".join(unicodedata.normalize("NFC", " ".join(seen.split())[:length]).split())[:length].rstrip()


def sane(given: str) -> str:
    """Name the source of a file: the last part of its path on one line, at most LENGTH characters with its suffix.

    A name that is too long is cut; a few characters of its digest keep it apart from others that begin alike.
    """
    parts = [part for part in re.split(r"[/\\]", line(given, len(given) + 1)) if part.strip(f". {_JOINERS}")]
    name = parts[-1].strip() if parts else _WITHOUT_NAME
    if len(name) <= LENGTH and len(name.encode()) <= _BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= _SUFFIX and len(suffix.encode()) <= 4 * _SUFFIX else ""
    tail = f"~{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}{suffix}"
    stem = name[: LENGTH - len(tail)].encode()[: _BYTES - len(tail.encode())].decode(errors="ignore")
    return f"{stem.rstrip()}{tail}"


def key(name: str) -> str:
    """What two names share when they are one: upper and lower case, and composed and decomposed letters."""
    known = name.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", known).casefold())


def numbered(name: str, number: int) -> str:
    """Name another source with the same name: "report (2).pdf"."""
    path = PurePosixPath(name)
    return sane(f"{path.stem} ({number}){path.suffix}")
