"""A model's matrices are put in order once, and give the same numbers as before."""

import warnings

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index.embedding import bundled_model
from index.forward import TOGETHER, outputs
from index.packing import Packed, pack
from index.prompts import QUERY

TEXTS = [f"Who paid for the {'long ' * number}canal?" for number in range(TOGETHER + 3)]


@pytest.fixture(scope="module")
def model() -> SentenceTransformer:
    return SentenceTransformer(str(bundled_model()), device="cpu")


def vectors(model: SentenceTransformer) -> list[np.ndarray]:
    return [output["sentence_embedding"].numpy() for output in outputs(model, TEXTS, "", QUERY)]


def test_texts_come_back_in_their_order_as_encode_gives_them(model: SentenceTransformer) -> None:
    assert np.allclose(vectors(model), model.encode_query(TEXTS), atol=1e-5)


def test_a_packed_model_gives_the_same_vectors(model: SentenceTransformer) -> None:
    before = vectors(model)
    pack(model)
    assert any(isinstance(module, Packed) for module in model.modules())
    assert not any(type(module) is torch.nn.Linear for module in model.modules())
    assert np.allclose(vectors(model), before, atol=1e-5)


def test_a_model_that_looks_at_its_matrices_itself_is_left_as_it_was(model: SentenceTransformer) -> None:
    class Peeking(torch.nn.Module):
        """Multiplies by the weight of its layer without asking the layer."""

        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(384, 384)

        def forward(self, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
            vector = features["sentence_embedding"] @ self.layer.weight.T
            return {**features, "sentence_embedding": vector}

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a module that was not made to be saved
        peeking = SentenceTransformer(modules=[*model.children(), Peeking()], device="cpu")
    before = vectors(peeking)
    pack(peeking)
    assert type(peeking[-1].layer) is torch.nn.Linear
    assert np.array_equal(vectors(peeking), before)


@pytest.mark.parametrize("window", [64, 100])
def test_texts_that_are_cut_are_read_whatever_the_window_is(window: int) -> None:
    model = SentenceTransformer(str(bundled_model()), device="cpu")
    model.max_seq_length = window
    long = ["The canal was dug by hand. " * 40, "Who paid for it?"]
    before = model.encode_query(long)
    pack(model)
    assert any(isinstance(module, Packed) for module in model.modules())
    found = [output["sentence_embedding"].numpy() for output in outputs(model, long, "", QUERY)]
    assert np.allclose(found, before, atol=1e-5)
