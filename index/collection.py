"""One collection, as its moderators work with it. It is bound to its name and can touch no other."""

from collections.abc import Iterator, Sequence

from index.archive.archive import Archive
from index.archive.model import Entry, Incoming, Job, Receipt, Source
from index.details import checked
from index.errors import TooManyPassages
from index.exchange import Part, ZipLimits, export, read_zip
from index.limits import ReadLimits, ServerLimits
from index.model import Details, Holding, Passage
from index.names.aliases import merged, parsed_once
from index.records import Plan, Record
from index.reindex import Shelf, Tools
from index.sharing import Views

OPENING = 3  # passages that a document is shown by


class Jobs:
    """The jobs and the log of one collection."""

    def __init__(self, archive: Archive, tools: Tools, views: Views, name: str) -> None:
        self._archive, self._tools, self._views = archive, tools, views
        self.name = name

    def jobs(self, over: bool = False) -> tuple[Job, ...]:
        """The jobs that are not over, oldest first; or the last ones that are, newest first."""
        return self._archive.jobs(self.name, over)

    def job(self, number: int) -> Job:
        """One job. Raises UnknownJob."""
        return self._archive.job(number, self.name)

    def cancel(self, number: int, by: str) -> Job:
        """End a job before it is done: what it has indexed stays, the rest is taken back. Raises UnknownJob."""
        with self._tools.committing(self.name):
            return self._archive.cancel(self.name, number, by)

    def set_place(self, number: int, place: str) -> None:
        """Let a job tell how far it is in another place. Raises UnknownJob."""
        self._archive.job(number, self.name)
        self._archive.set_place(number, place)

    def log(self, by: str, action: str, subject: str = "", detail: str = "") -> None:
        """Write an entry in the log."""
        self._archive.log(self.name, by, action, subject, detail)

    def entries(self, offset: int = 0, limit: int = 25) -> tuple[tuple[Entry, ...], int]:
        """Entries of the log, newest first, and how many there are."""
        return self._archive.entries(self.name, offset, limit)


class SharedCollection(Jobs):
    """The operator's folders: they are changed as files, and brought in line by jobs."""

    def __init__(self, archive: Archive, tools: Tools, views: Views, name: str, shelves: Sequence[Shelf]) -> None:
        super().__init__(archive, tools, views, name)
        self._shelves = shelves

    def plan(self) -> Plan:
        """What is there to be looked at; what is as it was is not read again."""
        files = [found for shelf in self._shelves for found in shelf.holder.scan().files]
        with self._views.reading([shelf.id for shelf in self._shelves]) as snapshots:
            counts = [snapshot.count() for snapshot in snapshots]
        documents, passages = (sum(count[i] for count in counts) for i in (0, 1))
        return Plan(len(files), documents, passages, sum(found.size for found in files))

    def reindex(self, by: str, place: str = "") -> Job:
        """Queue a job that brings the index in line with the folders."""
        return self._archive.queue(self.name, (), by, place, "reindex")


