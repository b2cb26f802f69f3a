"""What a question is to be searched in alone: a time, and some documents."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from index.dates import Interval, interval_of, is_edtf, parse_date
from index.errors import QuestionError
from index.model import EVERYWHERE, Within
from index.names.titles import plain
from index.store.base import Snapshot

_NAMED = 3  # titles that are named where none is meant


def narrowed(snapshots: Sequence[Snapshot], within: Within) -> list[Snapshot]:
    """The same states, in which only what is meant is found. Raises QuestionError for what cannot be meant."""
    if within == EVERYWHERE:
        return list(snapshots)
    span = span_of(within.since, within.until)
    if not within.source:
        return [snapshot.narrowed(span, None) for snapshot in snapshots]
    titles = [snapshot.titles() for snapshot in snapshots]
    meant = [known.meant(within.source) for known in titles]
    if not any(meant):
        raise QuestionError(_no_such_source(within.source, [title for known in titles for title in known]))
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
    written = " ".join(date.split())
    edtf = parse_date(written) or (written if is_edtf(written) else "")
    if not edtf:
        raise QuestionError(
            f"{written!r} is no date that I can read. Write it as 1948, May 1948, 14 May 1948, the 1950s or 44 BC."
        )
    return edtf


def titles_like(snapshots: Sequence[Snapshot], typed: str, limit: int) -> tuple[str, ...]:
    """Titles with what was typed in them or in their file's name, those that begin with it first."""
    found = {like for snapshot in snapshots for like in snapshot.titles().like(typed)}
    by_beginning = sorted(found, key=lambda one: (not one.begins, one.title))
    return tuple(dict.fromkeys(one.title for one in by_beginning))[:limit]


def _no_such_source(source: str, titles: Sequence[str]) -> str:
    closest = process.extract(source, list(dict.fromkeys(titles)), scorer=fuzz.WRatio, processor=plain, limit=_NAMED)
    named = "; ".join(title for title, *_ in closest)
    return f"No source goes by {source!r}." + (f" The closest ones are: {named}." if named else "")
