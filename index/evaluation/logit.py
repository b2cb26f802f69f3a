"""Fitting weights: a conditional logit and a logistic regression, both with weights that may be kept from below 0."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_RIDGE = 1e-4  # of the squares of weights of features scaled to a standard deviation of 1
_ROUNDS = 500


def conditional_logit(
    features: Sequence[Floats], right: Sequence[Bools], counts: Sequence[float], free: Bools
) -> Floats:
    """Find the weights under which the right ones of each group come first (McFadden 1974); shape (features,).

    Each group has features of shape (members, features); where several are right, any of them will do. `counts` is
    what each group counts, `free` says which weights may be below 0. Groups without a right or a wrong one are passed
    over.
    """
    used = [place for place, truth in enumerate(right) if truth.any() and not truth.all()]
    stacked = np.concatenate([features[place] for place in used]).astype(np.float64)
    scale = stacked.std(0) + 1e-9
    stacked /= scale
    truth = np.concatenate([right[place] for place in used])
    starts = np.cumsum([0, *(len(right[place]) for place in used)])[:-1]
    group = np.repeat(np.arange(len(used)), np.diff([*starts, len(stacked)]))
    weight = np.array([counts[place] for place in used])
    weight = weight / weight.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = stacked @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        of_right = np.where(truth, odds, 0.0)
        total, rightly = np.add.reduceat(odds, starts), np.add.reduceat(of_right, starts) + 1e-300
        slope = weight[group] * (odds / total[group] - of_right / rightly[group])
        value = float((weight * (np.log(total) - np.log(rightly))).sum() + _RIDGE * weights @ weights)
        return value, stacked.T @ slope + 2 * _RIDGE * weights

    return np.asarray(_least(loss, free) / scale, np.float64)


def logistic(features: Floats, truth: Bools, counts: Floats, free: Bools) -> Floats:
    """Find the weights of a logistic regression, the constant first: shape (1 + features,)."""
    scale = features.std(0) + 1e-9
    scaled = np.column_stack([np.ones(len(features)), features / scale])
    weight = counts / counts.sum()
    sign = np.where(truth, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ weights)
        slope = -weight * sign / (1 + np.exp(np.clip(margin, -500, 500)))
        ridge = np.concatenate([[0.0], weights[1:]])
        value = float((weight * np.logaddexp(0, -margin)).sum() + _RIDGE * ridge @ ridge)
        return value, scaled.T @ slope + 2 * _RIDGE * ridge

    found = _least(loss, np.concatenate([[True], free]))
    return np.concatenate([found[:1], found[1:] / scale])


def _least(loss: object, free: Bools) -> Floats:
    bounds = [(None, None) if is_free else (0.0, None) for is_free in free]
    found = minimize(
        loss, np.full(len(free), 0.1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _ROUNDS}
    )
    return np.asarray(found.x, np.float64)
