"""Passages that never were, made of the sentences of real ones that lie near each other.

A passage takes sentences from one real passage and from a neighbour of it, as many as that one has. A model gives a
passage the mean of its tokens, so the mean of the sentences' vectors, each weighed by its tokens, is what it would give
the mixture, but for what words do to others across sentences. Were that all, a million passages would crowd around a
few thousand points. So two kinds of noise are added, both with the directions that real passages differ in: one that
the passages of a document share, which makes of it a document on something else, and one of each passage's own.
`likeness.py` compares what comes out with real libraries.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.corpus.source import Floats, Places, Source

DOCUMENT_NOISE = 0.45  # beside a vector of length 1; chosen by what `likeness.py` shows
PASSAGE_NOISE = 0.3
_VECTORS_AT_ONCE = 400  # documents


@dataclass(frozen=True, slots=True)
class Plan:
    """A library to be made: the same plan always gives the same one. The real passages come first, as they are.

    `per_document` is how many passages each document has; `tokens` is how many tokens are kept of a passage at most,
    None for all; with fewer, passages take less of the disk and a question a little less time.
    """

    passages: int
    per_document: int = 25
    seed: int = 1
    tokens: int | None = None

    @property
    def documents(self) -> int:
        """How many there are."""
        return -(-self.passages // self.per_document)

    def size(self, document: int) -> int:
        """How many passages a document has; the last one has what is left."""
        return min(self.per_document, self.passages - document * self.per_document)

    @property
    def name(self) -> str:
        """A name for a folder."""
        tokens = "" if self.tokens is None else f"-tokens{self.tokens}"
        return f"{self.passages}x{self.per_document}-seed{self.seed}{tokens}"


@dataclass(frozen=True, slots=True)
class Mixture:
    """One passage to be made: the real passage it has most of, and its sentences' numbers in the source."""

    anchor: int
    sentences: Places


@dataclass(frozen=True, slots=True)
class MixedDocument:
    """The passages of one document with their unit vectors, float32, shape (len(mixtures), dim)."""

    number: int
    mixtures: tuple[Mixture, ...]
    vectors: Floats
    is_real: bool


def mixed(source: Source, plan: Plan, number: int) -> MixedDocument:
    """Make the document with this number."""
    begin, size = number * plan.per_document, plan.size(number)
    if begin + size <= len(source.candidates):
        places = range(begin, begin + size)
        mixtures = tuple(Mixture(place, np.arange(*source.first[place : place + 2])) for place in places)
        return MixedDocument(number, mixtures, source.vectors[begin : begin + size], is_real=True)
    draw = np.random.default_rng((plan.seed, number))
    mixtures = tuple(_drawn(source, size, draw))
    return MixedDocument(number, mixtures, _vectors(source, mixtures, draw), is_real=False)


def vectors_of(source: Source, plan: Plan) -> Iterator[Floats]:
    """The vectors of all passages, in blocks of shape (n, dim)."""
    for begin in range(0, plan.documents, _VECTORS_AT_ONCE):
        numbers = range(begin, min(begin + _VECTORS_AT_ONCE, plan.documents))
        yield np.concatenate([mixed(source, plan, number).vectors for number in numbers])


def _drawn(source: Source, size: int, draw: np.random.Generator) -> Iterator[Mixture]:
    """Go through the neighbourhood of one real passage, as a document keeps to its subject."""
    near = source.neighbours
    start = draw.integers(len(near))
    for step in draw.integers(-1, near.shape[1], size):
        anchor = int(start if step < 0 else near[start, step])
        partner = int(near[anchor, draw.integers(near.shape[1])])
        pool = np.concatenate([np.arange(*source.first[place : place + 2]) for place in (anchor, partner)])
        wanted = int(source.first[anchor + 1] - source.first[anchor])
        yield Mixture(anchor, np.sort(draw.choice(pool, wanted, replace=False)))


def _vectors(source: Source, mixtures: tuple[Mixture, ...], draw: np.random.Generator) -> Floats:
    sums = np.stack([source.sentence_vectors[mixture.sentences].sum(0) for mixture in mixtures])
    shared, own = _noise(source, 1, draw), _noise(source, len(mixtures), draw)
    return _units(_units(sums) + DOCUMENT_NOISE * shared + PASSAGE_NOISE * own)


def _noise(source: Source, count: int, draw: np.random.Generator) -> Floats:
    white = draw.standard_normal((count, len(source.spread)), np.float32)
    return np.asarray(white @ source.spread, np.float32)


def _units(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
