"""How well the words of passages fit a question, counted for many passages at once."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.search.question import Question
from index.store.terms import Places, Terms

BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza 2009, the values that Lucene and tantivy take

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LexicalFit:
    """What of a question stands in passages and in their segments (context, then each sentence), from 0 up.

    Coverage is the share of the question's terms, each counting by its IDF, in 0..1; `bigrams` what its neighbouring
    pairs tell, each as much as its less telling term, over what all terms tell: above 1 only where a term is repeated;
    `numbers` the share of its numbers, 1 where it has none; `bm25` BM25 over the IDF of all terms, below 1 + K1. Of
    passages: float64, shape (passages,); of segments: (segments,).
    """

    coverage: Floats
    bigrams: Floats
    bm25: Floats
    numbers: Floats
    segment_coverage: Floats
    segment_bigrams: Floats

    def only(self, passages: Places, first: Places) -> Self:
        """The same of the passages at some places; passage p has the segments from `first[p]` to `first[p + 1]`."""
        segments = np.concatenate([np.arange(first[place], first[place + 1]) for place in passages])
        of_passages = (self.coverage, self.bigrams, self.bm25, self.numbers)
        of_segments = (self.segment_coverage, self.segment_bigrams)
        return type(self)(*(one[passages] for one in of_passages), *(one[segments] for one in of_segments))


def lexical_fit(question: Question, terms: Terms) -> LexicalFit:
    """Count the question's terms in passages."""
    segments, passages = len(terms.starts) - 1, len(terms.first) - 1
    found = _places_in(question, terms)
    at = np.flatnonzero(found >= 0)
    segment_of = np.repeat(np.arange(segments), np.diff(terms.starts))
    passage_of = np.repeat(np.arange(passages), terms.lengths)
    in_segment = np.zeros((segments, len(question.ids)), bool)
    in_segment[segment_of[at], found[at]] = True
    counts = np.zeros((passages, len(question.ids)))
    np.add.at(counts, (passage_of[at], found[at]), 1)
    return LexicalFit(
        coverage=(counts > 0) @ question.idf / question.total,
        bigrams=_pairs(question, found, passage_of, passages),
        bm25=_bm25(question, counts, terms.lengths),
        numbers=_numbers(question, counts),
        segment_coverage=in_segment @ question.idf / question.total,
        segment_bigrams=_pairs(question, found, segment_of, segments),
    )


def _places_in(question: Question, terms: Terms) -> Places:
    """Which of the question's terms each term is, -1 for none: int64, shape (terms,)."""
    if not len(question.ids):
        return np.full(len(terms.ids), -1, np.int64)
    order = np.argsort(question.ids)
    ordered = question.ids[order]
    place = np.minimum(np.searchsorted(ordered, terms.ids), len(ordered) - 1)
    return np.where(ordered[place] == terms.ids, order[place], -1)


def _pairs(question: Question, found: Places, part_of: Places, parts: int) -> Floats:
    """The share of the question's neighbouring terms that stand beside each other in each part."""
    number = np.full((len(question.ids) + 1,) * 2, -1, np.int64)  # the last row and column are those of other terms
    for pair, (first, second) in enumerate(question.pairs):
        number[first, second] = pair
    which = number[found[:-1], found[1:]]
    at = np.flatnonzero((which >= 0) & (part_of[:-1] == part_of[1:]))
    there = np.zeros((parts, len(question.pairs)), bool)
    there[part_of[at], which[at]] = True
    weights = [min(question.idf[first], question.idf[second]) for first, second in question.pairs]
    return np.asarray(there @ np.asarray(weights, np.float64) / question.total, np.float64)


def _bm25(question: Question, counts: Floats, lengths: Places) -> Floats:
    norm = BM25_K1 * (1 - BM25_B + BM25_B * lengths[:, None] / question.mean_length)
    return np.asarray((counts * (BM25_K1 + 1) / (counts + norm)) @ question.idf / question.total, np.float64)


def _numbers(question: Question, counts: Floats) -> Floats:
    there = counts[:, question.numbers] > 0
    return np.asarray(there.mean(1), np.float64) if there.shape[1] else np.ones(len(counts))
