"""The signs of vectors as codes of one bit a dimension: who may be near is told by these first.

How many bits two codes differ in tells roughly how far apart two vectors are (Charikar 2002), and counting them is a
tenth of the work of multiplying. What the vectors have in common is to be taken off them before.
"""

import numpy as np
from numpy.typing import NDArray

from index.store.base import Vector
from index.store.terms import Mask, Places

_BLOCK = 1 << 15  # codes that are compared at once, so that what lies between stays in the processor's cache
_WORD = 64  # bits
_SAMPLED = 16  # of so many distances one is looked at to guess how far the nearest reach
_FAR = 2**16 - 1

Codes = NDArray[np.uint64]  # shape (words, n)


def codes_of(vectors: Vector) -> Codes:
    """The signs of vectors, shape (n, dim), as bits."""
    bits = np.packbits(vectors >= 0, axis=1)
    whole = np.zeros((len(bits), -(-vectors.shape[1] // _WORD) * (_WORD // 8)), np.uint8)
    whole[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(whole.view(np.uint64).T)


def distances(codes: Codes, wanted: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many bits each code differs from a wanted one, shape (words,): shape (n,)."""
    found = np.empty(codes.shape[1], np.uint16)
    for start in range(0, len(found), _BLOCK):
        block = found[start : start + _BLOCK]
        block[:] = 0
        for some, word in zip(codes[:, start : start + _BLOCK], wanted, strict=True):
            block += np.bitwise_count(some ^ word)
    return found


def fits(codes: Codes, places: Places, question: Vector) -> Vector:
    """How well the signs at some places fit the numbers of a vector: higher is nearer, float32, shape (len(places),).

    It tells more than distances, which know of that vector its signs alone, and costs some thirty times as much.
    """
    some = np.ascontiguousarray(codes[:, places].T).view(np.uint8)
    return np.asarray(np.unpackbits(some, axis=1, count=len(question)).astype(np.float32) @ question, np.float32)


def closest(distances: NDArray[np.uint16], limit: int, among: Mask | None = None) -> Places:
    """The places of the `limit` smallest distances `among` these, which are more, in ascending order of places."""
    if among is not None:
        distances = np.where(among, distances, _FAR).astype(np.uint16)
    near = _within(distances, limit)
    return np.sort(near[np.argsort(distances[near], kind="stable")[:limit]])


def _within(distances: NDArray[np.uint16], least: int) -> Places:
    """The places of all up to a distance that at least so many keep.

    It is guessed by some of them, as counting all takes long.
    """
    some = np.sort(distances[::_SAMPLED])
    bound = int(some[min(least // _SAMPLED, len(some) - 1)])
    while len(near := np.flatnonzero(distances <= bound)) < least:
        bound += 1
    return near
