"""What speaks for a passage besides the question: that it stands where the conversation already is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store.base import Candidate


@dataclass(frozen=True, slots=True)
class Nearness:
    """The paths of the documents that a question goes on from, and the log-odds that a passage of them gains.

    `when` is the date that it is about without naming it, as a text has it, or "".
    """

    documents: Collection[str] = frozenset()
    gain: float = 0.0
    when: str = ""

    def gains(self, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        """What each candidate gains: shape (candidates,)."""
        is_near = [candidate.passage.document.path in self.documents for candidate in candidates]
        return np.where(is_near, self.gain, 0.0)


NOWHERE = Nearness()
