"""A cross-encoder, where the operator names one: it reads question and passage together, and orders the first hits.

It reads every passage anew for every question, so it is asked about the first few alone (Nogueira and Cho 2019).
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

LONGEST = 512  # tokens of question and passage that are read, whatever a model can; cross-encoders are trained with it
_CLASSIFIER = "ForSequenceClassification"  # how transformers' names of models with such a part end

Scores = NDArray[np.float32]


class Reranker:
    """A sentence-transformers CrossEncoder, by folder or hub name. Safe to use from several threads.

    It is loaded when it is first needed.
    """

    def __init__(self, model: str) -> None:
        self._source = model
        self._model: CrossEncoder | None = None
        self._turn = threading.Lock()

    def load(self) -> None:
        """Load the model (seconds). Raises ModelError when it cannot be loaded, or is made for something else."""
        with self._turn:
            self._loaded()

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """How well each text answers the question: float32, shape (len(texts),), higher is better.

        They are the model's own numbers, of any range. Raises ModelError.
        """
        with self._turn:
            model = self._loaded()
            try:
                scores = _scores(model, question, texts)
            except Exception as error:  # whatever it is, it is not that nothing was found
                raise ModelError(
                    f"The reranker {self._source!r} failed at a question: {_reason(error)}. Set CLIO_RERANKER to "
                    "another cross-encoder, or unset it."
                ) from error
        if not np.isfinite(scores).all():
            raise ModelError(
                f"The reranker {self._source!r} gives scores that are no numbers. Set CLIO_RERANKER to another "
                "cross-encoder, or unset it."
            )
        return scores

    def _loaded(self) -> "CrossEncoder":
        if self._model is None:
            model = _load(self._source)
            if not _has_head(model):
                raise ModelError(
                    f"The reranker {self._source!r} was not trained to judge passages: it lacks the part that gives "
                    "the score. CLIO_RERANKER should be a cross-encoder for search; CLIO_MODEL is for others."
                )
            if model.num_labels != 1:
                raise ModelError(
                    f"The reranker {self._source!r} gives {model.num_labels} numbers for a passage where one score is "
                    "needed. CLIO_RERANKER should be a cross-encoder for search."
                )
            self._model = model
        return self._model


def _load(source: str) -> "CrossEncoder":
    try:
        # Here, because importing it takes seconds that a command without a question should not spend.
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        model: CrossEncoder = CrossEncoder(source)
        model.max_seq_length = min(model.max_seq_length or LONGEST, LONGEST)
        return model
    except Exception as error:  # a damaged file is met in many ways
        raise ModelError(
            f"The reranker {source!r} cannot be loaded: {_reason(error)}. CLIO_RERANKER should be a cross-encoder's "
            "folder or hub name; unset, Clio orders passages by itself."
        ) from error


def _has_head(model: "CrossEncoder") -> bool:
    """Whether what gives the score was in the file: where it was not, it is made of random numbers, without a word."""
    kept_as = (model.config.architectures if model.config else None) or ()
    is_classifier = type(model.model).__name__.endswith(_CLASSIFIER)
    return not (is_classifier and kept_as) or any(name.endswith(_CLASSIFIER) for name in kept_as)


def _scores(model: "CrossEncoder", question: str, texts: Sequence[str]) -> Scores:
    from torch.nn import Identity  # here, as above

    pairs = [(question, text) for text in texts]
    # Without an activation: a sigmoid makes the best of them all alike.
    return np.asarray(model.predict(pairs, activation_fn=Identity(), show_progress_bar=False), np.float32)


def _reason(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
