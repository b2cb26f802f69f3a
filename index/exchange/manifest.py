"""The manifest `library.json`: what is said of each original in the zip, for people and for Clio.

{
  "clio_library": 1,                       the version of this form
  "part": 1,                               of a library that needs several zips
  "written_at": "2026-01-31T12:00:00+00:00",
  "sources": [{"name", "file", "details": {"title", "author", "date", "url"}, "size", "digest",
               "added_by", "added_at", "csl": [CSL-JSON of each document]}],
  "aliases": "the library's own list of names, as index.names.aliases reads it",    in the first part, if any
  "left_out": ["name of an original that is too large for one zip"]
}
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.archive import names
from index.archive.journal import now
from index.archive.model import Version
from index.errors import ReadError
from index.model import Details

NAME = "library.json"
FOLDER = "sources"
_VERSION = 1
_KEY = "clio_library"
_PARTS = ("title", "author", "date", "url")
_SEPARATOR = ",\n"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """What a manifest says of one source: `file` is its place in the zip."""

    name: str
    file: str
    details: Details


def line_text(name: str, file: str, version: Version, csl: Sequence[Mapping[str, object]]) -> str:
    """Write what the manifest is to say of one source."""
    said = dict(zip(_PARTS, version.details.parts, strict=True))
    facts = {"size": version.size, "digest": version.digest, "added_by": version.by, "added_at": version.made_at}
    return _json({"name": name, "file": file, "details": said, **facts, "csl": [dict(item) for item in csl]})


def left_out_text(name: str) -> str:
    """Write what the manifest is to say of an original that is not in the zip."""
    return _json(name)


def cost(text: str) -> int:
    """Count the bytes by which a text makes a manifest longer, at most."""
    return len((text + _SEPARATOR).encode())


def write(part: int, lines: Sequence[str], left_out: Sequence[str], aliases: str = "") -> bytes:
    """Write a manifest of what line_text and left_out_text gave, and of the library's list of names."""
    head = f'{{\n"{_KEY}": {_VERSION},\n"part": {part},\n"written_at": "{now()}",\n'
    sources, others = (_SEPARATOR.join(texts) for texts in (lines, left_out))
    names = f'"aliases": {_json(aliases)},\n' if aliases else ""
    return f'{head}{names}"sources": [\n{sources}\n],\n"left_out": [\n{others}\n]\n}}\n'.encode()


def parse(data: bytes) -> tuple[tuple[Line, ...], str]:
    """Read what a manifest says of sources, and the list of names.

    Raises ReadError, whose text is a clause that goes on after the zip's name.
    """
    try:
        manifest = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"has a {NAME} that is not JSON; export the library anew, or leave {NAME} out") from error
    version = manifest.get(_KEY) if isinstance(manifest, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise ReadError(f"was written by a newer version of Clio (form {version}, known {_VERSION}); update Clio")
    if version != _VERSION or not isinstance(manifest.get("sources"), list):
        raise ReadError(f"has a {NAME} that is not a library's; export the library anew, or leave {NAME} out")
    aliases = manifest.get("aliases", "")
    return tuple(_line(entry) for entry in manifest["sources"]), aliases if isinstance(aliases, str) else ""


def _line(entry: object) -> Line:
    said = entry.get("details", {}) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(said, dict):
        raise ReadError(f"has a {NAME} in which a source is not described as sources are; export the library anew")
    name, file, *parts = (
        _text(value) for value in (entry.get("name"), entry.get("file"), *(said.get(part, "") for part in _PARTS))
    )
    if not file or unicodedata.normalize("NFC", name) != names.sane(name):
        raise ReadError(f"has a {NAME} with a source named “{shown(name)}”, which no source can be named; rename it")
    return Line(name, file, Details(*parts))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ReadError(f"has a {NAME} in which a name or a detail is no text; export the library anew")
    return value


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name, with whatever suffix, for a device."""
    return _RESERVED.match(name) is not None


def shown(name: str) -> str:
    """Bring a name to what can be shown in a sentence."""
    return names.line(name, 80)


def _json(value: object) -> str:
    """Write JSON for people; half of a character, of which broken files are full, as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return text.encode("utf-8", "backslashreplace").decode()
