"""Files, documents, passages and embeddings → the rows of the local store."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from index.model import Document, Passage
from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile
from index.store.date_index import dates_text
from index.store.retiring import retire

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
    file_id = put_state(connection, shelf, file.state)
    if file.documents is None or _are_there(connection, file_id, file.documents):
        return False
    kept = {passage.id for document in file.documents for passage in document.passages}
    retire(connection, shelf, (file_id, file.state.path), kept)
    connection.execute("DELETE FROM documents WHERE file = ?", (file_id,))
    for document in file.documents:
        _put_document(connection, file_id, document)
    return True


def put_state(connection: sqlite3.Connection, shelf: int, state: FileState) -> int:
    """Note the state of a file; returns the number of its row."""
    values = (state.path, state.size, state.mtime_ns, state.digest, state.recipe, state.reason)
    (file_id,) = connection.execute(_FILE, (shelf, *values)).fetchone()
    return int(file_id)


def use_any(connection: sqlite3.Connection, shelf: int, embeddings: Sequence[Embedding]) -> bool:
    """Whether a passage of the shelf has one of these embeddings, which so far it lacked."""
    found = "SELECT 1 FROM passages JOIN documents ON documents.id = document JOIN files ON files.id = file "
    where = "WHERE embedding = ? AND shelf = ? LIMIT 1"
    return any(connection.execute(found + where, (one.key, shelf)).fetchone() for one in embeddings)


def _are_there(connection: sqlite3.Connection, file_id: int, documents: Sequence[IndexedDocument]) -> bool:
    """Whether these very documents, with these very passages, are what the file has already."""
    there = connection.execute(
        "SELECT id, path, title, date, language, url, csl FROM documents WHERE file = ? ORDER BY id", (file_id,)
    ).fetchall()
    return len(there) == len(documents) and all(
        tuple(values) == _document_row(indexed.document)
        and connection.execute(_PASSAGES_OF, (number,)).fetchall() == _passage_rows(indexed)
        for (number, *values), indexed in zip(there, documents, strict=True)
    )


def _put_document(connection: sqlite3.Connection, file_id: int, indexed: IndexedDocument) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    found = connection.execute(_DOCUMENT, (file_id, *_document_row(indexed.document), len(indexed.passages), now))
    (document_id,) = found.fetchone()
    connection.executemany(_PASSAGE, [(document_id, *row) for row in _passage_rows(indexed)])


def _document_row(document: Document) -> tuple[str, ...]:
    csl = json.dumps(dict(document.csl), ensure_ascii=False)
    return (document.path, document.title, document.date, document.language, document.url, csl)


def _passage_rows(indexed: IndexedDocument) -> list[tuple[object, ...]]:
    return [_passage_row(passage, key) for passage, key in zip(indexed.passages, indexed.keys, strict=True)]


def _passage_row(passage: Passage, key: bytes) -> tuple[object, ...]:
    locator = passage.locator
    heading = json.dumps(locator.heading, ensure_ascii=False)
    place = (heading, locator.first, locator.last, locator.page)
    return (passage.id, passage.ordinal, passage.text, *place, dates_text(passage.dates), key)


def blobs(embedding: Embedding) -> tuple[bytes, bytes, str, bytes, str]:
    """Give an embedding's vectors, spans, tokens and their counts as they are kept.

    Sentences are kept at half the width: they only tell candidates apart, to three digits.
    """
    passage = np.ascontiguousarray(embedding.passage, np.float32).tobytes()
    sentences = np.ascontiguousarray(embedding.sentences, np.float16).tobytes()
    tokens = np.ascontiguousarray(embedding.tokens, np.int8).tobytes()
    return passage, sentences, json.dumps(embedding.spans), tokens, json.dumps(embedding.counts)
