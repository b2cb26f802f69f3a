"""Which parts of what is derived stay as they are when passages are added and removed.

Passages that are new go into a part of their own. Small parts are derived anew together with new ones, as in a
log-structured merge tree (O'Neil et al. 1996), so that parts stay few and each passage is derived some times only,
however often a shelf changes.
"""

from collections.abc import Sequence

MOST = 100_000  # passages of a part: some 300 MB while it is written
GROWTH = 4  # a part is derived anew with others unless it has more than so many times their passages
DECAY = 0.25  # and where more than this share of its passages is gone


def left_alone(sizes: Sequence[int], standing: Sequence[int], new: int) -> tuple[int, ...]:
    """The parts that stay, by their places: of each is told how many passages it has and how many of them stand.

    `new` is how many passages are in none. Those that stand in the other parts are derived anew with these.
    """
    stay: list[int] = []
    for number in sorted(range(len(sizes)), key=lambda number: sizes[number]):
        together = new + standing[number]
        decayed = standing[number] < (1 - DECAY) * sizes[number]
        small = new and sizes[number] <= GROWTH * new and together <= MOST
        if decayed or small:
            new = together
        else:
            stay.append(number)
    return tuple(sorted(stay))
