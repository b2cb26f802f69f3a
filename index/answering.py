"""Questions as people type them → answers: corrected, split, embedded together, searched, put together again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from index.embedding import Encoding
from index.model import Earlier, Hit, Respelling
from index.multilingual import is_multilingual
from index.names.aliases import AliasList
from index.search import NOWHERE, Asked, Found, Nearness, Rerank, search
from index.search.following import follow
from index.search.languages import are_one, foreign_language
from index.search.other_names import Renamed, renamed
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
    `respelt` are the words that are searched otherwise than they were asked. Where the library uses several names of
    one thing, `beside` has the parts with other names, "" for one that has none, else it is empty.
    """

    parts: tuple[str, ...]
    language: str = ""
    context: str = ""
    earlier: Earlier | None = None
    near: Nearness = NOWHERE
    respelt: tuple[Respelling, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the model is to embed: each part with its context, then each of those beside them."""
        return tuple(f"{part} {self.context}" if self.context else part for part in self.own)

    @property
    def own(self) -> tuple[str, ...]:
        """The texts without their context."""
        return self.parts + tuple(filter(None, self.beside))


class Answerer:
    """Answers from snapshots. Safe to use from several threads."""

    def __init__(self, embedder: QuestionEmbedder, sets: WeightSets, rerank: Rerank | None = None) -> None:
        self._embedder, self.sets, self._rerank = embedder, sets, rerank

    def understand(
        self, text: str, snapshots: Sequence[Snapshot], earlier: Earlier | None = None,
        aliases: Sequence[AliasList] = (),
    ) -> Understood:  # fmt: skip
        """Mend typing errors, tell several questions apart, and see whether it is in a language of the library.

        A question that needs what was asked `earlier` is searched together with that. Names are searched as the
        library has them, by `aliases`, by what documents say that things are also called, and by their sound.
        """
        language = foreign_language(text)
        if language and not self._is_known(language, snapshots):
            return Understood((text,), language)
        if language:
            return Understood((text,))
        plain = without_small_talk(text)
        followed = follow(plain, earlier, snapshots) if earlier else None
        parts = questions_in(followed.text if followed else plain)
        lists = [*(snapshot.aliases() for snapshot in snapshots), *aliases]
        named = [self._named(part, snapshots, lists) for part in parts]
        found = Understood(
            tuple(one.text for one in named),
            respelt=tuple(dict.fromkeys(change for one in named for change in one.changed)),
            beside=tuple(one.beside for one in named) if any(one.beside for one in named) else (),
        )
        if not followed:
            return found
        context = self._named(followed.context, snapshots, lists).text
        return replace(found, context=context, earlier=followed.earlier, near=followed.near)

    def _named(self, text: str, snapshots: Sequence[Snapshot], lists: Sequence[AliasList]) -> Renamed:
        """A question with names and words that the library has."""
        found = renamed(text, snapshots, lists)
        whole, changed = corrected(found.text, snapshots, self._embedder.is_whole)
        beside = corrected(found.beside, snapshots, self._embedder.is_whole)[0] if found.beside else ""
        return Renamed(whole, beside, found.changed + changed)

    def answer(
        self, understood: Understood, encodings: Sequence[Encoding], space: TokenSpace, snapshots: Sequence[Snapshot],
        limit: int,
    ) -> Found:  # fmt: skip
        """Search each part, with its encoding, and give what answers the first, the second … in turn."""
        own = [len(part) if understood.context else None for part in understood.own]
        found = [
            search(Asked(text, encoding, space, length), snapshots, limit, self.sets, self._rerank, understood.near)
            for text, encoding, length in zip(understood.texts, encodings, own, strict=True)
        ]
        found = _with_others(found[: len(understood.parts)], found[len(understood.parts) :], understood.beside, limit)
        whole = found[0] if len(found) == 1 else _together(found, limit)
        return replace(whole, answered=False, may_help=False) if understood.language else whole

    def _is_known(self, language: str, snapshots: Sequence[Snapshot]) -> bool:
        known = {one for snapshot in snapshots for one in snapshot.languages()}
        return any(are_one(language, one) for one in known) or self._is_multilingual

    @cached_property
    def _is_multilingual(self) -> bool:
        return is_multilingual(self._embedder)


def _with_others(found: Sequence[Found], others: Sequence[Found], beside: Sequence[str], limit: int) -> list[Found]:
    """What was found of each part, by its names and by others."""
    left = iter(others)
    pairs = zip(found, beside or [""] * len(found), strict=True)
    return [_either(one, next(left), limit) if text else one for one, text in pairs]


def _either(one: Found, other: Found, limit: int) -> Found:
    """What was found by one name or by the other, each passage as well as it was found by either."""
    best: dict[str, Hit] = {}
    for hit in sorted([*one.hits, *other.hits], key=lambda hit: -hit.score):
        best.setdefault(hit.passage.id, hit)
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(best.values())[:limit], 1))
    answered = one.answered or other.answered
    may_help = not answered and (one.may_help or other.may_help)
    return Found(hits, max(one.confidence, other.confidence), answered, may_help)


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
