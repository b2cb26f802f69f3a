"""The few numbers that ranking, marking and answering hang on.

RANKING, MARKING and CONFIDENCE are log-odds per unit of a feature in 0..1 (cosines in -1..1). RANKING is a
conditional logit (which of the candidates is the right one), CONFIDENCE a logistic regression (does the best one
answer at all). They were fitted on 1,200 questions to 16 encyclopaedia articles and 500 off-topic questions; in
four folds by article, ranking weights fitted on three put the right passage first for 85 % of the fourth's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature of a candidate counts; see `index.search.Features` for their meaning."""

    similarity: float = 0.0
    sentence_similarity: float = 0.0
    coverage: float = 0.0
    sentence_coverage: float = 0.0
    bigrams: float = 0.0
    bm25: float = 0.0
    constant: float = 0.0


RANKING = Weights(9.0, 8.5, 4.8, 3.0, 4.5, 1.7)
MARKING = Weights(sentence_similarity=0.4, sentence_coverage=0.6)
CONFIDENCE = Weights(9.4, 7.0, 5.2, 4.2, constant=-11.26)
ANSWERING = 0.5  # the confidence from which an answer is given: on that data 95 % of the questions, 3 % of the others

CANDIDATES = 50  # taken from each of dense and lexical search; together they held the right one 99.9 % of the time
BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza 2009, the values that Lucene and tantivy take
