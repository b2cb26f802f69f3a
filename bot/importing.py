"""`clio import`: metadata from a reference manager's file, for the operator's documents."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.text import Text

from bot.terminal import printable
from index.catalogue import Catalogue, Change, Match, Plan, plan
from index.citation.formats import read
from index.citation.isodates import iso_of_csl
from index.errors import ReadError
from index.library import Library

MAX_BYTES = 50_000_000  # of a file; tens of thousands of works with their abstracts
NAMED = 20  # works of each kind that are not found, or may be several
_CHARACTERS = 100  # of a value


def planned(file: Path, library: Library) -> tuple[Plan, int]:
    """What an import of a file comes to, and how many works in it cannot be read. Raises ReadError."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ReadError(f"{file} is larger than {MAX_BYTES // 1_000_000} MB; export fewer works at once.")
        works, failed = read(file.name, file.read_bytes())
    except OSError as error:
        raise ReadError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except ReadError as error:
        raise ReadError(f"{file} {error}.") from error
    return plan(works, library.documents()), failed


def keep(found: Plan, data: Path) -> bool:
    """Keep what was matched; whether anything is another than before."""
    catalogue = Catalogue(data)
    items = {match.path: match.item for match in found.matches}
    if all(catalogue.items().get(path) == item for path, item in items.items()):
        return False
    catalogue.add(items)
    return True


def render_plan(found: Plan, failed: int) -> Text:
    """Tell what was matched and would change, what was not found, and what may be several."""
    parts = [_summary(found, failed), *map(_match, found.matches)]
    if found.ambiguous:
        lines = [f"  {_short(title)}: {' or '.join(map(printable, paths))}" for title, paths in found.ambiguous]
        parts.append(_listed("Not sure which document is meant, so left alone", lines))
    if found.unmatched:
        parts.append(_listed("Not in the library", [f"  {_short(title)}" for title in found.unmatched]))
    return Text("\n\n".join(parts))


def _summary(found: Plan, failed: int) -> str:
    total = len(found.matches) + len(found.ambiguous) + len(found.unmatched)
    unread = f" {failed} could not be read." if failed else ""
    return f"Works: {total:,}; matched with documents: {len(found.matches):,}.{unread}"


def _match(match: Match) -> str:
    changes = [_change(change) for change in match.changes] or ["  nothing changes"]
    return "\n".join([f"{_short(match.title)} ({printable(match.path)})", *changes])


def _change(change: Change) -> str:
    before = f"{value_text(change.before)} → " if change.before is not None else ""
    return f"  {change.field}: {before}{value_text(change.after)}"


def _listed(heading: str, lines: list[str]) -> str:
    more = [f"  … and {len(lines) - NAMED:,} more"] if len(lines) > NAMED else []
    return "\n".join([f"{heading} ({len(lines):,}):", *lines[:NAMED], *more])


def value_text(value: object) -> str:
    """A CSL-JSON value as people write it."""
    if isinstance(value, list):
        return _short("; ".join(_name(name) for name in value if isinstance(name, Mapping)))
    if isinstance(value, Mapping):
        return _short(iso_of_csl(value) or str(value.get("literal", "")))
    return _short(str(value))


def _name(name: Mapping[str, str]) -> str:
    family = " ".join(_given(name.get("non-dropping-particle"), name.get("family")))
    return name.get("literal") or ", ".join(_given(family, name.get("given"), name.get("suffix")))


def _given(*parts: str | None) -> Iterable[str]:
    return (part for part in parts if part)


def _short(text: str) -> str:
    plain = printable(text)
    return plain if len(plain) <= _CHARACTERS else f"{plain[: _CHARACTERS - 1]}…"
