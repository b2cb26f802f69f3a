"""Questions as people type them → answers: corrected, split, embedded together, searched, put together again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from index.embedding import Encoding
from index.model import Earlier, Hit, Respelling
from index.multilingual import is_multilingual
from index.search import NOWHERE, Asked, Found, Nearness, Rerank, search
from index.search.following import follow
from index.search.languages import foreign_language
from index.search.small_talk import without_small_talk
from index.search.spelling import corrected
from index.search.splitting import in_turn, questions_in
from index.store.base import Snapshot
from index.tokens import TokenSpace
from index.weights import WeightSets


class QuestionEmbedder(Protocol):
    """What embeds questions and knows the words of its language."""

    def embed_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Embed questions, in their order."""

    def is_whole(self, word: str) -> bool:
        """Whether a word is one of the model's own."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is searched: one text or several. `language` is its own where it cannot be answered in that.

    Where it goes on from `earlier` questions, `context` is what is searched beside it, after a space, and `near` are
    the passages that it goes on from.
    `respelt` are the words that are searched otherwise than they were asked.
    """

    parts: tuple[str, ...]
    language: str = ""
    context: str = ""
    earlier: Earlier | None = None
    near: Nearness = NOWHERE
    respelt: tuple[Respelling, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the model is to embed: each part with its context."""
        return tuple(f"{part} {self.context}" for part in self.parts) if self.context else self.parts


class Answerer:
    """Answers from snapshots. Safe to use from several threads."""

    def __init__(self, embedder: QuestionEmbedder, sets: WeightSets, rerank: Rerank | None = None) -> None:
        self._embedder, self.sets, self._rerank = embedder, sets, rerank

    def understand(self, text: str, snapshots: Sequence[Snapshot], earlier: Earlier | None = None) -> Understood:
        """Mend typing errors, tell several questions apart, and see whether it is in a language of the library.

        A question that needs what was asked `earlier` is searched together with that.
        """
        language = foreign_language(text)
        if language and not self._is_known(language, snapshots):
            return Understood((text,), language)
        if language:
            return Understood((text,))
        plain = without_small_talk(text)
        followed = follow(plain, earlier, snapshots) if earlier else None
        parts = questions_in(followed.text if followed else plain)
        mended = [corrected(part, snapshots, self._embedder.is_whole) for part in parts]
        texts = tuple(part for part, _ in mended)
        respelt = tuple(dict.fromkeys(one for _, changed in mended for one in changed))
        if followed:
            return Understood(texts, "", followed.context, followed.earlier, followed.near, respelt)
        return Understood(texts, respelt=respelt)

    def answer(
        self, understood: Understood, encodings: Sequence[Encoding], space: TokenSpace, snapshots: Sequence[Snapshot],
        limit: int,
    ) -> Found:  # fmt: skip
        """Search each part, with its encoding, and give what answers the first, the second … in turn."""
        own = [len(part) if understood.context else None for part in understood.parts]
        found = [
            search(Asked(text, encoding, space, length), snapshots, limit, self.sets, self._rerank, understood.near)
            for text, encoding, length in zip(understood.texts, encodings, own, strict=True)
        ]
        whole = found[0] if len(found) == 1 else _together(found, limit)
        return replace(whole, answered=False, may_help=False) if understood.language else whole

    def _is_known(self, language: str, snapshots: Sequence[Snapshot]) -> bool:
        return any(language in snapshot.languages() for snapshot in snapshots) or self._is_multilingual

    @cached_property
    def _is_multilingual(self) -> bool:
        return is_multilingual(self._embedder)


def _together(found: Sequence[Found], limit: int) -> Found:
    """Put the parts' hits together; where some parts are answered, the others' are left out."""
    answered = [one for one in found if one.answered] or [one for one in found if one.may_help] or found
    said: set[str] = set()  # the passages that stand among the best, and those that say no more
    best: list[Hit] = []
    for hit in in_turn([one.hits for one in answered]):
        if hit.passage.id not in said:
            best.append(hit)
            said |= {passage.id for passage in (hit.passage, *hit.also)}
    hits: list[Hit] = []
    for rank, hit in enumerate(best[:limit], 1):
        score = min(hit.score, hits[-1].score) if hits else hit.score
        hits.append(replace(hit, rank=rank, score=score))
    confidence = max(one.confidence for one in found)
    is_answered = any(one.answered for one in found)
    return Found(tuple(hits), confidence, is_answered, not is_answered and any(one.may_help for one in found))
