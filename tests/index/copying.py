"""Putting what one store holds into another one: both can be asked the same, and nothing is embedded again."""

from collections.abc import Sequence
from itertools import groupby

from index.store.base import Candidate, Embedding, IndexedDocument, IndexedFile, Store
from index.tokens import TokenSpace


def copy_shelf(source: Store, shelf: int, target: Store, root: str, collection: str) -> None:
    """Copy a small shelf as it was committed last, all but its failures, and show it."""
    space = target.keep_space(source.space())
    number = target.shelf(collection, root)
    states = source.files(shelf)
    snapshot = source.snapshot(shelf)
    rows = snapshot.nearest(TokenSpace.from_bytes(space).background[0], snapshot.size)  # of all its passages
    told = snapshot.candidates(sorted(rows))
    assert len(told) == snapshot.size
    file_of = {holding.document.path: holding.file for holding in snapshot.holdings()}
    for path, of_file in groupby(told, key=lambda one: file_of[one.passage.document.path]):
        documents, embeddings = _documents(list(of_file))
        target.commit(number, [IndexedFile(states[path], documents)], embeddings)
    snapshot.close()
    target.complete(number)
    target.snapshot(number).close()


def _documents(told: Sequence[Candidate]) -> tuple[tuple[IndexedDocument, ...], list[Embedding]]:
    groups = [list(group) for _, group in groupby(told, key=lambda one: one.passage.document)]
    documents = tuple(
        IndexedDocument(
            group[0].passage.document,
            tuple(one.passage for one in group),
            tuple(one.embedding.key for one in group),
        )
        for group in groups
    )
    return documents, [one.embedding for one in told]
