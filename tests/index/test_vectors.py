from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import ModelError
from index.store.codes import codes_of, fits
from index.store.vectors import VectorIndex, cosines, looked_closer, nearest, together

Floats = NDArray[np.float32]


def unit(vectors: NDArray[np.floating]) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def clustered(count: int, dimensions: int, seed: int) -> tuple[Floats, Floats]:
    """Vectors that lie about some centres, as those of texts do, and a few to search by."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(60, dimensions))
    vectors = unit(centres[random.integers(0, 60, count)] + random.normal(size=(count, dimensions)))
    return vectors, unit(vectors[:20] + 0.05 * random.normal(size=(20, dimensions)))


def parts(folder: Path, vectors: Floats, bounds: list[int], centre: Floats) -> list[VectorIndex]:
    found = []
    for number, rows in enumerate(np.split(np.arange(len(vectors)), bounds)):
        (part := folder / str(number)).mkdir()
        VectorIndex.write(part, vectors[rows], [int(row) + 100 for row in rows], centre)
        found.append(VectorIndex.open(part))
    return found


@pytest.mark.parametrize("dimensions", [64, 100, 384])
@pytest.mark.parametrize("centred", [False, True])
def test_the_nearest_are_found_among_more_than_are_looked_closer(
    tmp_path: Path, dimensions: int, centred: bool
) -> None:
    vectors, questions = clustered(12_000, dimensions, seed=dimensions)
    centre = vectors.mean(0) if centred else np.zeros(dimensions, np.float32)
    index = parts(tmp_path, vectors, [5_000, 5_001], centre)
    shares = [
        len(np.intersect1d(nearest(index, question, 10), np.argsort(-(vectors @ question))[:10])) / 10
        for question in questions
    ]
    assert looked_closer(len(vectors), dimensions) < len(vectors)
    assert np.mean(shares) >= 0.99


def test_the_more_there_are_the_more_are_looked_closer() -> None:
    assert [looked_closer(size, 384) for size in (0, 1_000, 10_000, 1_000_000)] == [1_000, 1_000, 1_000, 9_000]
    assert [looked_closer(1_000_000, dimensions) for dimensions in (64, 768)] == [54_000, 9_000]


@pytest.mark.parametrize("bounds", [[], [1], [300, 301, 900]])
def test_among_few_vectors_the_nearest_are_exact_and_in_order(tmp_path: Path, bounds: list[int]) -> None:
    vectors, questions = clustered(1_000, 96, seed=1)
    index = parts(tmp_path, vectors, bounds, np.zeros(96, np.float32))
    for question in questions:
        found = nearest(index, question, 10)
        exact = vectors @ question
        assert np.allclose(exact[found], np.sort(exact)[::-1][:10], atol=2e-3)
        assert (np.diff(exact[found]) < 2e-3).all()
        assert np.allclose(cosines(index, found, question), exact[found], atol=1e-3)


def test_only_those_are_found_that_are_looked_among(tmp_path: Path) -> None:
    vectors, (question, *_) = clustered(8_000, 64, seed=2)
    index = parts(tmp_path, vectors, [4_000], np.zeros(64, np.float32))
    for step in (1_000, 100, 2):
        among = np.arange(len(vectors)) % step == 1
        found = nearest(index, question, 5, among)
        assert among[found].all()
        best = np.flatnonzero(among)[np.argsort(-(vectors[among] @ question))[:5]]
        assert len(np.intersect1d(found, best)) >= 4
    assert len(nearest(index, question, 5, np.zeros(len(vectors), bool))) == 0


@pytest.mark.parametrize("limit", [2_000, 8_001, 36_000])
@pytest.mark.parametrize("step", [1, 2])
def test_however_many_are_wanted_are_found(tmp_path: Path, limit: int, step: int) -> None:
    vectors, (question, *_) = clustered(36_000, 64, seed=4)
    index = parts(tmp_path, vectors, [5_000], np.zeros(64, np.float32))
    among = np.arange(len(vectors)) % step == 0
    found = nearest(index, question, limit, among)
    best = np.flatnonzero(among)[np.argsort(-(vectors[among] @ question))[:limit]]
    assert len(found) == len(np.unique(found)) == len(best)
    assert len(np.intersect1d(found, best)) >= 0.75 * len(best)


def test_none_are_found_where_none_are_wanted(tmp_path: Path) -> None:
    vectors, (question, *_) = clustered(100, 64, seed=3)
    assert len(nearest(parts(tmp_path, vectors, [], np.zeros(64, np.float32)), question, 0)) == 0


def test_vectors_that_are_all_alike_are_found_in_their_order(tmp_path: Path) -> None:
    vectors = np.repeat(unit(np.ones((1, 64))), 12_000, axis=0)
    index = parts(tmp_path, vectors, [10], np.zeros(64, np.float32))
    assert nearest(index, vectors[0], 5).tolist() == [0, 1, 2, 3, 4]


def test_a_vector_of_nothing_but_zeros_is_no_harm(tmp_path: Path) -> None:
    index = parts(tmp_path, np.zeros((3, 8), np.float32), [], np.zeros(8, np.float32))
    assert nearest(index, unit(np.ones((1, 8)))[0], 9).tolist() == [0, 1, 2]


def test_other_dimensions_are_refused_with_what_to_do(tmp_path: Path) -> None:
    index = parts(tmp_path, unit(np.ones((3, 8))), [], np.zeros(8, np.float32))
    with pytest.raises(ModelError, match=r"embeds in 9 numbers and the index holds 8.*--data"):
        nearest(index, np.ones(9, np.float32), 2)


@pytest.mark.parametrize("held", [0, 8])
def test_vectors_of_other_dimensions_are_not_put_together(held: int) -> None:
    assert together([np.zeros(8, np.float32)] * 2, held).shape == (2, 8)
    with pytest.raises(ModelError, match=r"embeds in 9 numbers and the index holds 8.*--data"):
        together([np.zeros(8, np.float32), np.zeros(9, np.float32)], held)


def test_signs_that_fit_a_vector_are_those_of_near_ones() -> None:
    vectors, questions = clustered(1_000, 100, seed=3)
    codes, places = codes_of(vectors), np.arange(5, 900, 3)
    for question in questions:
        signs = np.where(vectors[places] >= 0, 1.0, 0.0)
        assert np.allclose(fits(codes, places, question), signs @ question, atol=1e-4)
