"""The one door of the engine."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Self

from index.answering import Answerer
from index.archive.archive import Archive
from index.archive.holder import ArchiveHolder
from index.citation import DEFAULT_STYLE, Style, cite
from index.collection import Collection, SharedCollection
from index.comparing import LOOKED_AT, WITNESSES, Comparison, compare
from index.days import on_this_day
from index.errors import ClioError
from index.memory import give_back
from index.model import (
    SHARED,
    Answer,
    Collections,
    DatedPassage,
    Failure,
    Holding,
    Inquiry,
    OnProgress,
    Passage,
    Progress,
    Report,
    Status,
    Traced,
    Within,
)
from index.names.aliases import AliasList
from index.narrowing import titles_like
from index.opening import LibraryOptions, Parts
from index.passage_desk import PassageDesk
from index.question_desk import QuestionDesk, count
from index.readings import Readings
from index.reindex import EVERYTHING, Shelf, is_current
from index.search import Considered
from index.sharing import Views
from index.working import Steps, Workbench, do_job

__all__ = ["Library", "LibraryOptions"]

_UNUSED_S = 24 * 3600.0  # after which embeddings that no passage uses are dropped; they serve a book that comes back


class Library:
    """Documents in, cited passages out. Safe to use from several threads.

    Whoever asks says in which collections: SHARED is the operator's, any other name a server's.
    """

    def __init__(self, parts: Parts) -> None:
        """Take all over, to be closed with it."""
        self._parts, self._tools, self._store = parts, parts.tools, parts.tools.store
        self._embedder, self._archive, self._shared = parts.embedder, parts.archive, parts.shared
        self._views = Views(self._store)
        self._bench = Workbench(self._tools, self._views)
        answerer = Answerer(self._embedder, parts.weights, parts.reranker.scores if parts.reranker else None)
        numbers = [shelf.id for shelf in self._shared]
        readings = Readings(self._store, self._embedder.name, self._archive, numbers, self._views, self.is_complete)
        self._reading = readings.reading
        self._passages = PassageDesk(self._reading)
        self._desk = QuestionDesk(self._embedder, answerer, self._store, readings, self._lists_of)

    @classmethod
    def open(cls, options: LibraryOptions) -> Self:
        """Open (or make) index and archive where the options say; quick, loads no model.

        Raises StoreError, also HalfCarried, and ReadError; see Parts.
        """
        return cls(Parts.open(options))

    def load_model(self) -> None:
        """Load the models now (seconds) instead of at the first question. Raises ModelError."""
        self._embedder.load()
        if self._parts.reranker:
            self._parts.reranker.load()
        give_back()  # what reading the model's files took

    def is_complete(self) -> bool:
        """Whether the operator's documents were indexed from end to end, once at least."""
        return all(self._store.completed_by(shelf.id) == self._embedder.name for shelf in self._shared)

    def is_current(self) -> bool:
        """Whether the index is in line with the operator's documents, by file size and time: milliseconds."""
        return self.is_complete() and all(is_current(shelf, self._tools) for shelf in self._shared)

    def reindex(self, on_progress: OnProgress | None = None) -> Report:
        """Bring the index in line with the operator's documents: reads, splits, embeds and commits what changed.

        Questions asked meanwhile are answered from the state before. An exception that `on_progress` raises
        stops it between two commits; what was committed is kept and the next reindex goes on from there.
        """
        with closing(self.reindexing()) as steps:
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]  # the generator's report
                (on_progress or _ignore)(step)

    def reindexing(self) -> Steps:
        """Do what `reindex` does, step by step."""
        total = Report()
        for shelf in self._shared:
            total += yield from self._bench.reindex(shelf, EVERYTHING)
        self.tidy()
        return total

    def show(self, collection: str) -> None:
        """Let questions see what a work that was stopped has committed."""
        for shelf in self._shared if collection == SHARED else [self._shelf(collection)]:
            self._bench.show(shelf)

    def catch_up(self) -> None:
        """Show what another process has committed and, being killed, did not make ready; clear away what is over."""
        self._store.sweep()
        for shelf in self._views.left_behind():
            with self._store.writing(shelf) as is_mine:
                if is_mine:
                    self._views.publish(shelf)

    def tidy(self) -> None:
        """Drop what no passage uses any more, and memory that work has taken."""
        self._store.tidy(_UNUSED_S)
        give_back()

    def working(self, number: int) -> Steps:
        """Do a job of the archive, step by step, or go on with one that was stopped. Raises UnknownJob."""
        job = self._archive.job(number)
        if job.collection == SHARED:
            return do_job(self._bench, self._archive, job, self._shared, is_whole=True)
        return do_job(self._bench, self._archive, job, [self._shelf(job.collection)], is_whole=False)

    def collection(self, name: str) -> Collection:
        """The door to one server's sources."""
        return Collection(self._archive, self._tools, self._views, self._shelf(name), self._parts.server)

    def shared(self) -> SharedCollection:
        """The door to the jobs on the operator's collection."""
        return SharedCollection(self._archive, self._tools, self._views, SHARED, self._shared)

    @property
    def archive(self) -> Archive:
        """The servers' sources and jobs, of all servers."""
        return self._archive

    def ask(self, question: str, limit: int = 10, collections: Collections = (SHARED,)) -> Answer:
        """Find the passages that answer. Raises QuestionError, IndexNotReady, NoDocuments, ModelError."""
        return self.answer(Inquiry(question, limit, collections))

    def answer(self, inquiry: Inquiry) -> Answer:
        """Like `ask`, for whatever an inquiry can say. Raises what `ask` raises."""
        (answer,) = self.ask_many([inquiry])
        if isinstance(answer, ClioError):
            raise answer
        return answer

    def ask_many(self, inquiries: Sequence[Inquiry]) -> list[Answer | ClioError]:
        """Like `answer` for each inquiry, embedding the questions together; same length and order.

        What `answer` would raise for one stands in its place. Raises ModelError.
        """
        return self._desk.ask_many(inquiries)

    def compare(self, inquiry: Inquiry, documents: int = WITNESSES) -> Comparison:
        """The best passages of several documents on a question, and where they differ. Raises what `ask` raises."""
        return compare(self.answer(replace(inquiry, limit=LOOKED_AT)), documents)

    def timeline(
        self, topic: str, collections: Collections = (SHARED,), since: str = "", until: str = "", limit: int = 12
    ) -> tuple[DatedPassage, ...]:
        """The dated passages that bear most on a topic, in order of time. Raises what `ask` raises.

        `since` and `until` are dates in EDTF or as people write them: what does not touch the time between is left out.
        """
        return self._desk.timeline(topic, collections, Within(since, until), limit)

    def on_this_day(
        self, month: int, day: int, collections: Collections = (SHARED,), limit: int = 20
    ) -> tuple[DatedPassage, ...]:
        """What happened on a day of the year, the earliest year first. Raises IndexNotReady."""
        with self._reading(collections) as snapshots:
            return on_this_day(snapshots, month, day, limit)

    def consider(
        self, questions: Sequence[str], collections: Collections = (SHARED,)
    ) -> list[tuple[Considered | None, float]]:
        """See QuestionDesk."""
        return self._desk.consider(questions, collections)

    def passage(self, passage_id: str, collections: Collections = (SHARED,)) -> Passage:
        """The passage with this id. Raises UnknownPassage."""
        return self._passages.passage(passage_id, collections)

    def trace(self, passage_id: str, collections: Collections = (SHARED,)) -> Traced:
        """The passage with this id or, where its document has changed, what stands there in its stead.

        Raises PassageGone where nothing does, and UnknownPassage for an id that none has or had.
        """
        return self._passages.trace(passage_id, collections)

    def neighbours(
        self, passage: Passage, before: int = 1, after: int = 1, collections: Collections = (SHARED,)
    ) -> tuple[Passage, ...]:
        """The passages around this one in its document, in reading order, itself included."""
        return self._passages.neighbours(passage, before, after, collections)

    def cite(self, passage: Passage, style: Style = DEFAULT_STYLE) -> str:
        """A full reference to the passage's document with the locator, in one line of plain text."""
        return cite(passage, style)

    def documents(self, collections: Collections = (SHARED,)) -> tuple[Holding, ...]:
        """All documents that questions are answered from, by path."""
        with self._reading(collections) as snapshots:
            held = [holding for snapshot in snapshots for holding in snapshot.holdings()]
        return tuple(sorted(held, key=lambda holding: holding.document.path))

    def titles(self, typed: str, collections: Collections = (SHARED,), limit: int = 25) -> tuple[str, ...]:
        """Titles of documents with what was typed in them or in their file's name. Raises IndexNotReady."""
        with self._reading(collections) as snapshots:
            return titles_like(snapshots, typed, limit)

    def failures(self, collections: Collections = (SHARED,)) -> tuple[Failure, ...]:
        """The files that could not be read, or not even be seen, with the reasons, by path."""
        with self._reading(collections) as snapshots:
            failed = {failure for snapshot in snapshots for failure in snapshot.failures()}
        if SHARED in collections:
            failed |= {failure for shelf in self._shared for failure in shelf.holder.scan().failed}
        return tuple(sorted(failed, key=lambda failure: failure.path))

    def status(self, collections: Collections = (SHARED,)) -> Status:
        """The state of the index."""
        with self._reading(collections) as snapshots:
            revision = max((snapshot.seen for snapshot in snapshots), default=0)
            return Status(*count(snapshots), self._embedder.name, revision)

    def not_current(self) -> tuple[str, ...]:
        """The servers whose index is not in line with their sources, after a new version of Clio or of the model."""
        names = self._archive.collections()
        return tuple(name for name in names if name != SHARED and not is_current(self._shelf(name), self._tools))

    def close(self) -> None:
        """Let go of files and memory."""
        self._views.close()
        self._parts.close()

    def _shelf(self, collection: str) -> Shelf:
        return Shelf(self._store.shelf(collection, ""), collection, ArchiveHolder(self._archive, collection))

    def _lists_of(self, collections: Collections) -> list[AliasList]:
        """The lists of names that belong to collections: the operator's, and those of servers."""
        shared = [shelf.holder for shelf in self._shared]
        holders = [shared if name == SHARED else [ArchiveHolder(self._archive, name)] for name in collections]
        return [holder.aliases() for some in holders for holder in some]


def _ignore(_: Progress) -> None:
    """Nobody is watching."""
