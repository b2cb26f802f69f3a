"""Bringing a shelf of the index in line with what holds its files: what changed → prepare → embed → commit.

Every commit is whole in itself and no work is done twice, so that a reindex that was stopped at any moment
simply goes on when it is started again. It is done in steps of some tenths of a second, so that several can be
done in turn on one thread.
"""

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from index.archive.jobs import Dealt, report_of
from index.archive.model import Outcome
from index.committing import Committing
from index.encoding import PassageEmbedder, PassageText, encode, space_of
from index.holder import Found, Holder, Scan
from index.limits import ReadLimits
from index.model import Passage, Progress, Report
from index.preparing import Prepared, Preparer, Read, is_known, passages_by_key
from index.store.base import Embedding, IndexedFile, Store
from index.tokens import TokenSpace

_GROUP = 64  # passages that are embedded and committed together
_BOOK = 4 * _GROUP  # new passages at once, above which they are counted for whoever waits
_AHEAD = 2  # files that are read while others are embedded
_STEP_S = 0.1  # that a step waits at most for a file to be read


@dataclass(frozen=True, slots=True)
class Shelf:
    """What holds the files of one shelf, with the shelf's number in the store."""

    id: int
    collection: str
    holder: Holder


OnDealt = Callable[[Sequence[Dealt]], object]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reindex deals with: `paths` is None for all; `anew` reads also what is known to be as it was."""

    paths: Collection[str] | None = None
    anew: bool = False

    def holds(self, path: str) -> bool:
        """Whether a file is dealt with."""
        return self.paths is None or path in self.paths


EVERYTHING = Scope()  # that is not as it was


@dataclass(frozen=True, slots=True)
class Tools:
    """What every reindex of a library uses; in `committing` is committed what may be unwanted by then."""

    store: Store
    embedder: PassageEmbedder
    limits: ReadLimits
    committing: Committing = field(default_factory=Committing)


def is_current(shelf: Shelf, tools: Tools) -> bool:
    """Whether each file of a shelf was read as it is now, by size and stamp, or is known to be unreadable."""
    scan, known = shelf.holder.scan(), tools.store.files(shelf.id)
    seen = {found.path for found in scan.files}
    return all(
        is_known(found, known.get(found.path), tools.embedder.name, tools.limits) for found in scan.files
    ) and all(path in seen or scan.hides(path) for path in known)


class Reindex:
    """One reindex of one shelf; `report` says what was done so far."""

    def __init__(
        self, shelf: Shelf, tools: Tools, read: Read, scope: Scope = EVERYTHING, on_dealt: OnDealt | None = None
    ) -> None:
        self.report = Report()
        self._shelf, self._tools, self._scope = shelf, tools, scope
        self._store, self._embedder = tools.store, tools.embedder
        self._preparer = Preparer(shelf.collection, tools.embedder, read, tools.limits, scope.anew)
        self._known = self._store.files(shelf.id)
        self._on_dealt = on_dealt or _ignore
        self._at = Progress("indexing documents", 0, 0)

    def steps(self) -> Generator[Progress]:
        """Do it, step by step. Closing the iterator stops it between two commits; nothing is lost."""
        scan = self._shelf.holder.scan()
        files = [found for found in scan.files if self._scope.holds(found.path)]
        self._note(Dealt(failure.path, Outcome.FAILED, failure.reason) for failure in scan.failed)
        self._remove(scan)
        work = [found for found in files if self._is_work(found)]
        self._pass_over(files, work)
        group: list[Prepared] = []
        with closing(self._prepared(work)) as prepared_files:
            for done, prepared in prepared_files:
                self._at = Progress("indexing documents", done, len(work), self.report.passages)
                yield self._at
                group += [prepared] if prepared else []
                if sum(one.passages for one in group) >= _GROUP or len(group) >= _GROUP:
                    yield from self._commit(group)
                    group = []
            yield from self._commit(group)
        yield Progress("indexing documents", len(work), len(work), self.report.passages)

    def _is_work(self, found: Found) -> bool:
        state = self._known.get(found.path)
        known = is_known(found, state, self._embedder.name, self._tools.limits)
        return self._scope.anew or not known or bool(state and state.reason)

    def _pass_over(self, files: Sequence[Found], work: Sequence[Found]) -> None:
        at_work = {found.path for found in work}
        same = [found for found in files if found.path not in at_work]
        self._note(Dealt(found.path, self._outcome(found, found.is_pending), stamp=found.stamp) for found in same)

    def _remove(self, scan: Scan) -> None:
        seen = {found.path for found in scan.files}
        gone = sorted(path for path in self._known if path not in seen and not scan.hides(path))
        if not gone:
            return
        with self._tools.committing(self._shelf.collection) as lease:
            there = self._store.files(self._shelf.id)  # a moderator may have removed some since the scan
            gone = [path for path in gone if path in there]
            if gone:
                self._store.remove(self._shelf.id, gone, lease)
        self._note(Dealt(path, Outcome.REMOVED) for path in gone)

    def _prepared(self, work: Sequence[Found]) -> Generator[tuple[int, Prepared | None]]:
        """Give each file, prepared on a thread ahead of time, with its number; None while it is waited for."""
        with self._one_thread() as thread:
            ahead: deque[Future[Prepared]] = deque()
            for done in range(len(work)):
                while len(ahead) < _AHEAD and done + len(ahead) < len(work):
                    found = work[done + len(ahead)]
                    ahead.append(thread.submit(self._preparer.prepare, found, self._known.get(found.path)))
                while not wait([ahead[0]], _STEP_S).done:
                    yield done, None
                yield done, ahead.popleft().result()

    @contextmanager
    def _one_thread(self) -> Iterator[ThreadPoolExecutor]:
        thread = ThreadPoolExecutor(1, thread_name_prefix="preparing")
        try:
            yield thread
        finally:
            self._preparer.stop()
            thread.shutdown(cancel_futures=True)

    def _commit(self, group: Sequence[Prepared]) -> Iterator[Progress]:
        """Commit what became of files, and note it: all at once, as to be the one who may takes others' time too."""
        yield from self._embed([one.file for one in group if one.file])
        if not group:
            return
        with self._tools.committing(self._shelf.collection) as lease:
            wanted = [one for one in group if self._shelf.holder.is_wanted(one.found)]
            files = [file for one in wanted if (file := _to_commit(one))]
            flags = self._store.commit(self._shelf.id, files, [], lease) if files else ()
            changed = {file.state.path for file, is_changed in zip(files, flags, strict=True) if is_changed}
            self._note(self._dealt(one, one.found.path in changed) for one in wanted)
            self._note(Dealt(one.found.path, Outcome.UNCHANGED) for one in group if one not in wanted)

    def _dealt(self, prepared: Prepared, is_changed: bool) -> Dealt:
        found, reason = prepared.found, prepared.reason
        if not reason:
            return Dealt(found.path, self._outcome(found, is_changed), passages=prepared.passages, stamp=found.stamp)
        if self._store.documents_of(self._shelf.id, found.path):
            reason = f"{reason} (its earlier version stays in the library)"
        return Dealt(found.path, Outcome.FAILED, reason, stamp=found.stamp)

    def _outcome(self, found: Found, is_changed: bool) -> Outcome:
        if not is_changed:
            return Outcome.UNCHANGED
        return Outcome.ADDED if found.is_new or found.path not in self._known else Outcome.CHANGED

    def _embed(self, files: Sequence[IndexedFile]) -> Iterator[Progress]:
        """Embed the passages that are new; a book's embeddings are committed as they come, before the book."""
        by_key = passages_by_key(files)
        missing = self._store.missing(by_key)
        new = [(key, passage) for key, passage in by_key.items() if key in missing]
        for start in range(0, len(new), _GROUP):
            yield (
                Progress("embedding passages", start, len(new), self.report.passages) if len(new) > _BOOK else self._at
            )
            self._store.commit(self._shelf.id, [], self._embeddings(new[start : start + _GROUP]))

    def _embeddings(self, new: Sequence[tuple[bytes, Passage]]) -> list[Embedding]:
        texts = [
            PassageText(key, self._preparer.context(passage), passage.text, passage.document.language or "en")
            for key, passage in new
        ]
        return encode(texts, self._embedder, self._space)

    @cached_property
    def _space(self) -> TokenSpace:
        kept = self._store.space() or self._store.keep_space(space_of(self._embedder).to_bytes())
        return TokenSpace.from_bytes(kept)

    def _note(self, done: Iterator[Dealt] | Sequence[Dealt]) -> None:
        noted = tuple(done)
        self.report += report_of(noted)
        if noted:
            self._on_dealt(noted)


def _to_commit(prepared: Prepared) -> IndexedFile | None:
    """What is to be committed of a file: of one that is as it was its state alone, as of one that failed.

    What was never answered from, and failed, is no state of the index. What an earlier version gave stays.
    """
    if prepared.reason and prepared.found.is_pending:
        return None
    return prepared.file or IndexedFile(prepared.state, None)


def _ignore(_: Sequence[Dealt]) -> None:
    """Nobody keeps notes."""
