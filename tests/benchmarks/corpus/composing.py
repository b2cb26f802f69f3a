"""Mixtures → what is committed: texts with their locators and dates, embeddings with their sentences and tokens."""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.dates import find_dates
from index.model import Document, Locator, Passage
from index.store.base import Embedding
from tests.benchmarks.corpus.mixing import MixedDocument, Mixture, Plan, mixed
from tests.benchmarks.corpus.renaming import Names
from tests.benchmarks.corpus.source import Floats, Source


@dataclass(frozen=True, slots=True)
class Composed:
    """A document with its passages and their embeddings, in the same order."""

    document: Document
    passages: tuple[Passage, ...]
    embeddings: tuple[Embedding, ...]

    @property
    def markdown(self) -> str:
        """The document as a file that would be read as these passages."""
        lines = [f"title: {self.document.title}", "language: en"]
        lines += [f"date: {self.document.date}"] if self.document.date else []
        return "\n\n".join(["---\n" + "\n".join(lines) + "\n---", *(passage.text for passage in self.passages)]) + "\n"


class Composer:
    """Makes the documents of a plan; `label` begins their paths."""

    def __init__(self, source: Source, plan: Plan, label: str) -> None:
        self._source, self._plan, self._label = source, plan, label

    @cached_property
    def _names(self) -> Names:
        return Names([one.passage.text for one in self._source.candidates])

    def path(self, number: int) -> str:
        """Where the document with this number lies, in folders of a thousand."""
        return f"{number // 1000:04}/{number:07}.md"

    def compose(self, number: int) -> Composed:
        """Make the document with this number."""
        made = mixed(self._source, self._plan, number)
        path = f"{self._label}/{self.path(number)}"
        document = self._document(made, path)
        pieces = [self._piece(made, mixture, path) for mixture in made.mixtures]
        texts, contexts = [" ".join(sentences) for sentences in pieces], range(len(pieces))
        passages = tuple(
            Passage(
                _short(path, str(place)), document, place, len(pieces), texts[place],
                Locator((), place + 1, place + 1), find_dates(texts[place], document.date),
            )
            for place in contexts
        )  # fmt: skip
        embeddings = tuple(
            self._embedding(_key(self._plan, number, place), mixture, pieces[place], made.vectors[place])
            for place, mixture in enumerate(made.mixtures)
        )
        return Composed(document, passages, embeddings)

    def _document(self, made: MixedDocument, path: str) -> Document:
        like = self._source.passage(made.mixtures[0].anchor).document
        title = like.title if made.is_real else self._names.renamed(f"on {like.title}", path).removeprefix("on ")
        title = f"{title} ({made.number})".replace(":", ",")
        return Document(path, title, like.date, "en", "", {"title": title, "language": "en"})

    def _piece(self, made: MixedDocument, mixture: Mixture, path: str) -> list[str]:
        """The sentences of a passage, each in one line."""
        sentences = [" ".join(self._sentence(number).split()) for number in mixture.sentences]
        return sentences if made.is_real else [self._names.renamed(sentence, path) for sentence in sentences]

    def _place(self, sentence: int) -> tuple[int, int]:
        """Which passage a sentence stands in, and which of its sentences it is."""
        passage = int(np.searchsorted(self._source.first, sentence, side="right")) - 1
        return passage, sentence - int(self._source.first[passage])

    def _sentence(self, number: int) -> str:
        passage, place = self._place(number)
        candidate = self._source.candidates[passage]
        start, end = candidate.embedding.spans[place]
        return candidate.passage.text[start:end]

    def _embedding(self, key: bytes, mixture: Mixture, sentences: list[str], vector: Floats) -> Embedding:
        parts = [self._tokens(mixture.anchor, 0)]
        parts += [self._tokens(passage, place + 1) for passage, place in map(self._place, mixture.sentences)]
        parts = list(_shortened(parts, self._plan.tokens))
        ends = np.cumsum([len(sentence) + 1 for sentence in sentences])
        spans = tuple((int(end) - 1 - len(one), int(end) - 1) for end, one in zip(ends, sentences, strict=True))
        sums = self._source.sentence_vectors[mixture.sentences]
        units = np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)
        tokens = np.concatenate(parts)
        return Embedding(key, vector, units, spans, tokens, tuple(map(len, parts)) if tokens.size else ())

    def _tokens(self, passage: int, segment: int) -> NDArray[np.uint8]:
        """The tokens of a sentence (from 1) or of the context (0) of a real passage."""
        embedding = self._source.candidates[passage].embedding
        start = sum(embedding.counts[:segment])
        return embedding.tokens[start : start + (embedding.counts[segment] if embedding.counts else 0)]


def _shortened(parts: list[NDArray[np.uint8]], most: int | None) -> Iterator[NDArray[np.uint8]]:
    """Leave out tokens at the end, so that no more than so many are kept."""
    left = sum(map(len, parts)) if most is None else most
    for part in parts:
        yield part[: max(0, left)]
        left -= len(part)


def _key(plan: Plan, document: int, place: int) -> bytes:
    return blake2b(f"{plan.name}\0{document}\0{place}".encode(), digest_size=16).digest()


def _short(*names: str) -> str:
    """An id of the form that passages have."""
    return b32encode(blake2b("\0".join(names).encode(), digest_size=8).digest()).decode().rstrip("=").lower()
