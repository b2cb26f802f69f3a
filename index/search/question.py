"""A question as the search sees it: its terms and how telling each is, its tokens and how much each counts."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.embedding import Encoding
from index.search.kinds import Kind, kind_of
from index.store.base import Snapshot, Vector
from index.store.terms import Ids, term_ids
from index.tokens import TokenSpace, Vectors

_WORD = re.compile(r"\w+")

WEIGHINGS = ("telling", "content", "rest")  # the columns of Question.weights
OF_CONTEXT = 0.2  # what a word that was asked before counts, where one of the question's own counts 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is counted for it where it is searched.

    `vector` is its embedding; `ids` numbers its terms, each once; `idf` says how telling each is, float64, shape
    (terms,), and `numbers` which of them hold a digit; `pairs` are neighbouring terms, as places in `ids`. `tokens`
    are as `index.tokens.cosines` takes them, shape (tokens, small). `weights`, shape (tokens, 3), says what each token
    counts, each column adding up to 1: by how telling its word is, each word with a meaning alike, and what is left
    (who, when, the question mark) alike. `words` are its words in lower case. `mean_length` is how many terms a passage
    has on average.
    """

    vector: Vector
    ids: Ids
    idf: NDArray[np.float64]
    numbers: NDArray[np.bool_]
    pairs: tuple[tuple[int, int], ...]
    tokens: Vectors
    weights: Vectors
    kind: Kind
    words: frozenset[str]
    mean_length: float

    @property
    def total(self) -> float:
        """What all terms together tell."""
        return float(self.idf.sum()) or 1.0


def understand(
    text: str, encoding: Encoding, space: TokenSpace, snapshots: Sequence[Snapshot], own: int | None = None
) -> Question:
    """See a question as it is to be searched in these shelves: how telling a word is, is counted in them alone.

    `own` is how many of the first characters are the question's own, where what it goes on from stands after it: that
    says what is talked about, and counts less than what is asked.
    """
    terms = snapshots[0].terms(text)
    distinct = list(dict.fromkeys(terms))
    passages = sum(snapshot.size for snapshot in snapshots)
    frequencies = [snapshot.frequencies(distinct) for snapshot in snapshots]
    asked = set(distinct if own is None else snapshots[0].terms(text[:own]))
    idf = {
        term: _idf(sum(counts[term] for counts in frequencies), passages) * (1.0 if term in asked else OF_CONTEXT)
        for term in distinct
    }
    place = {term: number for number, term in enumerate(distinct)}
    pairs = tuple(dict.fromkeys((place[first], place[second]) for first, second in pairwise(terms)))
    length = sum(snapshot.length for snapshot in snapshots) / max(1, passages)
    return Question(
        vector=encoding.vector,
        ids=term_ids(distinct),
        idf=np.fromiter(idf.values(), np.float64, len(idf)),
        numbers=np.fromiter((term in asked and any(map(str.isdigit, term)) for term in distinct), bool, len(distinct)),
        pairs=pairs,
        tokens=space.asked(encoding.tokens),
        weights=_weights(text, encoding, idf, snapshots[0], len(text) if own is None else own),
        kind=kind_of(text[:own]),
        words=frozenset(word.lower() for word in _WORD.findall(text)),
        mean_length=max(1.0, length),
    )


def _idf(count: int, passages: int) -> float:
    """BM25's inverse document frequency, as in Robertson and Zaragoza 2009 with Lucene's 1 +: above 0."""
    count = min(count, passages)  # of common words, passages that are gone are counted too
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))


def _weights(text: str, encoding: Encoding, idf: Mapping[str, float], snapshot: Snapshot, own: int) -> Vectors:
    """What each token counts, shape (tokens, 3): a word's weight is shared by its tokens."""
    telling = np.zeros(len(encoding.spans), np.float32)
    for word in _WORD.finditer(text):
        inside = (encoding.spans[:, 0] >= word.start()) & (encoding.spans[:, 1] <= word.end())
        terms = snapshot.terms(word[0]) if inside.any() else []
        telling[inside] = (idf.get(terms[0], 0.0) if terms else 0.0) / max(1, int(inside.sum()))
    columns = np.stack([telling, telling > 0, telling == 0], axis=1).astype(np.float32)
    if (telling > 0).all():  # a bare name or date leaves nothing; then its words stand for that too
        columns[:, 2] = columns[:, 1]
    columns[encoding.spans[:, 0] >= own, 1:] *= OF_CONTEXT  # in the first column their IDF has it
    return np.asarray(columns / np.maximum(columns.sum(0), 1e-9), np.float32)
