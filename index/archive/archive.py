"""The archive: every act on the servers' sources, each of them one transaction with its entry in the log."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import jobs, journal, versions
from index.archive.act import Act
from index.archive.claims import CLAIM_S
from index.archive.database import open_database
from index.archive.intake import Intake, digest_of
from index.archive.journal import Journal
from index.archive.model import Entry, Incoming, Job, Receipt, Source, State, Version
from index.archive.versions import Versions, Wanted
from index.archive.worklist import ALL, Worklist
from index.errors import CollectionFull, DamagedOriginal, NotRestorable, UnknownSource, UnknownVersion
from index.model import Details

if TYPE_CHECKING:
    from index.postgres.server import Server


class Archive(Worklist):
    """The originals of all servers' sources in one database, for several threads and processes.

    What a method is told of another collection than the one it is given is as unknown to it as what was never there.
    Versions that are not current are kept for `keep_days` after they ended. All methods raise ArchiveError when the
    file cannot be used, DatabaseUnavailable when the server cannot.
    """

    def __init__(
        self, data: Path, keep_days: float = 30, server: Server | None = None, claim_s: float = CLAIM_S
    ) -> None:
        """Keep it in the data folder, or on a server, which is not closed with it.

        A job that this process works at is another's on that server when nothing was heard of it for `claim_s`.
        """
        super().__init__(open_database(data, server), claim_s)
        self._keep_days = keep_days

    def add(
        self,
        collection: str,
        files: Sequence[Incoming],
        by: str,
        place: str = "",
        action: str = "add",
        allowance: int | None = None,
    ) -> tuple[tuple[Receipt, ...], Job | None]:
        """Take files in as pending versions, with one job to index them; None when nothing is to be indexed.

        A file is SAME when a source's version that is answered from, or waits to be, has its bytes; with the same
        name and other details it changes these. Without details it keeps those of the version that it replaces. One
        that waits for a job that is over, is this job's. Raises CollectionFull when more than `allowance` bytes of
        originals would be kept; None: any number.
        """
        digests = [digest_of(file.data) for file in files]  # before the transaction, for which others wait
        with self._act(collection, by, place, action) as act:
            if allowance is not None:
                sizes = {digest: len(file.data) for digest, file in zip(digests, files, strict=True)}
                _check_room(act.held, sizes, allowance)
            intake = Intake(act.held)
            receipts = tuple(act.take(intake.take(file, digest)) for file, digest in zip(files, digests, strict=True))
            return receipts, act.job if act.has_job else None

    def edit(self, collection: str, name: str, details: Details, by: str, place: str = "") -> Job:
        """Give a source other details, as a pending version; raises UnknownSource."""
        with self._act(collection, by, place, "edit") as act:
            source, version = act.held.standing(name)
            act.put(source.name, version.digest, details)
            act.log("edit", source.name)
            return act.job

    def remove(self, collection: str, name: str, by: str) -> Source:
        """Take a source out at once, with what waits of it or failed last; raises UnknownSource."""
        with self._act(collection, by, "", "remove") as act:
            source = act.held.get(name)
            # The one that was answered from ends after one that failed: what ended last is what comes back.
            versions = [version for version in (source.failed, source.current, source.pending) if version]
            if not versions:
                raise UnknownSource(name)
            for version in versions:
                act.held.end(version.stamp, State.REMOVED)
            act.log("remove", source.name)
            return act.held.get(name)

    def restore(self, collection: str, name: str, number: int | None, by: str, place: str = "") -> Job:
        """Bring a version back, as a new pending one; None: the one that was removed or replaced last.

        One that was cancelled before it was indexed comes back by its number, or where it is the only one that can.
        Raises UnknownSource, UnknownVersion or NotRestorable.
        """
        with self._act(collection, by, place, "restore") as act:
            source = act.held.get(name)
            last = act.held.last_ended(name) or _only_withdrawn(source)
            version = last if number is None else _numbered(source, number)
            if version is None:
                raise NotRestorable(source.name, _why_not(source))
            if version in (source.current, source.pending):
                raise NotRestorable(source.name, f"stands at version {version.number} already")
            act.put(source.name, version.digest, version.details)
            act.log("restore", source.name, f"version {version.number}")
            return act.job

    def reindex(
        self, collection: str, names: Sequence[str] | None, by: str, place: str = "", action: str = "reindex"
    ) -> Job:
        """Put sources in the queue to be indexed anew; None: all that are current or pending.

        A version that failed last becomes pending again when its source is named, and with the action "retry", for
        which None means all sources that failed last, or were left waiting by a job that is over. Raises
        UnknownSource.
        """
        with self._act(collection, by, place, action) as act:
            chosen = _chosen(act.held, action) if names is None else [act.held.get(name) for name in names]
            for source in chosen:
                act.renew(source, with_failed=names is not None or action == "retry")
            subjects = [""] if names is None else [source.name for source in chosen]
            for subject in dict.fromkeys(subjects):
                act.log("reindex", subject, "what had failed" if action == "retry" else "")
            return act.job

    def retry(
        self, collection: str, names: Sequence[str], by: str, place: str = "", unreadable: Container[str] = ()
    ) -> Job | None:
        """Try those of these sources again that failed last, or were left waiting; None when there are none any more.

        `unreadable` names those whose current version cannot be read, though it could be once: these are read again.
        """
        with self._act(collection, by, place, "retry") as act:
            for source in filter(None, map(act.held.find, dict.fromkeys(names))):
                is_unreadable = source.name in unreadable and source.current and not source.pending
                if is_unreadable or _has_failed(act.held, source):
                    act.renew(source, with_failed=True)
                    act.log("reindex", source.name, "what had failed")
            return act.job if act.has_job else None

    def sources(self, collection: str) -> tuple[Source, ...]:
        """Give the sources with a current or pending version, by name."""
        return tuple(source for source in self._all(collection) if source.standing)

    def removed(self, collection: str) -> tuple[Source, ...]:
        """Give the sources without one of which something is kept: to be restored or, having failed, tried again."""
        return tuple(source for source in self._all(collection) if not source.standing)

    def source(self, collection: str, name: str) -> Source:
        """Give one source, also a removed one; raises UnknownSource."""
        with self._database.reading() as session:
            return Versions(session, collection).get(name)

    def data(self, collection: str, name: str, number: int) -> bytes:
        """Give a version's bytes; raises UnknownSource or UnknownVersion."""
        with self._database.reading() as session:
            held = Versions(session, collection)
            version = _numbered(held.get(name), number)
            data = held.data(version.digest)
        if data is None or digest_of(data) != version.digest:
            raise DamagedOriginal(name, number)
        return data

    def collections(self) -> tuple[str, ...]:
        """Give the collections of which a source is, or waits, to be answered from."""
        with self._database.looking() as session:
            return versions.collections(session)

    def size(self, collection: str) -> int:
        """Count the bytes of all originals that are kept, histories included."""
        with self._database.looking() as session:
            return Versions(session, collection).size()

    def wanted(self, collection: str) -> tuple[Wanted, ...]:
        """Give what should be indexed, by name."""
        with self._database.reading() as session:
            return Versions(session, collection).wanted()

    def is_wanted(self, collection: str, name: str, stamp: int) -> bool:
        """Whether that version is still what should be indexed of the source."""
        with self._database.looking() as session:
            return Versions(session, collection).is_wanted(name, stamp)

    def aliases(self, collection: str) -> str:
        """Give a collection's own list of names, as it was written; "" where it has none."""
        with self._database.looking() as session:
            row = session.execute("SELECT text FROM aliases WHERE collection = ?", (collection,)).fetchone()
        return row[0] if row else ""

    def set_aliases(self, collection: str, text: str, by: str, detail: str) -> None:
        """Keep another list of names for a collection, "" for none; `detail` goes into the log."""
        with self._writing(collection) as session:
            session.execute("DELETE FROM aliases WHERE collection = ?", (collection,))
            if text:
                session.execute("INSERT INTO aliases VALUES (?, ?)", (collection, text))
            Journal(session, collection).write(by, "aliases", "", detail)

    def log(self, collection: str, by: str, action: str, subject: str = "", detail: str = "") -> None:
        """Write an entry in a collection's log."""
        with self._writing(collection) as session:
            Journal(session, collection).write(by, action, subject, detail)

    def entries(self, collection: str, offset: int = 0, limit: int = 25) -> tuple[tuple[Entry, ...], int]:
        """Give entries of a collection's log, newest first, and how many there are in all."""
        with self._database.reading() as session:
            return Journal(session, collection).entries(offset, limit)

    def expire(self) -> int:
        """Drop what is kept no longer, with its bytes, also old entries and jobs; how many versions were dropped."""
        with self._database.writing() as session:
            session.lock(ALL)
            dropped = versions.drop_old(session, journal.days_ago(self._keep_days))
            journal.forget_old(session)
            jobs.forget_old(session)
        if dropped:
            self._database.shrink()
        return dropped

    def close(self) -> None:
        """Let go of the database."""
        self._claims.close()
        self._database.close()

    @contextmanager
    def _act(self, collection: str, by: str, place: str, action: str) -> Iterator[Act]:
        with self._writing(collection) as session:
            yield Act(session, collection, by, place, action)

    def _all(self, collection: str) -> tuple[Source, ...]:
        with self._database.reading() as session:
            return Versions(session, collection).all()


