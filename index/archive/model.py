"""The data of the archive: sources, their versions, the jobs on them, and the log. Frozen, with tuples inside.

Wherever somebody is named (`by`), it is by whatever text the front end knows people by, "" for Clio itself.
Times are ISO 8601 in UTC, to the second.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from index.model import Details, Report


class State(StrEnum):
    """What became of a version of a source."""

    PENDING = "pending"  # it waits to be indexed; until then the current one, if any, is answered from
    CURRENT = "current"  # questions are answered from it
    REPLACED = "replaced"  # a later version became current
    REMOVED = "removed"  # a moderator took the source out
    FAILED = "failed"  # it could not be read
    WITHDRAWN = "withdrawn"  # a job was cancelled before it was indexed


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a source: a file's bytes and what is said of them.

    `number` counts from 1 within its source; `stamp` is unique in the archive, higher for later; `digest` is the
    BLAKE2b of the bytes, 32 hexadecimal digits; `size` is in bytes; `ended_at` is when it stopped being current, was
    removed or withdrawn or failed, "" before; `reason` says why it failed, as a clause.
    """

    number: int
    stamp: int
    state: State
    digest: str
    size: int
    details: Details
    by: str
    made_at: str
    ended_at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file in a collection: `name` is unique there, upper and lower case being one; `versions` newest first."""

    collection: str
    name: str
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version | None:
        """The version that questions are answered from."""
        return next((version for version in self.versions if version.state is State.CURRENT), None)

    @property
    def pending(self) -> Version | None:
        """The version that waits to be indexed."""
        return next((version for version in self.versions if version.state is State.PENDING), None)

    @property
    def failed(self) -> Version | None:
        """The newest version, if it could not be read."""
        return self.versions[0] if self.versions[0].state is State.FAILED else None

    @property
    def standing(self) -> Version | None:
        """The version that should be indexed: the pending one where there is one, else the current."""
        return self.pending or self.current


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody gives to a collection."""

    name: str
    data: bytes
    details: Details = field(default_factory=Details)


class Kind(StrEnum):
    """What a file is to the collection that it is given to."""

    NEW = "new"  # no source has this name
    REPLACES = "replaces"  # it is a newer version of the source with this name
    SAME = "same"  # a source has these very bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: `name` is that of its source, for SAME the name of the one that is there already."""

    given: str
    name: str
    kind: Kind


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"  # by a fault of Clio's own or of the machine; what failed to be read is told in its report


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of indexing in a collection.

    `action` is what was done to begin it: add, edit, restore, reindex, import, retry; `place` is a text of the front
    end's own, where it tells how far the job is; `total` is how many files it has to deal with and `done` how many of
    them are dealt with; `passages` counts those indexed so far. `report` says what became of the files; `trouble` why
    it failed as a whole.
    """

    number: int
    collection: str
    action: str
    by: str
    place: str
    state: JobState
    made_at: str
    started_at: str
    ended_at: str
    total: int
    done: int
    report: Report = field(default_factory=Report)
    trouble: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state not in (JobState.QUEUED, JobState.RUNNING)


class Outcome(StrEnum):
    """What a job did with one file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: who did what to what, when; `detail` is a sentence or a clause, or ""."""

    at: str
    by: str
    action: str
    subject: str
    detail: str
