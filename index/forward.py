"""Texts → what a sentence-transformers model makes of them, without what `encode` does around that.

`encode` looks at every weight and every module before it begins: two milliseconds, a tenth of the time for a question.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.prompts import QUERY

TOGETHER = 16  # texts that are read at once: what lies between two layers stays in the processor's cache

Output = Mapping[str, Any]


@torch.inference_mode()
def outputs(model: SentenceTransformer, texts: Sequence[str], prompt: str, kind: str) -> list[Output]:
    """What the model's modules give for each text, read after the prompt; texts of one length are read together.

    The same as `encode_query` or `encode_document` with `output_value=None`; for models that are not plain it is these.
    """
    if not is_plain(model):
        encode = model.encode_query if kind == QUERY else model.encode_document
        return list(encode(list(texts), prompt=prompt, output_value=None, show_progress_bar=False))
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found: list[Output] = []
    for start in range(0, len(texts), TOGETHER):
        some = [texts[place] for place in by_length[start : start + TOGETHER]]
        whole = model(model.preprocess(some, prompt=prompt or None, task=kind), task=kind)
        found += ({name: _part(value, place, len(some)) for name, value in whole.items()} for place in range(len(some)))
    return [found[place] for place in np.argsort(by_length)]


def is_plain(model: SentenceTransformer) -> bool:
    """Whether nothing but its modules makes its vectors, and they stand in the computer's own memory."""
    return hasattr(model, "preprocess") and model.device.type == "cpu" and model.truncate_dim is None


def _part(value: object, place: int, of: int) -> object:
    """What belongs to one of so many texts."""
    is_of_each = isinstance(value, torch.Tensor) and value.ndim > 0 and len(value) == of
    return value[place] if is_of_each else value  # type: ignore[index]  # a tensor
