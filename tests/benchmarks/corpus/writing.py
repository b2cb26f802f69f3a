"""Generated libraries on disk: files of documents, and the index of them, through the store's own door."""

import logging
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from index.library import LibraryOptions
from index.model import SHARED
from index.preparing import recipe
from index.store.base import FileState, IndexedDocument, IndexedFile
from index.store.local import LocalStore
from tests.benchmarks.corpus.composing import Composed, Composer
from tests.benchmarks.corpus.mixing import Plan
from tests.benchmarks.corpus.source import Source
from tests.benchmarks.figures import Skipped

_BATCH = 2_000  # passages in one commit
_BYTES, _BYTES_A_TOKEN = 9_000, 200  # of the disk that a passage takes without its tokens, and each of those
_TOKENS = 150  # that a passage has on average
_SPARE = 5 * 2**30  # bytes that are left free

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generated:
    """A library on disk: `documents` is the folder of its files, `data` the index of them."""

    documents: Path
    data: Path

    @property
    def options(self) -> LibraryOptions:
        """What a library is opened with to be asked about it."""
        return LibraryOptions(self.data, (self.documents,))


def generated(work: Path, plan: Plan) -> Generated:
    """The library of a plan, kept in a work folder. Raises Skipped where texts or room on the disk are missing."""
    return written(work / plan.name, Source.open(work), plan)


def written(folder: Path, source: Source, plan: Plan) -> Generated:
    """Make the library of a plan, or go on with one that was begun, or take it as it is when it is whole.

    Raises Skipped when the disk is too small.
    """
    place = Generated(folder / "documents", folder / "data")
    place.documents.mkdir(parents=True, exist_ok=True)
    with closing(LocalStore(place.data, source.model)) as store:
        shelf = store.shelf(SHARED, str(place.documents.resolve()))
        _write(store, shelf, place, source, plan)
        store.complete(shelf)
        log.info("Deriving what questions need, unless it is there.")
        store.snapshot(shelf).close()
        store.checkpoint()
    return place


def _write(store: LocalStore, shelf: int, place: Generated, source: Source, plan: Plan) -> None:
    composer = Composer(source, plan, place.documents.name)
    name = recipe(source.model)
    there = {path for path, state in store.files(shelf).items() if state.recipe == name}
    label = place.documents.name
    left = [number for number in range(plan.documents) if f"{label}/{composer.path(number)}" not in there]
    if not left:
        return
    _require_room(place.data, plan, len(left) * plan.per_document)
    store.keep_space(source.space)
    step = max(1, _BATCH // plan.per_document)
    for begin in range(0, len(left), step):
        made = [composer.compose(number) for number in left[begin : begin + step]]
        files = [_file(place, one, name) for one in made]
        store.commit(shelf, files, [embedding for one in made for embedding in one.embeddings])
        log.info("%d of %d documents written.", min(begin + step, len(left)), len(left))


def _require_room(data: Path, plan: Plan, passages: int) -> None:
    tokens = _TOKENS if plan.tokens is None else min(plan.tokens, _TOKENS)
    needed, free = passages * (_BYTES + tokens * _BYTES_A_TOKEN) + _SPARE, shutil.disk_usage(data).free
    if needed > free:
        raise Skipped(
            f"{passages:,} passages would take {needed / 2**30:.0f} GiB of the disk with some to spare, of which "
            f"{free / 2**30:.0f} GiB are free; keep fewer of their tokens with --tokens, or name another folder with "
            "--work"
        )


def _file(place: Generated, made: Composed, name: str) -> IndexedFile:
    """Write a document's file, and say of it what a reindex would."""
    file = place.documents.parent / made.document.path
    file.parent.mkdir(exist_ok=True)
    data = made.markdown.encode()
    file.write_bytes(data)
    status = os.stat(file)
    digest = blake2b(data, digest_size=16).hexdigest()
    state = FileState(made.document.path, status.st_size, status.st_mtime_ns, digest, name)
    return IndexedFile(state, (IndexedDocument(made.document, made.passages, _keys(made.embeddings)),))


def _keys(embeddings: Sequence) -> tuple[bytes, ...]:  # type: ignore[type-arg]  # of Embedding
    return tuple(embedding.key for embedding in embeddings)
