"""The numbers that ranking, marking and answering hang on, read from `weights.json`, which a fit writes.

Each is the log-odds that one unit of a feature adds; see `index.search.evidence` for the features. `ranking` and
`marking` are conditional logits (which of the candidates is the right one), `confidence` is a logistic regression (does
one of the first three answer). None is below 0 but those of lengths and of the opening sentence: what speaks for a
passage in one library and with one model should not speak against it in another.
"""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError

logger = logging.getLogger(__name__)

FILE = Path(__file__).parent / "weights.json"

CANDIDATES = 50  # taken from each of dense and lexical search
CONSIDERED = 40  # of these are looked at token by token, at most
ENOUGH = 24  # so many are where few hits are wanted: right@1 on squad 0.868 as with 40, with 12 of them too; nDCG 0.929

Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts.

    `proposal` orders candidates before their tokens are looked at. An answer is given from `answering` on, "these may
    help" is said from `helping` on, both confidences; two sentences are marked where the second has at least the share
    `second` of the first one's odds.
    """

    proposal: Table
    ranking: Table
    marking: Table
    confidence: Table
    answering: float
    helping: float
    second: float

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Self:
        """Read what a JSON object says. Raises KeyError, TypeError and ValueError."""
        proposal, ranking, marking, confidence = (
            _numbers(table[name]) for name in ("proposal", "ranking", "marking", "confidence")
        )
        answering, helping, second = (_finite(table[name]) for name in ("answering", "helping", "second"))
        return cls(proposal, ranking, marking, confidence, answering, helping, second)


@dataclass(frozen=True, slots=True)
class WeightSets:
    """The weights for models whose tokens can be told apart, and those for the others."""

    with_tokens: Weights
    without_tokens: Weights
    notes: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        """Read a file that the fit has written. Raises OSError, KeyError, TypeError and ValueError."""
        tables = json.loads(file.read_text("utf-8"))
        if not isinstance(tables["notes"], dict):
            raise TypeError("notes should be a JSON object")
        return cls(
            Weights.from_table(tables["with_tokens"]), Weights.from_table(tables["without_tokens"]), tables["notes"]
        )


def weigh(features: NDArray[np.float64], names: Sequence[str], table: Table) -> NDArray[np.float64]:
    """Add up the last axis of features, whose columns have these names, by their weights."""
    return np.asarray(features @ np.array([table.get(name, 0.0) for name in names]) + table.get("constant", 0.0))


def _numbers(table: object) -> Table:
    if not isinstance(table, dict):
        raise TypeError("a table of weights should be a JSON object")
    return {str(name): _finite(value) for name, value in table.items()}


def _finite(value: object) -> float:
    number = float(str(value))
    if not math.isfinite(number):
        raise ValueError(f"{number} is no weight")
    return number


WEIGHTS = WeightSets.read()


def weights_for_model(data: Path, model: str) -> WeightSets:
    """The weights that lie in the data folder where they were fitted for this model, else the shipped ones.

    Raises StoreError for a file that cannot be used.
    """
    file = data / FILE.name
    try:
        found = WeightSets.read(file)
    except (FileNotFoundError, NotADirectoryError):
        return WEIGHTS
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"The weights {file} cannot be used ({type(error).__name__}: {error}). Fit them again "
            f"(python -m index.evaluation fit … --write {file}), or remove the file: Clio's own are used then."
        ) from error
    if found.notes.get("model") == model:
        return found
    logger.warning("%s is not used: it was fitted for %s, not for %s.", file, found.notes.get("model"), model)
    return WEIGHTS
