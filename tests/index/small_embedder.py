"""An embedder whose vectors can be worked out by hand: one axis for each word it knows, and tokens that are words."""

import re
from collections.abc import Sequence

import numpy as np

from index.embedding import Encoding, Vectors
from index.tokens import Small, TokenSpace, cosines

WORDS = ("war", "peace", "treaty", "trade", "plague", "king")
_TOKENS = 64  # words that are told apart; a test of tokens has fewer
_AXES = 4  # of a token, each 1/2: the cosine is 1 with the same word, else 0
_STEP = 1 / 14  # of small tokens, whose highest number is so 1/2
_WORD = re.compile(r"\w+")


class SmallEmbedder:
    """Counts its words, and scales to length 1; the last axis is for texts that have none of them.

    Every word is a token, whether it is one of WORDS or not; each new one takes the next axes of its own. An embedder
    may be told to give no tokens.
    """

    def __init__(self, name: str = "small", window: int = 20, gives_tokens: bool = True) -> None:
        self.name = name
        self.window = window
        self.embedded: list[str] = []
        self._gives_tokens = gives_tokens
        self._places = {word: place for place, word in enumerate(WORDS)}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """A token is what stands between white space."""
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Embed and remember what was embedded."""
        self.embedded += texts
        return self.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Embed: vectors of len(WORDS) + 1 numbers, and each word's token."""
        return [self._encoding(text) for text in texts]

    def is_whole(self, word: str) -> bool:
        """Whether it is one of the words that vectors are made of."""
        return word in WORDS

    def _encoding(self, text: str) -> Encoding:
        found = list(_WORD.finditer(text)) if self._gives_tokens else []
        tokens = np.stack([self._token(word[0].lower()) for word in found]) if found else np.empty((0, 0), np.float32)
        spans = np.asarray([word.span() for word in found], np.int32).reshape(-1, 2)
        return Encoding(_row(_WORD.findall(text.lower())), tokens, spans)

    def _token(self, word: str) -> Vectors:
        place = self._places.setdefault(word, len(self._places)) % _TOKENS
        return np.repeat(np.eye(_TOKENS, dtype=np.float32)[place] / 2, _AXES)


def _row(words: Sequence[str]) -> Vectors:
    counts = np.array([*(words.count(word) for word in WORDS), 0], np.float32)
    if not counts.any():
        counts[-1] = 1
    return np.asarray(counts / np.linalg.norm(counts), np.float32)


def small_space(background: Sequence[str] = ("trade", "plague", "nothing")) -> TokenSpace:
    """A space that leaves tokens as they are; `background` are questions that have nothing to do with the shelf."""
    vectors = np.stack([one.vector for one in SmallEmbedder().embed_questions(background)])
    size = _TOKENS * _AXES
    return TokenSpace(np.zeros(size, np.float32), np.eye(size, dtype=np.float32), vectors, _STEP)


def read_again(space: TokenSpace, small: Small) -> Vectors:
    """Small tokens as a question sees them: float32, shape (tokens, small_dim)."""
    axes = np.eye(space.basis.shape[1], dtype=np.float32) * np.float32(space.step)
    return cosines([small], axes) if len(small) else np.empty((0, len(axes)), np.float32)
