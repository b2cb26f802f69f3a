"""What a question is to be searched in alone: a time, and some documents."""

import unicodedata
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from index.dates import Interval, interval_of, is_edtf, parse_date
from index.errors import QuestionError
from index.model import EVERYWHERE, Document, Within
from index.store.base import Snapshot

_NAMED = 3  # titles that are named where none is meant


def narrowed(snapshots: Sequence[Snapshot], within: Within) -> list[Snapshot]:
    """The same states, in which only what is meant is found. Raises QuestionError for what cannot be meant."""
    if within == EVERYWHERE:
        return list(snapshots)
    span = span_of(within.since, within.until)
    if not within.source:
        return [snapshot.narrowed(span, None) for snapshot in snapshots]
    titles = [_titles(snapshot) for snapshot in snapshots]
    meant = [_meant(within.source, known) for known in titles]
    if not any(meant):
        raise QuestionError(_no_such_source(within.source, [title for known in titles for title in known.values()]))
    return [snapshot.narrowed(span, paths) for snapshot, paths in zip(snapshots, meant, strict=True) if paths]


def span_of(since: str, until: str) -> Interval | None:
    """The days from one date on and up to another, both as people write them or in EDTF; None where both are "".

    Raises QuestionError for what is no date, and where the first is after the last.
    """
    if not since and not until:
        return None
    first = interval_of(edtf_of(since)).first if since else None
    last = interval_of(edtf_of(until)).last if until else None
    if first is not None and last is not None and first > last:
        raise QuestionError(f"{since} is after {until}: no time lies between them. Exchange the two.")
    return Interval(first, last)


def edtf_of(date: str) -> str:
    """A date in EDTF. Raises QuestionError."""
    plain = " ".join(date.split())
    edtf = parse_date(plain) or (plain if is_edtf(plain) else "")
    if not edtf:
        raise QuestionError(
            f"{plain!r} is no date that I can read. Write it as 1948, May 1948, 14 May 1948, the 1950s or 44 BC."
        )
    return edtf


def titles_like(snapshots: Sequence[Snapshot], typed: str, limit: int) -> tuple[str, ...]:
    """Titles with what was typed in them or in their file's name, those that begin with it first."""
    known = {path: title for snapshot in snapshots for path, title in _titles(snapshot).items()}
    wanted = _plain(typed)
    found = [title for path, title in known.items() if wanted in _plain(title) or wanted in _plain(path)]
    by_beginning = sorted(dict.fromkeys(found), key=lambda title: (not _plain(title).startswith(wanted), title))
    return tuple(by_beginning[:limit])


def _titles(snapshot: Snapshot) -> Mapping[str, str]:
    return {holding.document.path: _title(holding.document) for holding in snapshot.holdings()}


def _title(document: Document) -> str:
    return document.title or document.path


def _meant(source: str, titles: Mapping[str, str]) -> set[str]:
    """The paths of the documents that go by a name, else of those that have it in title or path."""
    wanted = _plain(source)
    names = {path: (_plain(title), _plain(path), _plain(path.rpartition("/")[2])) for path, title in titles.items()}
    exact = {path for path, known in names.items() if wanted in known}
    return exact or {path for path, known in names.items() if wanted and any(wanted in name for name in known)}


def _plain(text: str) -> str:
    """Lower case, without accents, and one blank for whatever is neither letter nor digit."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character if character.isalnum() else " " for character in folded if not _is_accent(character))
    return " ".join(kept.split())


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0


def _no_such_source(source: str, titles: Sequence[str]) -> str:
    closest = process.extract(source, list(dict.fromkeys(titles)), scorer=fuzz.WRatio, processor=_plain, limit=_NAMED)
    named = "; ".join(title for title, *_ in closest)
    return f"No source goes by {source!r}." + (f" The closest ones are: {named}." if named else "")
