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
from index.search.marking import mark
from index.search.nearness import NOWHERE, Nearness
from index.search.question import understand
from index.search.times import times_of
from index.store.base import Snapshot
from index.tokens import TokenSpace
from index.weights import Weights, WeightSets, weigh

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

    `rerank` orders the first RERANKED anew. Scores stay with the ranks, so that they go down as ever: a hit that it
    moved has the score of whichever passage Clio's own evidence had put there. Confidence is what that evidence says
    of the passage which is now first. Raises what `rerank` raises.
    """
    weights = weights_for(asked, sets)
    considered = look(asked, snapshots, weights)
    if considered is None:
        return Found()
    scores = weigh(considered.evidence.passages, PASSAGE_FEATURES, weights.ranking) + near.gains(considered.candidates)
    scores = scores + times_of(asked.text, snapshots).gains(considered.candidates)
    order = np.argsort(-scores, kind="stable")
    at_rank = scores[order]
    if rerank:
        order = _reranked(order, considered, asked.text, rerank)
    features = confidence_features(considered.evidence.passages, int(order[0]), level_of(snapshots))
    sure = confidence(features, weights)
    hits = tuple(
        _hit(considered, int(place), float(at_rank[rank - 1]), rank, weights)
        for rank, place in enumerate(order[:limit], 1)
    )
    return Found(hits, sure, sure >= weights.answering, weights.helping <= sure < weights.answering)


def look(asked: Asked, snapshots: Sequence[Snapshot], weights: Weights) -> Considered | None:
    """The passages that may answer, with what speaks for each; None where there are none."""
    if not snapshots:
        return None
    question = understand(asked.text, asked.encoding, asked.space, snapshots, asked.own)
    return consider(question, snapshots[0].terms(asked.text), snapshots, weights)


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


def _hit(considered: Considered, place: int, score: float, rank: int, weights: Weights) -> Hit:
    candidate, first = considered.candidates[place], considered.evidence.first
    features = considered.evidence.sentences[first[place] : first[place + 1]]
    return Hit(candidate.passage, score, rank, mark(candidate, features, weights))
