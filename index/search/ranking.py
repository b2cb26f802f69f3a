"""A question and snapshots → hits: weigh the candidates, mark the sentence, decide whether to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Encoding
from index.model import Hit, Passage
from index.search.confidence import confidence, confidence_features, level_of
from index.search.considering import Considered, consider
from index.search.evidence import PASSAGE_FEATURES
from index.search.folding import Fold, folded, may_say_it
from index.search.marking import mark
from index.search.nearness import NOWHERE, Nearness
from index.search.question import understand
from index.search.times import times_of
from index.store.base import Snapshot
from index.tokens import TokenSpace
from index.weights import CONSIDERED, ENOUGH, Weights, WeightSets, weigh

_DIGITS = 9  # of scores: equal passages differ behind these by the place at which they were counted
RERANKED = 20  # hits that a reranker puts in another order; it takes its time for each

Rerank = Callable[[str, Sequence[str]], NDArray[np.float32]]  # question, texts → a score for each, higher is better


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: hits, best first, and how sure it is that the first ones answer (0..1).

    `answered` says whether they are to be given as an answer; `may_help`, where they are not, whether they are worth
    showing all the same.
    """

    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    answered: bool = False
    may_help: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched: its text, and what the model makes of it.

    `own` is how many of the first characters are the question's own, None for all; after them stands what it goes on
    from.
    """

    text: str
    encoding: Encoding
    space: TokenSpace
    own: int | None = None


def search(
    asked: Asked, snapshots: Sequence[Snapshot], limit: int, sets: WeightSets, rerank: Rerank | None = None,
    near: Nearness = NOWHERE,
) -> Found:  # fmt: skip
    """Find the passages that answer in one shelf or several, at most `limit`; those `near` gain.

    A passage that says no more than a better one is folded into that; of two that score the same, the one that was
    indexed earlier is the better.
    `rerank` orders the first RERANKED anew. Scores stay with the ranks, so that they go down as ever: a hit that it
    moved has the score of whichever passage Clio's own evidence had put there. Confidence is what that evidence says
    of the passage which is now first. Raises what `rerank` raises.
    """
    weights = weights_for(asked, sets)
    considered = look(asked, snapshots, weights, _enough(limit) if rerank is None else CONSIDERED)
    if considered is None:
        return Found()
    scores = weigh(considered.evidence.passages, PASSAGE_FEATURES, weights.ranking) + near.gains(considered.candidates)
    scores = scores + times_of(f"{asked.text} {near.when}", snapshots).gains(considered.candidates)
    scores = np.round(scores, _DIGITS)
    order = np.lexsort((np.asarray([candidate.row for candidate in considered.candidates]), -scores))
    at_rank = scores[order]
    if rerank:
        order = _reranked(order, considered, asked.text, rerank)
    judged = _Judged(considered, order, at_rank, weights, level_of(snapshots))
    sure = judged.confidence(0)
    bar = weights.answering if sure >= weights.answering else weights.helping
    texts = [considered.candidates[place].passage.text for place in order]
    folds = folded(texts, limit, may_say_it(considered.terms)[np.ix_(order, order)])
    hits = tuple(judged.hit(fold, rank, bar) for rank, fold in enumerate(folds, 1))
    return Found(hits, sure, sure >= weights.answering, weights.helping <= sure < weights.answering)


def _enough(limit: int) -> int:
    """How many passages are looked at, for so many hits: twice as many, as some are folded into others."""
    return min(max(ENOUGH, 2 * limit), CONSIDERED)


def look(asked: Asked, snapshots: Sequence[Snapshot], weights: Weights, most: int = CONSIDERED) -> Considered | None:
    """The passages that may answer, with what speaks for each, at most so many; None where there are none."""
    if not snapshots:
        return None
    question = understand(asked.text, asked.encoding, asked.space, snapshots, asked.own)
    return consider(question, snapshots[0].terms(asked.text), snapshots, weights, most)


def weights_for(asked: Asked, sets: WeightSets) -> Weights:
    """The weights that fit what is known of a question's tokens."""
    return sets.with_tokens if asked.encoding.tokens.size and asked.space.basis.size else sets.without_tokens


def _reranked(order: NDArray[np.int64], considered: Considered, question: str, rerank: Rerank) -> NDArray[np.int64]:
    """The places of candidates, in another order as far as the reranker looks."""
    first, others = order[:RERANKED], order[RERANKED:]
    scores = rerank(question, [_whole(considered.candidates[place].passage) for place in first])
    return np.concatenate([first[np.argsort(-scores, kind="stable")], others])


def _whole(passage: Passage) -> str:
    """A passage as it is embedded: after title and headings."""
    return "\n".join([passage.document.title, *passage.locator.heading, passage.text])


@dataclass(frozen=True, slots=True)
class _Judged:
    """Candidates in an order, the best first, with the score at each place in it."""

    considered: Considered
    order: NDArray[np.int64]
    scores: NDArray[np.float64]
    weights: Weights
    level: float

    def confidence(self, place: int) -> float:
        """How sure it is that the one at a place in the order answers."""
        features = confidence_features(self.considered.evidence.passages, int(self.order[place]), self.level)
        return confidence(features, self.weights)

    def hit(self, fold: Fold, rank: int, bar: float) -> Hit:
        """The hit of a fold's first, with the others beside it; `bar` is how sure it must be to clear it."""
        number, first = int(self.order[fold.first]), self.considered.evidence.first
        candidate = self.considered.candidates[number]
        features = self.considered.evidence.sentences[first[number] : first[number + 1]]
        return Hit(
            candidate.passage,
            float(self.scores[fold.first]),
            rank,
            mark(candidate, features, self.weights),
            also=tuple(self.considered.candidates[self.order[place]].passage for place in fold.also),
            clears=self.confidence(fold.first) >= bar,
        )
