"""Files, documents, passages and embeddings → rows of PostgreSQL, many at a time.

A writer has locked the shelf's row first of all, and takes embeddings in the order of their keys, so that no two
writers ever wait for each other.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from index.postgres.server import Connection
from index.postgres.texts import kept
from index.store.base import Embedding, FileState, IndexedDocument, IndexedFile
from index.store.pg.retiring import forget, retire
from index.store.pg.schema import FOREVER
from index.store.rows import blobs, document_values, passage_values

_FILE = (
    "INSERT INTO files (shelf, path, size, mtime_ns, digest, recipe, reason) VALUES (%s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (shelf, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
    "digest = excluded.digest, recipe = excluded.recipe, reason = excluded.reason"
)
_EMBEDDING = (
    "INSERT INTO embeddings VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET "
    "model = excluded.model, passage = excluded.passage, sentences = excluded.sentences, spans = excluded.spans, "
    "tokens = excluded.tokens, counts = excluded.counts, made_at = excluded.made_at"
)
_DOCUMENTS_OF = (
    "SELECT file, id, path, title, date, language, url, csl FROM documents "
    f"WHERE shelf = %s AND file = ANY(%s) AND died = {FOREVER} ORDER BY id"
)
_PASSAGES_OF = (
    "SELECT document, passage_id, ordinal, text, heading, first, last, page, dates, embedding FROM passages "
    f"WHERE document = ANY(%s) AND died = {FOREVER} ORDER BY document, ordinal"
)
_NEW_IDS = "SELECT nextval(pg_get_serial_sequence('documents', 'id')) FROM generate_series(1, %s)"
_COPY_DOCUMENTS = (
    "COPY documents (id, shelf, file, path, title, date, language, url, csl, has_names, passages, indexed_at, born) "
    "FROM STDIN"
)
_COPY_PASSAGES = (
    "COPY passages (shelf, document, passage_id, ordinal, text, heading, first, last, page, dates, embedding, born) "
    "FROM STDIN"
)
_IS_USED = f"SELECT 1 FROM passages WHERE embedding = ANY(%s) AND shelf = %s AND died = {FOREVER} LIMIT 1"

Row = tuple[object, ...]


class _Told(NamedTuple):
    """A document as its rows tell it: its own values, and each passage's."""

    document: Row
    passages: list[Row]


def put_embeddings(connection: Connection, model: str, embeddings: Sequence[Embedding]) -> None:
    """Put embeddings in, in place of those that have the same keys."""
    by_key = {embedding.key: embedding for embedding in embeddings}
    with connection.cursor() as cursor:
        cursor.executemany(_EMBEDDING, [(key, model, *blobs(by_key[key]), time.time()) for key in sorted(by_key)])


def put_files(connection: Connection, shelf: int, revision: int, files: Sequence[IndexedFile]) -> tuple[bool, ...]:
    """Put files in as they are from a revision on; whether each one's documents changed.

    What did not change keeps its rows, what goes is retired.
    """
    _put_states(connection, shelf, (file.state for file in files))
    given = {file.state.path: list(map(_told, file.documents)) for file in files if file.documents is not None}
    there = _standing(connection, shelf, list(given))
    changed = [path for path, documents in given.items() if [told for _, told in there.get(path, ())] != documents]
    if changed:
        going = [number for path in changed for number, _ in there.get(path, ())]
        kept = {path: {str(row[0]) for told in given[path] for row in told.passages} for path in changed}
        retire(connection, shelf, going, kept)
        _end(connection, revision, going)
        _put_documents(connection, shelf, revision, [(path, told) for path in changed for told in given[path]])
    return tuple(file.state.path in changed for file in files)


def remove_files(connection: Connection, shelf: int, revision: int, paths: Sequence[str]) -> None:
    """Take files out from a revision on, and forget what was retired of them."""
    connection.execute("DELETE FROM files WHERE shelf = %s AND path = ANY(%s)", (shelf, list(paths)))
    standing = f"SELECT id FROM documents WHERE shelf = %s AND file = ANY(%s) AND died = {FOREVER}"
    _end(connection, revision, [row[0] for row in connection.execute(standing, (shelf, list(paths)))])
    forget(connection, shelf, paths)


def use_any(connection: Connection, shelf: int, embeddings: Sequence[Embedding]) -> bool:
    """Whether a passage of the shelf has one of these embeddings, which so far it lacked."""
    keys = [embedding.key for embedding in embeddings]
    return bool(keys) and connection.execute(_IS_USED, (keys, shelf)).fetchone() is not None


def _put_states(connection: Connection, shelf: int, states: Iterable[FileState]) -> None:
    """Note the states of files."""
    rows = [
        (shelf, state.path, state.size, state.mtime_ns, state.digest, state.recipe, state.reason) for state in states
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_FILE, rows)


def _standing(connection: Connection, shelf: int, paths: Sequence[str]) -> Mapping[str, list[tuple[int, _Told]]]:
    """The documents of files, by file, each with the number of its row."""
    documents = connection.execute(_DOCUMENTS_OF, (shelf, list(paths))).fetchall()
    passages: dict[int, list[Row]] = {}
    with connection.cursor(binary=True) as cursor:
        for number, *values in cursor.execute(_PASSAGES_OF, ([row[1] for row in documents],)):
            passages.setdefault(number, []).append(tuple(values))
    found: dict[str, list[tuple[int, _Told]]] = {}
    for file, number, *values in documents:
        found.setdefault(file, []).append((number, _Told(tuple(values), passages.get(number, []))))
    return found


def _told(indexed: IndexedDocument) -> _Told:
    passages = [tuple(map(_plain, row)) for row in passage_values(indexed)]
    return _Told(tuple(map(_plain, document_values(indexed.document))), passages)


def _plain(value: object) -> object:
    return kept(value) if isinstance(value, str) else value


def _end(connection: Connection, revision: int, documents: Sequence[int]) -> None:
    numbers = list(documents)
    connection.execute("UPDATE documents SET died = %s WHERE id = ANY(%s)", (revision, numbers))
    ended = f"UPDATE passages SET died = %s WHERE document = ANY(%s) AND died = {FOREVER}"
    connection.execute(ended, (revision, numbers))


def _put_documents(connection: Connection, shelf: int, revision: int, told: Sequence[tuple[str, _Told]]) -> None:
    """Put documents in, each with the path of its file."""
    ids = [row[0] for row in connection.execute(_NEW_IDS, (len(told),))]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with connection.cursor() as cursor:
        with cursor.copy(_COPY_DOCUMENTS) as copy:
            for number, (file, (document, passages)) in zip(ids, told, strict=True):
                has_names = '"also"' in str(document[-1])
                copy.write_row((number, shelf, file, *document, has_names, len(passages), now, revision))
        with cursor.copy(_COPY_PASSAGES) as copy:
            for number, (_, (_, passages)) in zip(ids, told, strict=True):
                for row in passages:
                    copy.write_row((shelf, number, *row, revision))
