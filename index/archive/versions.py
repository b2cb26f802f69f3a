"""The sources of one collection and their versions, within one transaction."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from index.archive import names
from index.archive.journal import now
from index.archive.model import Source, State, Version
from index.database import Session
from index.errors import UnknownSource
from index.model import Details

_COLUMNS = (
    "sources.name, versions.number, versions.stamp, versions.state, originals.digest, originals.size, versions.title, "
    "versions.author, versions.date, versions.url, versions.made_by, versions.made_at, versions.ended_at, "
    "versions.reason"
)
_TABLES = (
    "sources JOIN versions ON versions.source = sources.id JOIN originals ON originals.id = versions.original "
    "AND originals.collection = sources.collection"
)
_OF_COLLECTION = "(SELECT collection FROM sources WHERE sources.id = versions.source) = ?"
_WANTED = (  # the version that should be indexed: the pending one where there is one, else the current
    "(versions.state = 'pending' OR (versions.state = 'current' AND NOT EXISTS (SELECT 1 FROM versions AS newer "
    "WHERE newer.source = versions.source AND newer.state = 'pending')))"
)
_LEFT = (  # whatever was to index it is over
    "versions.state = 'pending' AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.number = versions.job "
    "AND jobs.state IN ('queued', 'running'))"
)
_VERSION = (
    "INSERT INTO versions (stamp, source, original, job, number, state, title, author, date, url, made_by, made_at, "
    "ended_at, ended, reason) VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, '', 0, '')"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source's version that should be indexed: the pending one if any, else the current; `is_new` without that."""

    name: str
    version: Version
    is_new: bool


