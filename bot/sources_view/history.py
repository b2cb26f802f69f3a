"""The versions of a source, each on a line: what became of it, who gave it, and what it changed."""

from collections.abc import Sequence
from dataclasses import fields

from bot.escaping import escape, one_line, shortened
from bot.sources_view.words import moment, person, size_text
from index.archive.model import Source, State, Version
from index.model import Details

_WORDS = {
    State.PENDING: "waits to be read",
    State.CURRENT: "current",
    State.REPLACED: "replaced",
    State.REMOVED: "removed",
    State.FAILED: "could not be read",
    State.WITHDRAWN: "not read: its job was cancelled",
}
_FIELDS = {"title": "title", "author": "author", "date": "date", "url": "link"}
_ENDED = (State.REPLACED, State.REMOVED, State.WITHDRAWN)
_REASON = 80  # characters


def version_line(version: Version, before: Version | None) -> str:
    """One version in markdown; `before` is the one that it followed."""
    ended = f" {moment(version.ended_at)}" if version.ended_at else ""
    reason = f": it {escape(shortened(one_line(version.reason), _REASON))}" if version.reason else ""
    state = f"{_WORDS[version.state]}{ended}{reason}"
    made = f"{person(version.by)} {moment(version.made_at)}"
    return f"-# **{version.number}** · {state} · {change(version, before)} by {made} · {size_text(version.size)}"


def history(source: Source) -> list[str]:
    """Every version on a line, the newest first."""
    older: Sequence[Version | None] = (*source.versions[1:], None)
    return [version_line(version, before) for version, before in zip(source.versions, older, strict=True)]


def change(version: Version, before: Version | None) -> str:
    """What a version is beside the one before: another file, other details, or the same brought back."""
    if before is None:
        return "added"
    if version.digest != before.digest:
        return "another file given"
    edited = [_FIELDS[name] for name in changed_fields(version.details, before.details)]
    return f"{', '.join(edited)} edited" if edited else "brought back"


def changed_fields(details: Details, before: Details) -> list[str]:
    """The names of the fields in which two sets of details differ."""
    return [field.name for field in fields(Details) if getattr(details, field.name) != getattr(before, field.name)]


def earlier(source: Source) -> tuple[Version, ...]:
    """The versions that can be brought back: those that were answered from, or waited to be, and are no more."""
    return tuple(version for version in source.versions if version.state in _ENDED)


def version_label(version: Version) -> str:
    """A version in plain text, for a menu: "Version 2 · replaced 2025-11-03 · 1.2 MB"."""
    ended = f" {version.ended_at[:10]}" if version.ended_at else ""
    return f"Version {version.number} · {_WORDS[version.state]}{ended} · {size_text(version.size)}"
