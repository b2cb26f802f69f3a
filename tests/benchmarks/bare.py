"""The bare model: what Clio's work is compared with."""

from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.embedding import bundled_model


def bare_model() -> SentenceTransformer:
    """The bundled model as sentence-transformers loads it, on the processor, as Clio uses it here."""
    transformers_logging.disable_progress_bar()
    model = SentenceTransformer(str(bundled_model()), device="cpu")
    model.encode("What is being measured here?")
    return model
