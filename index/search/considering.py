"""A question and snapshots → the passages that may answer it, with what speaks for each.

Dense and lexical search each propose candidates; every candidate is then judged by the same features, exactly
computed, so that what only one of the two proposed is weighed fairly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.search.evidence import Evidence, gather
from index.search.lexical import LexicalFit, lexical_fit
from index.search.question import Question
from index.store.base import Candidate, Snapshot, Vector
from index.store.terms import Places, Terms, chained
from index.weights import CANDIDATES, CONSIDERED, Weights, weigh

_AT_ONCE = ("dense", "coverage", "bigrams", "bm25")  # features that need no look at a passage's tokens


@dataclass(frozen=True, slots=True)
class Considered:
    """Candidates in any order, what speaks for them, and their terms in the same order."""

    candidates: tuple[Candidate, ...]
    evidence: Evidence
    terms: Terms


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Rows of one snapshot with what is known of them at once."""

    snapshot: Snapshot
    rows: tuple[int, ...]
    dense: Vector
    terms: Terms
    fit: LexicalFit


def consider(
    question: Question, words: Sequence[str], snapshots: Sequence[Snapshot], weights: Weights, most: int = CONSIDERED
) -> Considered | None:
    """Look at what may answer in one shelf or several, at most so many passages; None where nothing may.

    `words` are the question's terms.
    """
    proposed = [_propose(question, words, snapshot) for snapshot in snapshots]
    scores = [_at_once(one, weights) for one in proposed]
    kept = [_kept(question, one, which) for one, which in zip(proposed, _best(scores, most), strict=True)]
    parts = [part for part in kept if part and part.candidates]
    return _joined(parts) if parts else None


def _propose(question: Question, words: Sequence[str], snapshot: Snapshot) -> _Proposed:
    rows = tuple(dict.fromkeys([*snapshot.nearest(question.vector, CANDIDATES), *snapshot.matching(words, CANDIDATES)]))
    terms = snapshot.terms_of(rows)
    return _Proposed(snapshot, rows, snapshot.cosines(rows, question.vector), terms, lexical_fit(question, terms))


def _at_once(proposed: _Proposed, weights: Weights) -> Vector:
    fit = proposed.fit
    features = np.column_stack([proposed.dense, fit.coverage, fit.bigrams, fit.bm25])
    return weigh(np.asarray(features, np.float64), _AT_ONCE, weights.proposal).astype(np.float32)


def _best(scores: Sequence[Vector], most: int) -> list[Places]:
    """Which of each snapshot's rows are among the best of all, at most so many; of equal ones the first."""
    is_best = np.zeros(sum(map(len, scores)), bool)
    is_best[np.argsort(-np.concatenate(scores), kind="stable")[:most]] = True
    ends = np.cumsum([len(one) for one in scores])
    return [np.flatnonzero(part) for part in np.split(is_best, ends[:-1])]


def _kept(question: Question, proposed: _Proposed, which: Places) -> Considered | None:
    place_of = {proposed.rows[place]: place for place in map(int, which)}
    candidates = proposed.snapshot.candidates(list(place_of))
    if not candidates:
        return None
    places = np.fromiter((place_of[candidate.row] for candidate in candidates), np.int64, len(candidates))
    fit, terms = proposed.fit.only(places, proposed.terms.first), proposed.terms.only(places)
    evidence = gather(question, candidates, proposed.dense[places], fit, terms.lengths)
    return Considered(tuple(candidates), evidence, terms)


def _joined(parts: Sequence[Considered]) -> Considered:
    if len(parts) == 1:
        return parts[0]
    ends = np.cumsum([0, *(part.evidence.first[-1] for part in parts)])
    firsts = [part.evidence.first[:-1] + end for part, end in zip(parts, ends, strict=False)]
    return Considered(
        tuple(candidate for part in parts for candidate in part.candidates),
        Evidence(
            np.concatenate([part.evidence.passages for part in parts]),
            np.concatenate([part.evidence.sentences for part in parts]),
            np.concatenate([*firsts, ends[-1:]]).astype(np.int64),
        ),
        chained([part.terms for part in parts]),
    )
