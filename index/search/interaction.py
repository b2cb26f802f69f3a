"""Late interaction: how close the tokens of passages come to those of a question, for many passages at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.search.question import Question
from index.store.base import Embedding
from index.store.terms import Places
from index.tokens import Vectors, cosines

_FAR = -0.2  # the cosine that is taken for a token that is not there; hardly any two lie further apart


@dataclass(frozen=True, slots=True)
class Closeness:
    """The mean of what is closest to each token of the question, in each of its three weighings (see Question).

    `passages` is of the whole passages, float32, shape (passages, 3). Of each sentence, shape (sentences, 3):
    `sentences` alone, `in_context` with title and headings, `pairs` with the sentence after it.
    """

    passages: Vectors
    sentences: Vectors
    in_context: Vectors
    pairs: Vectors


def closeness(question: Question, embeddings: Sequence[Embedding]) -> Closeness:
    """Compare each token of the question with those of the passages."""
    closest, first = _closest(question, embeddings)
    is_context = np.zeros(len(closest), bool)
    is_context[first[:-1]] = True
    sentences = np.flatnonzero(~is_context)
    context = np.repeat(first[:-1], np.diff(first) - 1)  # of each sentence
    after = np.where(is_context[np.minimum(sentences + 1, len(is_context) - 1)], sentences, sentences + 1)
    after = np.minimum(after, len(is_context) - 1)
    weights = question.weights
    return Closeness(
        passages=np.maximum.reduceat(closest, first[:-1], axis=0) @ weights,
        sentences=closest[sentences] @ weights,
        in_context=np.maximum(closest[sentences], closest[context]) @ weights,
        pairs=np.maximum(closest[sentences], closest[after]) @ weights,
    )


def _closest(question: Question, embeddings: Sequence[Embedding]) -> tuple[Vectors, Places]:
    """The highest cosine with each token of the question in each segment: shape (segments, tokens).

    With it, where each passage's segments begin: shape (passages + 1,).
    """
    counts = np.concatenate([np.asarray(one.counts or (0,) * (1 + len(one.spans)), np.int64) for one in embeddings])
    first = np.cumsum([0, *(1 + len(one.spans) for one in embeddings)], dtype=np.int64)
    closest = np.full((len(counts), len(question.tokens)), _FAR, np.float32)
    filled = np.flatnonzero(counts)
    if len(filled) and len(question.tokens):
        similar = cosines([one.tokens for one in embeddings if one.tokens.size], question.tokens)
        starts = np.cumsum(counts) - counts
        closest[filled] = np.maximum.reduceat(similar, starts[filled], axis=0)
    return closest, first
