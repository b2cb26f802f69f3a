"""A question and a snapshot → hits: find candidates, weigh them, mark the sentence, decide whether to answer.

Dense and lexical search each propose candidates; every candidate is then judged by the same features, exactly
computed, so that what only one of the two proposed is weighed fairly.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.model import Hit
from index.store.base import Candidate, Snapshot, Vector
from index.weights import ANSWERING, BM25_B, BM25_K1, CANDIDATES, CONFIDENCE, MARKING, RANKING, Weights


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a candidate for one question.

    `similarity` is the cosine of question and passage (with title and headings), `sentence_similarity` that of its
    closest sentence. Coverage is the share of the question's terms that passage or best sentence hold, each term
    counting by its IDF; `bigrams` the share of its neighbouring pairs; `bm25` BM25 over the same total.
    """

    similarity: float
    sentence_similarity: float
    coverage: float
    sentence_coverage: float
    bigrams: float
    bm25: float

    def weighed(self, weights: Weights) -> float:
        """Sum the features by their weights."""
        return (
            weights.constant
            + weights.similarity * self.similarity
            + weights.sentence_similarity * self.sentence_similarity
            + weights.coverage * self.coverage
            + weights.sentence_coverage * self.sentence_coverage
            + weights.bigrams * self.bigrams
            + weights.bm25 * self.bm25
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: hits, best first, and how sure it is that the first ones answer (0..1)."""

    hits: tuple[Hit, ...]
    confidence: float

    @property
    def answered(self) -> bool:
        """Whether the hits are to be given as an answer."""
        return bool(self.hits) and self.confidence >= ANSWERING


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the search sees it: unit vector, terms without repetition, IDF of each, neighbouring pairs."""

    vector: Vector
    terms: tuple[str, ...]
    idf: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]

    @property
    def total(self) -> float:
        return sum(self.idf.values()) or 1.0

    def coverage(self, terms: Collection[str]) -> float:
        """The share of the question's terms, by IDF, that are among these."""
        return sum(self.idf[term] for term in self.terms if term in terms) / self.total


@dataclass(frozen=True, slots=True)
class _Judged:
    candidate: Candidate
    features: Features
    highlight: str


def search(question: str, vector: Vector, snapshot: Snapshot, shelves: Collection[int], limit: int) -> Found:
    """Find the passages on these shelves that answer; `vector` is the question's embedding, shape (dim,)."""
    asked = _understand(question, vector, snapshot)
    rows = [*snapshot.nearest(vector, shelves, CANDIDATES), *snapshot.matching(asked.terms, shelves, CANDIDATES)]
    candidates = snapshot.candidates(list(dict.fromkeys(rows)))
    judged = [_judge(asked, candidate, snapshot) for candidate in candidates]
    judged.sort(key=lambda one: one.features.weighed(RANKING), reverse=True)
    hits = tuple(
        Hit(one.candidate.passage, one.features.weighed(RANKING), rank, one.highlight)
        for rank, one in enumerate(judged[:limit], start=1)
    )
    return Found(hits, _logistic(judged[0].features.weighed(CONFIDENCE)) if judged else 0.0)


def _understand(question: str, vector: Vector, snapshot: Snapshot) -> _Question:
    terms = snapshot.terms(question)
    distinct = tuple(dict.fromkeys(terms))
    return _Question(vector, distinct, snapshot.idf(distinct), frozenset(pairwise(terms)))


def _judge(asked: _Question, candidate: Candidate, snapshot: Snapshot) -> _Judged:
    passage = candidate.passage
    terms = snapshot.terms("\n".join([passage.document.title, *passage.locator.heading, passage.text]))
    sentences = [passage.text[start:end] for start, end in candidate.embedding.spans]
    coverages = [asked.coverage(set(snapshot.terms(sentence))) for sentence in sentences]
    similarities = candidate.embedding.sentences @ asked.vector
    features = Features(
        similarity=float(candidate.embedding.passage @ asked.vector),
        sentence_similarity=float(similarities.max(initial=-1.0)),
        coverage=asked.coverage(set(terms)),
        sentence_coverage=max(coverages, default=0.0),
        bigrams=_bigrams(asked, terms),
        bm25=_bm25(asked, terms, snapshot.mean_length),
    )
    marks = MARKING.sentence_similarity * similarities + MARKING.sentence_coverage * np.asarray(coverages)
    return _Judged(candidate, features, sentences[int(np.argmax(marks))])


def _bigrams(asked: _Question, terms: Sequence[str]) -> float:
    pairs = set(pairwise(terms)) & asked.pairs
    return sum(min(asked.idf[first], asked.idf[second]) for first, second in pairs) / asked.total


def _bm25(asked: _Question, terms: Sequence[str], mean_length: float) -> float:
    counts = Counter(terms)
    norm = BM25_K1 * (1 - BM25_B + BM25_B * len(terms) / mean_length)
    weights = (asked.idf[term] * counts[term] * (BM25_K1 + 1) / (counts[term] + norm) for term in asked.terms)
    return sum(weights) / asked.total


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