def _numbered(source: Source, number: int) -> Version:
    for version in source.versions:
        if version.number == number:
            return version
    raise UnknownVersion(source.name, number)


def _check_room(held: Versions, sizes: Mapping[str, int], allowance: int) -> None:
    """Look whether originals fit, whose sizes are given by their digests; what is kept already takes no room."""
    size, more = held.size(), sum(size for digest, size in sizes.items() if not held.keeps(digest))
    if more and size + more > allowance:
        raise CollectionFull(size, more, allowance)


def _withdrawn(source: Source) -> list[Version]:
    return [version for version in source.versions if version.state is State.WITHDRAWN]


def _only_withdrawn(source: Source) -> Version | None:
    withdrawn = _withdrawn(source)
    return withdrawn[0] if len(withdrawn) == 1 else None


def _why_not(source: Source) -> str:
    withdrawn = _withdrawn(source)
    if not withdrawn:
        return "has no earlier version that could be restored"
    numbers = " or ".join(str(version.number) for version in reversed(withdrawn))
    return (
        f"has no earlier version but those that were cancelled before they were indexed; name version {numbers} to "
        "bring that one back"
    )


def _chosen(held: Versions, action: str) -> list[Source]:
    if action == "retry":
        return [source for source in held.all() if _has_failed(held, source)]
    return [source for source in held.all() if source.standing]


def _has_failed(held: Versions, source: Source) -> bool:
    """Whether the last version could not be read, or the job that was to index it broke off."""
    last = source.versions[0]
    return last.state is State.FAILED or held.is_left(last.stamp)