class Collection(Jobs):
    """One server's sources."""

    def __init__(self, archive: Archive, tools: Tools, views: Views, shelf: Shelf, most: ServerLimits) -> None:
        super().__init__(archive, tools, views, shelf.collection)
        self._shelf = shelf
        self._most = most

    @property
    def allowance(self) -> int:
        """How many bytes of originals may be kept, earlier versions included."""
        return self._most.kept_bytes

    @property
    def limits(self) -> ReadLimits:
        """What one file may take."""
        return self._tools.limits

    def sources(self) -> tuple[Record, ...]:
        """All sources that are answered from or wait for it, by name."""
        holdings, failures = self._indexed()
        return tuple(
            Record(source, tuple(holdings.get(source.name, ())), failures.get(source.name, ""))
            for source in self._archive.sources(self.name)
        )

    def record(self, name: str) -> Record:
        """One source, also one that was removed. Raises UnknownSource."""
        source = self._archive.source(self.name, name)
        holdings, failures = self._indexed(source.name)
        return Record(source, tuple(holdings.get(source.name, ())), failures.get(source.name, ""))

    def removed(self) -> tuple[Source, ...]:
        """The sources that are no longer answered from and can be brought back."""
        return self._archive.removed(self.name)

    def size(self) -> int:
        """How many bytes of originals are kept, histories included."""
        return self._archive.size(self.name)

    def add(
        self, files: Sequence[Incoming], by: str, place: str = "", action: str = "add"
    ) -> tuple[tuple[Receipt, ...], Job | None]:
        """Take files in, and queue one job to index them; see Archive.add.

        Raises DetailsError, CollectionFull, TooManyPassages.
        """
        with self._views.reading([self._shelf.id]) as (snapshot,):
            _, passages = snapshot.count()
        if passages >= self._most.passages:
            raise TooManyPassages(passages, self._most.passages)
        given = [Incoming(file.name, file.data, checked(file.details)) for file in files]
        return self._archive.add(self.name, given, by, place, action, self.allowance)

    def edit(self, name: str, details: Details, by: str, place: str = "") -> Job:
        """Say something else of a source than its file does. Raises UnknownSource, DetailsError."""
        return self._archive.edit(self.name, name, checked(details), by, place)

    def remove(self, name: str, by: str) -> Source:
        """Take a source out, of the index too and at once; also one that could not be read. Raises UnknownSource."""
        with self._tools.committing(self.name) as lease:
            name = self._archive.source(self.name, name).name
            # First: what the archive has, a restart would put back.
            self._tools.store.remove(self._shelf.id, [name], lease)
            source = self._archive.remove(self.name, name, by)
        try:
            self._views.publish(self._shelf.id)
        except BaseException:
            self._views.drop(self._shelf.id)  # better no answer than one from what was taken out
            raise
        return source

    def cancel(self, number: int, by: str) -> Job:
        """See Jobs. What the index has of the job already, but the archive does not know of, is put right."""
        job = super().cancel(number, by)
        sources = {source.name: source for source in self._archive.sources(self.name)}
        states = self._tools.store.files(self._shelf.id).values()
        if any(not _stands(sources.get(state.path), state.mtime_ns) for state in states):
            self._archive.reindex(self.name, None, by="", action="renew")
        return job

    def restore(self, name: str, number: int | None, by: str, place: str = "") -> Job:
        """Bring an earlier version back. Raises UnknownSource, UnknownVersion, NotRestorable."""
        return self._archive.restore(self.name, name, number, by, place)

    def plan(self, names: Sequence[str] | None = None) -> Plan:
        """What a reindex of these sources, or of all, will read again. Raises UnknownSource."""
        records = self.sources() if names is None else [self.record(name) for name in names]
        if names is None:
            read = [record.source.standing for record in records]
        else:  # by its name, what failed last is tried again
            read = [record.source.failed or record.source.standing for record in records]
        return Plan(
            len(records),
            sum(record.documents for record in records),
            sum(record.passages for record in records),
            sum(version.size for version in read if version),
        )

    def reindex(self, names: Sequence[str] | None, by: str, place: str = "") -> Job:
        """Queue sources, or all, to be read again from their files. Raises UnknownSource."""
        return self._archive.reindex(self.name, names, by, place)

    def retry(self, names: Sequence[str], by: str, place: str = "") -> Job | None:
        """Queue those of these sources to be tried again that cannot be read; None when that is true of none now."""
        _, failures = self._indexed()
        return self._archive.retry(self.name, names, by, place, failures)

    def opening(self, name: str, limit: int = OPENING) -> tuple[Passage, ...]:
        """The first passages of a source's first document. Raises UnknownSource."""
        document = self.record(name).document
        if document is None:
            return ()
        with self._views.reading([self._shelf.id]) as (snapshot,):
            return snapshot.passages(document.path, 0, limit - 1)

    def aliases(self) -> str:
        """The server's own list of names for the same things, as its moderators wrote it; see index.names.aliases."""
        return self._archive.aliases(self.name)

    def set_aliases(self, text: str, by: str) -> None:
        """Keep another list of names, which questions are searched by from now on; "" for none."""
        groups = len(parsed_once(text)[0].groups)
        self._archive.set_aliases(self.name, text, by, f"{groups} group{'' if groups == 1 else 's'} of names")

    def export(self, limit_bytes: int) -> Iterator[Part]:
        """All sources as zips of at most `limit_bytes` each: the originals, what is said of them, the list of names."""
        csl = {record.name: [holding.document.csl for holding in record.holdings] for record in self.sources()}
        return export(self._archive, self.name, limit_bytes, csl)

    def import_(self, data: bytes, by: str, place: str = "") -> tuple[tuple[Receipt, ...], Job | None]:
        """Take in a zip that `export` gave, or any of documents; its list of names goes behind the one that is there.

        Raises ReadError and what `add` raises.
        """
        limits = ZipLimits(file_bytes=self.limits.file_bytes, total_bytes=self.allowance)
        unpacked = read_zip(data, limits)
        taken = self.add(unpacked.files, by, place, action="import")
        if (names := merged(self.aliases(), unpacked.aliases)) != self.aliases():
            self.set_aliases(names, by)
        return taken

    def _indexed(self, file: str | None = None) -> tuple[dict[str, list[Holding]], dict[str, str]]:
        """The documents of each file, or of one, and the failures, by the file's name."""
        held: dict[str, list[Holding]] = {}
        with self._views.reading([self._shelf.id]) as (snapshot,):
            for holding in snapshot.holdings(file):
                held.setdefault(holding.file, []).append(holding)
            return held, {failure.path: failure.reason for failure in snapshot.failures()}


def _stands(source: Source | None, stamp: int) -> bool:
    """Whether a version with this stamp is, or waits, to be answered from."""
    versions = (source.current, source.pending) if source else ()
    return any(version and version.stamp == stamp for version in versions)
