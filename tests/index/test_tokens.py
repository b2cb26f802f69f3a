import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.tokens import DIMENSIONS, TokenSpace, Vectors, cosines
from tests.index.small_embedder import read_again

BACKGROUND = np.eye(3, dtype=np.float32)
NO_TOKENS = np.empty((0, 0), np.float32)


def plain(size: int) -> TokenSpace:
    """A space that leaves tokens where they are."""
    return TokenSpace(np.zeros(size, np.float32), np.eye(size, dtype=np.float32), BACKGROUND, 1 / 14)


def some_tokens(seed: int, size: int, count: int = 20) -> Vectors:
    """Tokens that share a large part, as those of sentence models do."""
    numbers = np.random.default_rng(seed).normal(size=(count, size))
    return np.asarray(numbers + 2.0, np.float32)


def test_what_all_tokens_share_is_taken_away() -> None:
    space = TokenSpace.of([np.array([[2, 0]], np.float32), np.array([[0, 5]], np.float32)], BACKGROUND)
    # Of length 1 they are (1, 0) and (0, 1); the mean is (1/2, 1/2); what is left points along (1, -1) and back.
    assert space.mean == pytest.approx([0.5, 0.5])
    assert abs(space.place(np.array([[1, 0]], np.float32)) @ space.basis.T @ [1, -1]) == pytest.approx(math.sqrt(2))
    first, second, between = space.place(np.array([[1, 0], [0, 1], [3, 3]], np.float32))
    assert first @ second == pytest.approx(-1)
    assert abs(first @ between) == pytest.approx(abs(second @ between))


def test_the_directions_that_vary_most_are_kept_and_vary_alike() -> None:
    uneven = some_tokens(1, 300, 500) * np.geomspace(1, 0.01, 300, dtype=np.float32)
    space = TokenSpace.of([uneven], BACKGROUND)
    assert space.basis.shape == (300, DIMENSIONS)
    assert np.allclose(space.basis.T @ space.basis, np.eye(DIMENSIONS), atol=1e-4)
    kept = np.square(space.basis).sum(1)  # of each number of a token, from the one that varies most
    assert kept[:50].min() > 0.9
    assert kept[-10:].max() < 0.2
    spread = space.place(uneven).var(0)
    assert spread.max() < 4 * spread.mean()


def test_an_odd_number_of_directions_is_made_even() -> None:
    space = TokenSpace.of([some_tokens(1, 7, 50)], BACKGROUND)
    assert space.basis.shape == (7, 6)
    assert space.small(some_tokens(2, 7)).shape == (20, 3)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(2, 250), st.integers(1, 30))
def test_a_space_is_read_as_it_was_kept(seed: int, size: int, count: int) -> None:
    space = TokenSpace.of([some_tokens(seed, size, count), NO_TOKENS], BACKGROUND)
    again = TokenSpace.from_bytes(space.to_bytes())
    for kept, found in ((space.mean, again.mean), (space.basis, again.basis), (space.background, again.background)):
        assert kept.dtype == found.dtype == np.dtype(np.float32)
        assert np.array_equal(kept, found)
    assert again.step == space.step
    tokens = some_tokens(seed + 1, size)
    assert np.array_equal(space.small(tokens), again.small(tokens))


LARGE = TokenSpace.of([some_tokens(0, 384, 500)], BACKGROUND)


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_half_a_byte_a_number_keeps_cosines_nearly(seed: int) -> None:
    space = LARGE
    tokens, others = some_tokens(seed, 384), some_tokens(seed + 1, 384)
    found = cosines([space.small(tokens[:5]), space.small(tokens[5:])], space.asked(others))
    exact = space.place(tokens) @ space.place(others).T
    assert found.shape == exact.shape
    assert np.abs(found - exact).max() < 0.05
    assert np.sqrt(np.square(found - exact).mean()) < 0.012


def test_a_number_is_kept_in_half_a_byte_and_cut_at_a_half() -> None:
    tokens = np.array([[1, 0], [0.6, -0.8], [0.28, 0.96], [0.5, 0.5]], np.float32)
    # In the last row both are sqrt 1/2. 0 is level 8, 1/2 level 15, and 0.28 is nearest to 4 / 14.
    levels = [[15, 8], [15, 1], [12, 15], [15, 15]]
    assert plain(2).small(tokens).tolist() == [[first + 16 * second] for first, second in levels]
    found = read_again(plain(2), plain(2).small(tokens))
    assert found == pytest.approx(np.array([[0.5, 0], [0.5, -0.5], [4 / 14, 0.5], [0.5, 0.5]]), abs=1e-6)


@given(arrays.arrays(np.float32, (4, 8), elements=st.floats(-100, 100, width=32)))
def test_how_long_a_token_is_makes_no_difference_and_none_is_no_number(tokens: Vectors) -> None:
    placed = plain(8).place(tokens)
    assert np.isfinite(placed).all()
    is_there = np.linalg.norm(tokens, axis=1) > 1e-3
    assert np.allclose(np.linalg.norm(placed[is_there], axis=1), 1, atol=1e-4)
    assert np.allclose(plain(8).place(tokens * 7)[is_there], placed[is_there], atol=1e-5)


@pytest.mark.parametrize("samples", [[], [NO_TOKENS], [np.empty((0, 4), np.float32), NO_TOKENS]])
def test_a_model_without_tokens_has_a_space_without_dimensions(samples: list[Vectors]) -> None:
    space = TokenSpace.from_bytes(TokenSpace.of(samples, BACKGROUND).to_bytes())
    assert (space.basis.size, space.background.shape) == (0, (3, 3))
    assert space.place(NO_TOKENS).shape == (0, 0)
    assert space.small(np.ones((5, 4), np.float32)).shape == (5, 0)


def test_a_text_without_tokens_has_none_in_any_space() -> None:
    assert len(plain(4).place(NO_TOKENS)) == len(plain(4).small(np.empty((0, 4), np.float32))) == 0