class Versions:
    """What one collection holds. Every statement is bound to it; there is no way from here to another."""

    def __init__(self, session: Session, collection: str) -> None:
        self._session, self._collection = session, collection

    def all(self) -> tuple[Source, ...]:
        """Give every source of which something is kept, by name."""
        return self._sources("ORDER BY sources.key, versions.number DESC")

    def find(self, name: str) -> Source | None:
        """Give the source with a name, or None."""
        found = self._sources("AND sources.key = ? ORDER BY versions.number DESC", names.key(name))
        return found[0] if found else None

    def get(self, name: str) -> Source:
        """Give the source with a name; raises UnknownSource."""
        found = self.find(name)
        if found is None:
            raise UnknownSource(name)
        return found

    def standing(self, name: str) -> tuple[Source, Version]:
        """Give the source with a name and what should be indexed of it; raises UnknownSource, also when it is out."""
        source = self.get(name)
        if source.standing is None:
            raise UnknownSource(name)
        return source, source.standing

    def wanted(self) -> tuple[Wanted, ...]:
        """Give what should be indexed, by name."""
        sources = self._sources("AND versions.state IN ('pending', 'current') ORDER BY sources.key")
        return tuple(wanted for source in sources if (wanted := _wanted(source)))

    def is_wanted(self, name: str, stamp: int) -> bool:
        """Whether that version is what should be indexed of the source."""
        return bool(self._rows(f"AND sources.key = ? AND versions.stamp = ? AND {_WANTED}", names.key(name), stamp))

    def with_bytes(self, digest: str, name: str) -> Wanted | None:
        """Give a version that should be indexed and has these bytes, first of all that of the source with a name."""
        rows = self._rows(
            f"AND originals.digest = ? AND {_WANTED} ORDER BY sources.key <> ?, sources.key LIMIT 1",
            digest,
            names.key(name),
        )
        return _wanted(self.get(rows[0][0])) if rows else None

    def is_left(self, stamp: int) -> bool:
        """Whether a version is pending and its job is over, so that it waits for nothing."""
        return bool(self._rows(f"AND versions.stamp = ? AND {_LEFT}", stamp))

    def data(self, digest: str) -> bytes | None:
        """Give an original's bytes."""
        row = self._session.execute(
            "SELECT data FROM originals WHERE collection = ? AND digest = ?", (self._collection, digest)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def keeps(self, digest: str) -> bool:
        """Whether an original is kept."""
        row = self._session.execute(
            "SELECT 1 FROM originals WHERE collection = ? AND digest = ?", (self._collection, digest)
        ).fetchone()
        return row is not None

    def size(self) -> int:
        """Count the bytes of all originals that are kept."""
        (size,) = self._session.execute(
            "SELECT coalesce(sum(size), 0) FROM originals WHERE collection = ?", (self._collection,)
        ).fetchone()
        return int(size)

    def keep(self, digest: str, data: bytes) -> None:
        """Keep an original, once for all versions that have it."""
        self._session.execute(
            "INSERT INTO originals (collection, digest, size, data) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (collection, digest) DO NOTHING",
            (self._collection, digest, len(data), data),
        )

    def put(self, name: str, digest: str, details: Details, by: str, job: int) -> None:
        """Make a pending version of an original that is kept; one that was pending is replaced."""
        source, number = self._session.execute(
            "INSERT INTO sources (collection, key, name, numbered) VALUES (?, ?, ?, 1) "
            "ON CONFLICT (collection, key) DO UPDATE SET numbered = sources.numbered + 1 RETURNING id, numbered",
            (self._collection, names.key(name), name),
        ).fetchone()
        self._end("source = ? AND state = 'pending'", (source,), State.REPLACED)
        (original,) = self._session.execute(
            "SELECT id FROM originals WHERE collection = ? AND digest = ?", (self._collection, digest)
        ).fetchone()
        said = tuple(names.line(text) for text in details.parts)
        self._session.execute(_VERSION, (self._tick(), source, original, job, number, *said, by, now()))

    def end(self, stamp: int, state: State, reason: str = "") -> None:
        """Let a version be REPLACED, REMOVED, FAILED or WITHDRAWN."""
        self._end("stamp = ?", (stamp,), state, reason)

    def revive(self, stamp: int, job: int) -> None:
        """Let a failed version be pending again, for a job; its reason stays, for when the job is cancelled."""
        self._session.execute(
            "UPDATE versions SET state = 'pending', ended_at = '', ended = 0, job = ? "
            f"WHERE stamp = ? AND {_OF_COLLECTION}",
            (job, stamp, self._collection),
        )

    def adopt(self, stamp: int, job: int) -> None:
        """Let a pending version be a job's whose own job is over."""
        self._session.execute(
            f"UPDATE versions SET job = ? WHERE stamp = ? AND {_LEFT} AND {_OF_COLLECTION}",
            (job, stamp, self._collection),
        )

    def settle(self, name: str, stamp: int, reason: str) -> bool:
        """Let a pending version be CURRENT, or FAILED for a reason; whether it was pending."""
        source = self.find(name)
        if source is None or source.pending is None or source.pending.stamp != stamp:
            return False
        if reason:
            self.end(stamp, State.FAILED, reason)
            return True
        if source.current:
            self.end(source.current.stamp, State.REPLACED)
        self._session.execute(
            f"UPDATE versions SET state = 'current', reason = '' WHERE stamp = ? AND {_OF_COLLECTION}",
            (stamp, self._collection),
        )
        return True

    def withdraw(self, job: int) -> None:
        """Take back what a job has not come to: WITHDRAWN, or FAILED again where it was to be tried again."""
        for row in self._rows("AND versions.job = ? AND versions.state = 'pending'", job):
            stamp, reason = row[2], row[-1]
            self.end(stamp, State.FAILED if reason else State.WITHDRAWN, reason)

    def last_ended(self, name: str) -> Version | None:
        """Give the version of a source that was replaced or removed last."""
        rows = self._rows(
            "AND sources.key = ? AND versions.state IN ('replaced', 'removed') "
            "ORDER BY versions.ended DESC, versions.stamp DESC LIMIT 1",
            names.key(name),
        )
        return _version(rows[0]) if rows else None

    def _sources(self, condition: str, *values: object) -> tuple[Source, ...]:
        by_name = groupby(self._rows(condition, *values), key=lambda row: str(row[0]))
        return tuple(Source(self._collection, name, _versions(rows)) for name, rows in by_name)

    def _rows(self, condition: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        statement = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE sources.collection = ? {condition}"
        return self._session.execute(statement, (self._collection, *values)).fetchall()

    def _end(self, condition: str, values: tuple[object, ...], state: State, reason: str = "") -> None:
        self._session.execute(
            "UPDATE versions SET state = ?, ended_at = ?, ended = ?, reason = ? "
            f"WHERE {condition} AND {_OF_COLLECTION}",
            (state, now(), self._tick(), names.line(reason), *values, self._collection),
        )

    def _tick(self) -> int:
        """Count on by the clock, never back: also a copy of an older archive that is put back repeats no stamp."""
        (tick,) = self._session.execute("SELECT tick FROM clock FOR UPDATE").fetchone()  # others wait for it
        tick = max(int(tick) + 1, time.time_ns())
        self._session.execute("UPDATE clock SET tick = ?", (tick,))
        return tick


def drop_old(session: Session, before: str) -> int:
    """Drop the versions of all collections that ended before a time, and what only they needed; how many."""
    dropped = session.execute(
        "DELETE FROM versions WHERE state NOT IN ('current', 'pending') AND ended_at < ?", (before,)
    ).rowcount
    session.execute("DELETE FROM sources WHERE id NOT IN (SELECT source FROM versions)")
    session.execute("DELETE FROM originals WHERE id NOT IN (SELECT original FROM versions)")
    return dropped


def _versions(rows: Iterable[tuple]) -> tuple[Version, ...]:  # type: ignore[type-arg]  # rows of _COLUMNS
    return tuple(_version(row) for row in rows)


def _version(row: tuple) -> Version:  # type: ignore[type-arg]  # a row of _COLUMNS
    _, number, stamp, state, digest, size, title, author, date, url, by, made_at, ended_at, reason = row
    said = Details(title, author, date, url)
    shown = reason if state == State.FAILED else ""  # a pending one that failed before keeps its reason
    return Version(number, stamp, State(state), digest, size, said, by, made_at, ended_at, shown)


def _wanted(source: Source) -> Wanted | None:
    version = source.standing
    return Wanted(source.name, version, is_new=source.current is None) if version else None


def collections(session: Session) -> tuple[str, ...]:
    """Give the collections in which a version should be indexed."""
    rows = session.execute(
        "SELECT DISTINCT sources.collection FROM sources JOIN versions ON versions.source = sources.id "
        "WHERE versions.state IN ('current', 'pending') ORDER BY 1"
    )
    return tuple(name for (name,) in rows)
