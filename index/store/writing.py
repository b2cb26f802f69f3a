"""Files, documents, passages and embeddings → the rows of the local store."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile
from index.store.retiring import retire
from index.store.rows import document_values, passage_values

_FILE = (
    "INSERT INTO files (shelf, path, size, mtime_ns, digest, recipe, reason) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (shelf, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
    "digest = excluded.digest, recipe = excluded.recipe, reason = excluded.reason RETURNING id"
)
_DOCUMENT = (
    "INSERT INTO documents (file, path, title, date, language, url, csl, passages, indexed_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_PASSAGE = (
    "INSERT INTO passages (document, passage_id, ordinal, text, heading, first, last, page, dates, embedding) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PASSAGES_OF = (
    "SELECT passage_id, ordinal, text, heading, first, last, page, dates, embedding FROM passages "
    "WHERE document = ? ORDER BY ordinal"
)


def put_file(connection: sqlite3.Connection, shelf: int, file: IndexedFile) -> bool:
    """Put one file in; whether its documents changed. What did not change keeps its rows, what goes is retired."""
    file_id = _put_state(connection, shelf, file.state)
    if file.documents is None or _are_there(connection, file_id, file.documents):
        return False
    kept = {passage.id for document in file.documents for passage in document.passages}
    retire(connection, shelf, (file_id, file.state.path), kept)
    connection.execute("DELETE FROM documents WHERE file = ?", (file_id,))
    for document in file.documents:
        _put_document(connection, file_id, document)
    return True


def use_any(connection: sqlite3.Connection, shelf: int, embeddings: Sequence[Embedding]) -> bool:
    """Whether a passage of the shelf has one of these embeddings, which so far it lacked."""
    found = "SELECT 1 FROM passages JOIN documents ON documents.id = document JOIN files ON files.id = file "
    where = "WHERE embedding = ? AND shelf = ? LIMIT 1"
    return any(connection.execute(found + where, (one.key, shelf)).fetchone() for one in embeddings)


def _put_state(connection: sqlite3.Connection, shelf: int, state: FileState) -> int:
    """Note the state of a file; returns the number of its row."""
    values = (state.path, state.size, state.mtime_ns, state.digest, state.recipe, state.reason)
    (file_id,) = connection.execute(_FILE, (shelf, *values)).fetchone()
    return int(file_id)


def _are_there(connection: sqlite3.Connection, file_id: int, documents: Sequence[IndexedDocument]) -> bool:
    """Whether these very documents, with these very passages, are what the file has already."""
    there = connection.execute(
        "SELECT id, path, title, date, language, url, csl FROM documents WHERE file = ? ORDER BY id", (file_id,)
    ).fetchall()
    return len(there) == len(documents) and all(
        tuple(values) == document_values(indexed.document)
        and connection.execute(_PASSAGES_OF, (number,)).fetchall() == passage_values(indexed)
        for (number, *values), indexed in zip(there, documents, strict=True)
    )


def _put_document(connection: sqlite3.Connection, file_id: int, indexed: IndexedDocument) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    found = connection.execute(_DOCUMENT, (file_id, *document_values(indexed.document), len(indexed.passages), now))
    (document_id,) = found.fetchone()
    connection.executemany(_PASSAGE, [(document_id, *row) for row in passage_values(indexed)])
