import math

import pytest

from index.weights import CONFIDENCE, RANKING
from tests.index.conftest import Desk


def test_features_are_as_worked_out_by_hand(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.write("b.txt", "Fields\n\nThe farmers had barley.")
    desk.reindex()
    found = desk.search("war and barley")

    # Terms of the question: war, barley. Each is in one of two passages: idf = ln(1 + 1.5 / 1.5) = ln 2.
    # a.txt's terms: king war long king like peac → 6; b.txt's: field farmer barley → 3; mean 4.5.
    # Embedded question: war. a.txt: (war, peace, king) / sqrt 3; its first sentence: war. b.txt: none of the words.
    def bm25(length: int) -> float:
        return 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / 4.5)) / 2

    def weigh(similarity: float, sentence: float, length: int) -> float:
        halves = RANKING.coverage / 2 + RANKING.sentence_coverage / 2
        close = RANKING.similarity * similarity + RANKING.sentence_similarity * sentence
        return close + halves + RANKING.bm25 * bm25(length)

    first, second = found.hits
    assert (first.passage.document.title, first.highlight) == ("Kings", "The war was long.")
    assert first.score == pytest.approx(weigh(1 / math.sqrt(3), 1.0, 6), abs=1e-3)
    assert second.score == pytest.approx(weigh(0.0, 0.0, 3), abs=1e-3)
    log_odds = CONFIDENCE.constant + CONFIDENCE.similarity / math.sqrt(3) + CONFIDENCE.sentence_similarity
    log_odds += CONFIDENCE.coverage / 2 + CONFIDENCE.sentence_coverage / 2
    assert found.confidence == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-3)


def test_neighbouring_words_count_together(desk: Desk) -> None:
    desk.write("a.txt", "One\n\nThe cold spring before the iron war.")
    desk.write("b.txt", "Two\n\nThe iron spring before the cold war.")
    desk.reindex()
    found = desk.search("the cold war")
    assert [hit.passage.document.title for hit in found.hits] == ["Two", "One"]
    assert found.hits[0].score - found.hits[1].score == pytest.approx(RANKING.bigrams / 2, abs=1e-3)


def test_an_empty_shelf_gives_nothing(desk: Desk) -> None:
    desk.reindex()
    found = desk.search("war")
    assert (found.hits, found.confidence, found.answered) == ((), 0.0, False)
