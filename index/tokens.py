"""The vectors of single tokens, made small enough to be kept: what late interaction compares question and passage by.

Late interaction (Khattab and Zaharia 2020, ColBERT) asks of each token of a question how close the closest token of a
passage comes, each token having been read in its context. A sentence model's tokens share a large part that only says
what kind of text they stand in; taking the mean away and keeping the directions that vary most leaves what tells
them apart. Turned so that no direction varies more than another, half a byte a number is enough: the cosine of two
tokens is wrong by some 0.01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Small = NDArray[np.uint8]

DIMENSIONS = 256  # that are kept: a text's tokens take 128 bytes each, and find as well as with 192 of a byte each
_MIDDLE = 8  # of the levels 1 to 15, which stands for 0
_STEP = 0.354  # between 15 levels, in standard deviations: the least error where numbers are normal (Max 1960)
_LOW, _HIGH = np.uint8(15), np.uint8(4)  # where the halves of a byte are
_TURN = 6  # the seed of the turn
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """Where tokens of one model are compared: `mean`, shape (dim,), and an orthonormal `basis`, shape (dim, small).

    `small` is even. A small number is one of 15, which lie `step` apart.
    `background` are the unit vectors of the texts that it was found by, float32, shape (texts, vector_dim).
    A space without dimensions is that of a model whose tokens cannot be told apart.
    """

    mean: Vectors
    basis: Vectors
    background: Vectors
    step: float

    @classmethod
    def of(cls, samples: Sequence[Vectors], background: Vectors) -> Self:
        """Find the space by the tokens of some texts, each of shape (tokens, dim): their principal directions."""
        tokens = np.concatenate([sample for sample in samples if sample.size] or [np.empty((0, 0), np.float32)])
        if not tokens.size:
            return cls(np.empty(0, np.float32), np.empty((0, 0), np.float32), background, 1.0)
        units = _units(tokens)
        mean = units.mean(0)
        centred = _units(units - mean)
        _, directions = np.linalg.eigh(centred.T @ centred)  # by ascending variance
        kept = directions[:, ::-1][:, : min(DIMENSIONS, len(mean) // 2 * 2)]
        basis = np.ascontiguousarray(kept @ _turn(kept.shape[1]), np.float32)
        return cls(mean, basis, background, _STEP / kept.shape[1] ** 0.5)  # the mean square is 1 / dimensions

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` gave."""
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            return cls(arrays["mean"], arrays["basis"], arrays["background"], float(arrays["step"]))

    def to_bytes(self) -> bytes:
        """Give all of it to be kept."""
        file = BytesIO()
        np.savez(file, mean=self.mean, basis=self.basis, background=self.background, step=self.step)
        return file.getvalue()

    def place(self, tokens: Vectors) -> Vectors:
        """Unit vectors of tokens in this space: float32, shape (tokens, small)."""
        if not tokens.size or not self.basis.size:
            return np.empty((len(tokens), 0), np.float32)
        return _units((_units(tokens) - self.mean) @ self.basis)

    def asked(self, tokens: Vectors) -> Vectors:
        """Tokens of a question as `cosines` takes them: float32, shape (tokens, small)."""
        return self.place(tokens) * np.float32(self.step)

    def small(self, tokens: Vectors) -> Small:
        """Tokens of a passage, half a byte a number: uint8, shape (tokens, small / 2)."""
        steps = np.rint(self.place(tokens) / self.step)
        levels = (np.clip(steps, 1 - _MIDDLE, _MIDDLE - 1) + _MIDDLE).astype(np.uint8)
        return np.asarray(levels[:, ::2] | levels[:, 1::2] << 4, np.uint8)


def cosines(passages: Sequence[Small], asked: Vectors) -> Vectors:
    """The cosine of each token of passages with each of a question: float32, shape (tokens, asked).

    It is counted passage by passage: numbers of one stay in the processor's cache.
    """
    even, odd = np.ascontiguousarray(asked[:, ::2].T), np.ascontiguousarray(asked[:, 1::2].T)
    found = [_floats(small & _LOW) @ even + _floats(small >> _HIGH) @ odd for small in passages]
    return np.asarray(np.concatenate(found) - np.float32(_MIDDLE) * asked.sum(1), np.float32)


def _floats(levels: NDArray[np.integer]) -> Vectors:
    return levels.astype(np.float32)


def _turn(dimensions: int) -> NDArray[np.float64]:
    """An orthonormal matrix, drawn by chance and always the same: shape (dimensions, dimensions)."""
    drawn = np.random.default_rng(_TURN).standard_normal((dimensions, dimensions))
    return np.asarray(np.linalg.qr(drawn)[0], np.float64)


def _units(vectors: NDArray[np.floating]) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _TINY), np.float32)
