from pathlib import Path

import numpy as np
import pytest

from index.store.lexical import LexicalIndex, analyzer, writing
from index.store.pg.postings import Posting, bm25, norms_of, postings_of, together


def texts(count: int) -> list[str]:
    """Texts of up to 400 words, of which few are common and most are rare."""
    random = np.random.default_rng(7)
    words = [f"w{number}x" for number in range(2_000)]
    shares = 1 / np.arange(1, len(words) + 1)
    return [" ".join(random.choice(words, int(random.integers(1, 400)), p=shares / shares.sum())) for _ in range(count)]


def counted(passages: list[list[str]]) -> dict[str, Posting]:
    numbers: dict[str, int] = {}
    told = [np.asarray([numbers.setdefault(term, len(numbers)) for term in one], np.int32) for one in passages]
    return dict(postings_of(told, list(numbers)))


@pytest.mark.parametrize("bounds", [[], [40], [1, 150, 170]])
def test_passages_are_in_the_order_in_which_tantivy_has_them(tmp_path: Path, bounds: list[int]) -> None:
    told, split = texts(200), analyzer()
    with writing(tmp_path / "words") as words:
        for row, text in enumerate(told):
            words.add(row, text)
    index = LexicalIndex.open(tmp_path / "words")
    terms = [split.analyze(text) for text in told]
    parts = [[terms[place] for place in places] for places in np.split(np.arange(len(told)), bounds)]
    known = [counted(part) for part in parts]
    nothing = Posting(np.empty(0, np.uint32), np.empty(0, np.uint8))
    norms = [norms_of([len(one) for one in part]) for part in parts]
    for asked in (["w0x"], ["w3x", "w900x"], ["w1x", "w2x", "w40x", "w41x", "unknown"]):
        postings = {term: [part.get(term, nothing) for part in known] for term in asked}
        fit = np.concatenate(list(bm25(norms, postings, sum(map(len, terms)), len(told))))
        assert np.argsort(-fit, kind="stable")[: np.count_nonzero(fit)].tolist() == index.matching(asked, 200)


def test_a_term_is_counted_in_each_passage_and_passages_that_hold_all_are_found() -> None:
    postings = counted([["war", "peace", "war"], [], ["peace"], ["war"] * 300])
    assert postings["war"].places.tolist() == [0, 3]
    assert postings["war"].counts.tolist() == [2, 255]
    assert together([postings["war"], postings["peace"]]).tolist() == [0]
    assert counted([]) == {}


def test_lengths_are_rounded_down_the_longer_the_more() -> None:
    assert norms_of([0, 1, 39, 40]).tolist() == [0, 1, 39, 40]
    assert norms_of([41, 42, 43]).tolist() == [40, 41, 41]
    assert norms_of([10**9])[0] < 255
