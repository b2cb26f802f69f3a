"""A model's matrices in the order in which the processor multiplies them, and nothing between that only training needs.

torch keeps a matrix as it was trained and puts it in order at every product. For a question's dozen tokens that takes
as long as the product itself; done once, it takes a quarter off the time for a question, and a tenth for passages.
The numbers stay the same. For each number of tokens oneDNN makes code of its own, and keeps it: 2 ms and 1.7 MB. So
texts are filled up to few different lengths, which costs a twentieth of the time for a question.
"""

import logging
from collections.abc import Callable
from functools import partial

import torch
from sentence_transformers import SentenceTransformer
from torch import nn

from index.forward import is_plain, outputs
from index.prompts import QUERY

logger = logging.getLogger(__name__)

_STEP = 8  # tokens that lengths are rounded up to
_ROWS = 16  # tokens that the order is best for; it serves any number
_PROBE = "When was the treaty signed? "
_TOO_LONG = 100  # times that is more than is read
_CLOSE = 0.01  # numbers of a unit vector may differ by so much; bfloat16 rounds to some 0.002


class Packed(nn.Module):
    """A linear layer with its weight in an order of oneDNN, which torch carries (https://uxlfoundation.github.io/oneDNN)."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        weight = layer.weight.detach()
        self.weight = torch.ops.mkldnn._reorder_linear_weight(weight, _ROWS)
        self.bias = None if layer.bias is None else layer.bias.detach()

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Multiply rows: shape (..., in) → (..., out)."""
        product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(rows, self.weight, self.bias, "none", [], "")
        return product


def pack(model: SentenceTransformer) -> None:
    """Pack the linear layers of a model, where that can be done and makes no difference; else leave them."""
    if not is_plain(model) or not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]  # it has no types
        return
    layers = [
        (parent, name, child, made)
        for parent in model.modules()
        for name, child in parent.named_children()
        if (made := _quicker(child))
    ]
    told = _told_of_texts(model)
    was_told = dict(told)
    try:
        before = _vectors(model)
        for parent, name, _, quicker in layers:
            setattr(parent, name, quicker())
        if not (model.get_max_seq_length() or 0) % _STEP:  # else texts that are cut could not be filled up
            told.setdefault("pad_to_multiple_of", _STEP)
        is_same = bool(torch.allclose(_vectors(model), before, atol=_CLOSE))
    except Exception as error:  # what a processor lacks, or a model asks of a layer, is said in many ways
        logger.debug("The model's matrices stay as they are: %s", error)
        is_same = False
    if not is_same:
        told.clear()
        told.update(was_told)
        for parent, name, child, _ in layers:
            setattr(parent, name, child)


def _quicker(layer: nn.Module) -> Callable[[], nn.Module] | None:
    """What makes a layer that does the same in less time; None where there is none."""
    if type(layer) is nn.Linear and layer.weight.dtype in (torch.float32, torch.bfloat16):
        return partial(Packed, layer)
    return nn.Identity if type(layer) is nn.Dropout else None  # out of training it does nothing, in 15 microseconds


def _told_of_texts(model: SentenceTransformer) -> dict[str, object]:
    """What the model's tokenizer is told beside texts, to be added to; one of another kind is told nothing."""
    told = getattr(model[0], "processing_kwargs", None)
    return told.setdefault("text", {}) if isinstance(told, dict) else {}


def _vectors(model: SentenceTransformer) -> torch.Tensor:
    """Unit vectors of a short text and of one that is cut: shape (2, dim)."""
    read = [outputs(model, [text], "", QUERY)[0]["sentence_embedding"].float() for text in (_PROBE, _PROBE * _TOO_LONG)]
    return torch.nn.functional.normalize(torch.stack(read), dim=1)
