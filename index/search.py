"""A question and snapshots → hits: find candidates, weigh them, mark the sentence, decide whether to answer.

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
    """A question as the search sees it.

    Unit vector, terms without repetition, IDF of each, neighbouring pairs; `mean_length` is how many terms a passage
    has on average where it is searched.
    """

    vector: Vector
    terms: tuple[str, ...]
    idf: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    mean_length: float

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


def search(question: str, vector: Vector, snapshots: Sequence[Snapshot], limit: int) -> Found:
    """Find the passages that answer in one shelf or several; `vector` is the question's embedding, shape (dim,).

    How telling a word is, is counted in these shelves alone: what else the store holds has no part in it.
    """
    terms = snapshots[0].terms(question) if snapshots else []
    asked = _understand(terms, vector, snapshots)
    judged = [_judge(asked, candidate, snapshot) for snapshot in snapshots for candidate in _propose(asked, snapshot)]
    judged.sort(key=lambda one: one.features.weighed(RANKING), reverse=True)
    hits = tuple(
        Hit(one.candidate.passage, one.features.weighed(RANKING), rank, one.highlight)
        for rank, one in enumerate(judged[:limit], start=1)
    )
    return Found(hits, _logistic(judged[0].features.weighed(CONFIDENCE)) if judged else 0.0)


def _understand(terms: Sequence[str], vector: Vector, snapshots: Sequence[Snapshot]) -> _Question:
    distinct = tuple(dict.fromkeys(terms))
    passages = sum(snapshot.size for snapshot in snapshots)
    length = sum(snapshot.length for snapshot in snapshots) / max(1, passages)
    frequencies = [snapshot.frequencies(distinct) for snapshot in snapshots]
    idf = {term: _idf(sum(counts[term] for counts in frequencies), passages) for term in distinct}
    return _Question(vector, distinct, idf, frozenset(pairwise(terms)), max(1.0, length))


def _idf(count: int, passages: int) -> float:
    """BM25's inverse document frequency, as in Robertson and Zaragoza 2009 with Lucene's 1 +: above 0."""
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))


def _propose(asked: _Question, snapshot: Snapshot) -> list[Candidate]:
    rows = [*snapshot.nearest(asked.vector, CANDIDATES), *snapshot.matching(asked.terms, CANDIDATES)]
    return snapshot.candidates(list(dict.fromkeys(rows)))


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
        bm25=_bm25(asked, terms),
    )
    marks = MARKING.sentence_similarity * similarities + MARKING.sentence_coverage * np.asarray(coverages)
    return _Judged(candidate, features, sentences[int(np.argmax(marks))])


def _bigrams(asked: _Question, terms: Sequence[str]) -> float:
    pairs = set(pairwise(terms)) & asked.pairs
    return sum(min(asked.idf[first], asked.idf[second]) for first, second in pairs) / asked.total


def _bm25(asked: _Question, terms: Sequence[str]) -> float:
    counts = Counter(terms)
    norm = BM25_K1 * (1 - BM25_B + BM25_B * len(terms) / asked.mean_length)
    weights = (asked.idf[term] * counts[term] * (BM25_K1 + 1) / (counts[term] + norm) for term in asked.terms)
    return sum(weights) / asked.total


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
