"""What speaks for each of the passages that may answer, and for each of their sentences: the features that are weighed.

Every feature is better when it is higher, but for lengths.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.interaction import Closeness, closeness
from index.search.kinds import Kind, holds
from index.search.lexical import LexicalFit
from index.search.question import WEIGHINGS, Question
from index.store.base import Candidate, Vector
from index.store.terms import Places

Floats = NDArray[np.float64]

PASSAGE_FEATURES = (
    "dense",  # cosine of question and passage
    "sentence_dense",  # cosine of question and closest sentence
    "coverage",  # share of the question's terms that stand in it, by IDF
    "bigrams",  # share of its neighbouring terms
    "sentence_bigrams",  # the same in one sentence
    "bm25",
    "numbers",  # share of the question's numbers that stand in it
    "length",  # hundreds of terms
    "kind",  # whether the sentences that fit hold the kind of answer that is asked for
    *(f"{part}_{weighing}" for part in ("close", "sentence", "context", "pair") for weighing in WEIGHINGS),
)
SENTENCE_FEATURES = (
    "dense",
    "coverage",
    "bigrams",
    "kind",
    "opening",  # whether it is the passage's first
    "length",  # twenties of words
    *(f"{part}_{weighing}" for part in ("close", "context") for weighing in WEIGHINGS),
)
_SHARPNESS = 6.0  # how much less a sentence's kind counts where another one fits better


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of some passages, float64, shape (passages, features), and of their sentences.

    Those of sentences have the shape (sentences, features), passage by passage; passage p has the sentences from
    `first[p]` to `first[p + 1]`.
    """

    passages: Floats
    sentences: Floats
    first: Places


def gather(
    question: Question, candidates: Sequence[Candidate], dense: Vector, fit: LexicalFit, lengths: Places
) -> Evidence:
    """Gather what speaks for candidates: `dense` are their cosines, `fit` and `lengths` are of the same passages."""
    close = closeness(question, [candidate.embedding for candidate in candidates])
    first = np.cumsum([0, *(len(candidate.embedding.spans) for candidate in candidates)], dtype=np.int64)
    sentences = _of_sentences(question, candidates, fit, close, first)
    return Evidence(_of_passages(dense, fit, lengths, close, sentences, first), sentences, first)


def _of_sentences(
    question: Question, candidates: Sequence[Candidate], fit: LexicalFit, close: Closeness, first: Places
) -> Floats:
    embedded = np.concatenate([candidate.embedding.sentences for candidate in candidates])
    is_sentence = np.ones(len(fit.segment_coverage), bool)
    is_sentence[first[:-1] + np.arange(len(first) - 1)] = False  # each passage has its context before its sentences
    opening = np.zeros(int(first[-1]))
    opening[first[:-1]] = 1.0
    texts = [c.passage.text[start:end] for c in candidates for start, end in c.embedding.spans]
    kinds = [question.kind is not Kind.ANY and holds(question.kind, text, question.words) for text in texts]
    return _columns(
        [
            embedded @ question.vector,
            fit.segment_coverage[is_sentence],
            fit.segment_bigrams[is_sentence],
            np.asarray(kinds, np.float64),
            opening,
            np.asarray([len(text.split()) / 20 for text in texts]),
            close.sentences,
            close.in_context,
        ]
    )


def _of_passages(
    dense: Vector, fit: LexicalFit, lengths: Places, close: Closeness, sentences: Floats, first: Places
) -> Floats:
    def best(values: NDArray[np.floating]) -> Floats:
        return np.asarray(np.maximum.reduceat(values, first[:-1], axis=0), np.float64)

    similar, kind = sentences[:, 0], sentences[:, 3]
    fits = similar + close.in_context @ np.array([1.0, 1.0, 0.5])
    behind = np.repeat(best(fits), np.diff(first)) - fits
    return _columns(
        [
            dense,
            best(similar),
            fit.coverage,
            fit.bigrams,
            best(sentences[:, 2]),
            fit.bm25,
            fit.numbers,
            lengths / 100,
            best(kind * np.exp(-_SHARPNESS * behind)),
            close.passages,
            best(close.sentences),
            best(close.in_context),
            best(close.pairs),
        ]
    )


def _columns(values: Sequence[NDArray[np.floating]]) -> Floats:
    return np.column_stack([np.asarray(value, np.float64) for value in values])
