"""Documents, passages and embeddings ↔ the values of their rows, the same in whatever database they are kept."""

import json
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.model import Document, Locator, Passage
from index.store.base import Candidate, Embedding, IndexedDocument
from index.store.date_index import dates_text, mentions

DOCUMENT_COLUMNS = "documents.path, documents.title, documents.date, documents.language, documents.url, documents.csl"
PASSAGE_COLUMNS = (  # what `as_passage` reads
    "passages.passage_id, passages.ordinal, documents.passages, passages.text, "
    f"passages.heading, passages.first, passages.last, passages.page, passages.dates, {DOCUMENT_COLUMNS}"
)
CANDIDATE_COLUMNS = (  # what `as_candidate` reads
    "passages.id, embeddings.key, embeddings.passage, embeddings.sentences, embeddings.spans, embeddings.tokens, "
    f"embeddings.counts, {PASSAGE_COLUMNS}"
)
_OF_EMBEDDING = 6  # columns


def document_values(document: Document) -> tuple[str, ...]:
    """A document's path, title, date, language, URL, and its CSL-JSON as text."""
    csl = json.dumps(dict(document.csl), ensure_ascii=False)
    return (document.path, document.title, document.date, document.language, document.url, csl)


def passage_values(indexed: IndexedDocument) -> list[tuple[object, ...]]:
    """Of each passage its id, ordinal, text, heading, first and last paragraph, page, dates and its embedding's key."""
    return [_of_passage(passage, key) for passage, key in zip(indexed.passages, indexed.keys, strict=True)]


def _of_passage(passage: Passage, key: bytes) -> tuple[object, ...]:
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
    tokens = np.ascontiguousarray(embedding.tokens, np.uint8).tobytes()
    return passage, sentences, json.dumps(embedding.spans), tokens, json.dumps(embedding.counts)


def as_passage(row: Sequence) -> Passage:  # type: ignore[type-arg]  # a row of PASSAGE_COLUMNS
    """What a row says."""
    passage_id, ordinal, of, text, heading, first, last, page, dates, *document = row
    locator = Locator(tuple(json.loads(heading)), first, last, page)
    return Passage(passage_id, as_document(*document), ordinal, of, text, locator, mentions(dates))


@lru_cache(maxsize=4096)  # the passages of a document share it; parsing its metadata is most of the work
def as_document(path: str, title: str, date: str, language: str, url: str, csl: str) -> Document:
    """What the values of DOCUMENT_COLUMNS say."""
    return Document(path, title, date, language, url, json.loads(csl))


def as_candidate(row: Sequence) -> Candidate:  # type: ignore[type-arg]  # a row of CANDIDATE_COLUMNS
    """What a row says."""
    number, *values = row
    return Candidate(number, as_passage(values[_OF_EMBEDDING:]), _as_embedding(*values[:_OF_EMBEDDING]))


def _as_embedding(key: bytes, passage: bytes, sentences: bytes, spans: str, tokens: bytes, counts: str) -> Embedding:
    vector = np.frombuffer(passage, np.float32)
    of_sentences = np.frombuffer(sentences, np.float16).astype(np.float32).reshape(-1, len(vector))
    numbers = tuple(json.loads(counts))
    small = np.frombuffer(tokens, np.uint8).reshape(sum(numbers), -1) if tokens else np.empty((0, 0), np.uint8)
    return Embedding(key, vector, of_sentences, tuple((start, end) for start, end in json.loads(spans)), small, numbers)
