import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.tokens import DIMENSIONS, TokenSpace, Vectors, as_floats

BACKGROUND = np.eye(3, dtype=np.float32)
NO_TOKENS = np.empty((0, 0), np.float32)


def plain(size: int) -> TokenSpace:
    """A space that leaves tokens where they are."""
    return TokenSpace(np.zeros(size, np.float32), np.eye(size, dtype=np.float32), BACKGROUND)


def some_tokens(seed: int, size: int, count: int = 20) -> Vectors:
    """Tokens that share a large part, as those of sentence models do."""
    numbers = np.random.default_rng(seed).normal(size=(count, size))
    return np.asarray(numbers + 2.0, np.float32)


def test_what_all_tokens_share_is_taken_away() -> None:
    space = TokenSpace.of([np.array([[2, 0]], np.float32), np.array([[0, 5]], np.float32)], BACKGROUND)
    # Of length 1 they are (1, 0) and (0, 1); the mean is (1/2, 1/2); what is left points along (1, -1) and back.
    assert space.mean == pytest.approx([0.5, 0.5])
    assert np.abs(space.basis[:, 0]) == pytest.approx([math.sqrt(0.5)] * 2)
    first, second, between = space.place(np.array([[1, 0], [0, 1], [3, 3]], np.float32))
    assert first @ second == pytest.approx(-1)
    assert abs(first @ between) == pytest.approx(abs(second @ between))


def test_the_directions_that_vary_most_are_kept_and_stand_upright() -> None:
    space = TokenSpace.of([some_tokens(1, 300, 500)], BACKGROUND)
    assert space.basis.shape == (300, DIMENSIONS)
    assert np.allclose(space.basis.T @ space.basis, np.eye(DIMENSIONS), atol=1e-4)
    spread = space.place(some_tokens(1, 300, 500)).var(0)
    assert spread[:10].mean() > spread[-10:].mean()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(2, 250), st.integers(1, 30))
def test_a_space_is_read_as_it_was_kept(seed: int, size: int, count: int) -> None:
    space = TokenSpace.of([some_tokens(seed, size, count), NO_TOKENS], BACKGROUND)
    again = TokenSpace.from_bytes(space.to_bytes())
    for kept, found in ((space.mean, again.mean), (space.basis, again.basis), (space.background, again.background)):
        assert kept.dtype == found.dtype == np.dtype(np.float32)
        assert np.array_equal(kept, found)
    tokens = some_tokens(seed + 1, size)
    assert np.array_equal(space.small(tokens), again.small(tokens))


LARGE = TokenSpace.of([some_tokens(0, 384, 500)], BACKGROUND)


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_one_byte_a_number_keeps_cosines_to_two_digits(seed: int) -> None:
    space = LARGE
    tokens = some_tokens(seed, 384)
    placed, small = space.place(tokens), as_floats(space.small(tokens))
    assert space.small(tokens).dtype == np.dtype(np.int8)
    assert np.abs(placed @ placed.T - small @ small.T).max() < 0.01
    assert np.abs(placed @ placed.T - placed @ small.T).max() < 0.01


def test_a_number_is_kept_to_a_byte_and_cut_at_a_half() -> None:
    tokens = np.array([[1, 0], [0.6, -0.8], [0.28, 0.96], [0.5, 0.5]], np.float32)
    # In the last row both are sqrt 1/2.
    assert plain(2).small(tokens).tolist() == [[127, 0], [127, -127], [71, 127], [127, 127]]
    assert as_floats(np.array([127, -127, 71], np.int8)) == pytest.approx([0.5, -0.5, 71 / 254])


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
