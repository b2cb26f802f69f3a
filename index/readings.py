"""Which shelves a question is answered from, in their last committed state."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from index.archive.archive import Archive
from index.errors import IndexNotReady, NoDocuments
from index.model import SHARED, Collections
from index.sharing import Views
from index.store.base import Snapshot, Store


class Readings:
    """Gives the snapshots of collections; `is_complete` says whether the operator's shelves are indexed as a whole."""

    def __init__(
        self, store: Store, model: str, archive: Archive, shared: Sequence[int], views: Views,
        is_complete: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._store, self._model, self._archive, self._shared, self._views = store, model, archive, tuple(shared), views
        self._is_complete = is_complete

    @contextmanager
    def reading(self, collections: Collections) -> Iterator[list[Snapshot]]:
        """Give the last committed state of collections, also when another process committed it.

        Raises IndexNotReady.
        """
        shelves: list[int] = []
        for name in collections:
            shelves += self._shared_shelves() if name == SHARED else self._server_shelves(name)
        with self._views.reading(shelves) as snapshots:
            yield snapshots

    def lacking(self, collections: Collections) -> IndexNotReady | NoDocuments:
        """Why nothing can be answered from collections that show no document: there is none, or it is not ready yet."""
        if any(self._archive.sources(name) for name in collections if name != SHARED):
            return IndexNotReady("The sources are being indexed; that may take a while.")
        return NoDocuments()

    def _shared_shelves(self) -> list[int]:
        if not self._is_complete():
            raise IndexNotReady("The documents are not indexed yet; clio index does it.")
        return list(self._shared)

    def _server_shelves(self, name: str) -> list[int]:
        shelf = self._filled(name)
        if shelf is None and any(source.current for source in self._archive.sources(name)):
            shelf = self._filled(name)  # what became current meanwhile was in the index before that
            if shelf is None:
                raise IndexNotReady("The sources are being indexed anew; that may take a while.")
        if shelf is None:
            return []
        if self._store.completed_by(shelf) not in ("", self._model):
            raise IndexNotReady("The sources are being indexed for another model; that may take a while.")
        return [shelf]

    def _filled(self, name: str) -> int | None:
        """A server's shelf, if it holds anything."""
        shelf = self._store.find(name, "")
        return None if shelf is None or self._store.is_empty(shelf) else shelf
