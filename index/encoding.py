"""A passage → what is kept of it for questions: the vectors of the whole, of its sentences, of its tokens.

All come from one reading by the model: a sentence is the mean of its tokens as they stand in their passage (Günther et
al. 2024, late chunking), which measured as well as sentences read by themselves, and costs nothing. Models that do not
take the mean of tokens for the whole have their sentences read by themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.embedding import Encoding, Vectors
from index.sentences import spans
from index.store.base import Embedding
from index.store.terms import Places
from index.tokens import TokenSpace

BACKGROUND = tuple((Path(__file__).parent / "background.txt").read_text("utf-8").splitlines())
_MEAN_COSINE = 0.9  # from which the whole is taken to be the mean of its tokens


class PassageEmbedder(Protocol):
    """What a reindex needs of an embedding model."""

    name: str

    @property
    def window(self) -> int:
        """How many tokens the model reads of a text."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has."""

    def embed_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Embed passages, in their order."""

    def embed_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Embed questions, in their order."""


def space_of(embedder: PassageEmbedder) -> TokenSpace:
    """Find where this model's tokens are to be compared, by texts that are the same for every library."""
    encodings = embedder.embed_questions(BACKGROUND)
    return TokenSpace.of([one.tokens for one in encodings], np.stack([one.vector for one in encodings]))


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to be embedded: `key` tells its embedding apart, `context` is title and headings."""

    key: bytes
    context: str
    text: str
    language: str


def encode(passages: Sequence[PassageText], embedder: PassageEmbedder, space: TokenSpace) -> list[Embedding]:
    """Embed passages, in their order."""
    encodings = embedder.embed_passages([f"{passage.context}\n{passage.text}" for passage in passages])
    found = [_embedding(passage, encoding, space) for passage, encoding in zip(passages, encodings, strict=True)]
    return list(_with_sentences(passages, found, embedder))


def _embedding(passage: PassageText, encoding: Encoding, space: TokenSpace) -> Embedding:
    """Without sentences, shape (0, dim), where the model has to read them by themselves."""
    sentences = spans(passage.text, passage.language) or ((0, len(passage.text)),)
    bounds = len(passage.context) + 1 + np.asarray([start for start, _ in sentences], np.int64)
    segments = np.searchsorted(bounds, encoding.spans[:, 0], side="right")  # 0 is the context
    counts = np.bincount(segments, minlength=len(sentences) + 1)
    small = space.small(encoding.tokens)
    kept = tuple(map(int, counts)) if small.size else ()
    return Embedding(passage.key, encoding.vector, _means(encoding, counts), sentences, small, kept)


def _means(encoding: Encoding, counts: Places) -> Vectors:
    """The mean of each sentence's tokens, of length 1; a sentence beyond what the model reads gets the passage's."""
    vector, tokens = encoding.vector, encoding.tokens
    if tokens.shape[1:] != vector.shape or _cosine(tokens.sum(0), vector) < _MEAN_COSINE:
        return np.empty((0, len(vector)), np.float32)
    sums, filled = np.tile(vector, (len(counts), 1)), np.flatnonzero(counts)
    sums[filled] = np.add.reduceat(tokens, (np.cumsum(counts) - counts)[filled])  # they stand in their order
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), np.float32)[1:]


def _cosine(first: Vectors, second: Vectors) -> float:
    return float(first @ second / max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-12))


def _with_sentences(
    passages: Sequence[PassageText], embeddings: Sequence[Embedding], embedder: PassageEmbedder
) -> Iterator[Embedding]:
    for passage, one in zip(passages, embeddings, strict=True):
        if len(one.sentences) == len(one.spans):
            yield one
            continue
        read = embedder.embed_passages([passage.text[start:end] for start, end in one.spans])
        sentences = np.stack([encoding.vector for encoding in read])
        yield Embedding(one.key, one.passage, sentences, one.spans, one.tokens, one.counts)
