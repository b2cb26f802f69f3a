"""Questions in, answers out: those that arrive together are checked, understood and embedded together."""

import time
from collections.abc import Callable, Sequence
from functools import cached_property

from index.answering import Answerer, Understood
from index.embedding import Embedder, Encoding
from index.encoding import space_of
from index.errors import ClioError, IndexNotReady, QuestionError
from index.model import Answer, Collections, DatedPassage, Inquiry, Within
from index.names.aliases import AliasList
from index.narrowing import narrowed, span_of
from index.readings import Readings
from index.search import Asked, Considered, level_of, look, timeline, weights_for
from index.store.base import Snapshot, Store
from index.tokens import TokenSpace
from index.weights import WEIGHTS

MAX_QUESTION_CHARS = 2_000  # far more than a model reads of it

ListsOf = Callable[[Collections], Sequence[AliasList]]


class QuestionDesk:
    """Answers questions from what `readings` give of their collections. Safe to use from several threads."""

    def __init__(
        self, embedder: Embedder, answerer: Answerer, store: Store, readings: Readings, lists_of: ListsOf
    ) -> None:
        """`lists_of` gives the lists of names that belong to collections."""
        self._embedder, self._answerer, self._store, self._readings = embedder, answerer, store, readings
        self._lists_of = lists_of

    def ask_many(self, inquiries: Sequence[Inquiry]) -> list[Answer | ClioError]:
        """See Library."""
        started = time.perf_counter()
        understood = [self._understand(inquiry) for inquiry in inquiries]
        parts = [part for one in understood if isinstance(one, Understood) for part in one.texts]
        encodings = iter(self._embedder.embed_questions(parts) if parts else ())
        spent_s = (time.perf_counter() - started) / max(1, len(inquiries))
        return [
            self._answer(inquiry, one, [next(encodings) for _ in one.texts], spent_s)
            if isinstance(one, Understood)
            else one
            for inquiry, one in zip(inquiries, understood, strict=True)
        ]

    def _understand(self, inquiry: Inquiry) -> Understood | ClioError:
        try:
            text = checked(inquiry.question)
            with self._readings.reading(inquiry.collections) as snapshots:
                if not count(snapshots)[0]:
                    return self._readings.lacking(inquiry.collections)
                return self._answerer.understand(text, snapshots, inquiry.earlier, self._lists_of(inquiry.collections))
        except (QuestionError, IndexNotReady) as error:
            return error

    def _answer(
        self, inquiry: Inquiry, understood: Understood, encodings: Sequence[Encoding], spent_s: float
    ) -> Answer | ClioError:
        started = time.perf_counter() - spent_s
        try:
            with self._readings.reading(inquiry.collections) as snapshots:
                documents, _ = count(snapshots)
                if not documents:
                    return self._readings.lacking(inquiry.collections)
                where = narrowed(snapshots, inquiry.within)
                found = self._answerer.answer(understood, encodings, self._space, where, inquiry.limit)
        except (QuestionError, IndexNotReady) as error:
            return error
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Answer(
            question=inquiry.question,
            hits=found.hits,
            answered=found.answered,
            confidence=found.confidence,
            documents=documents,
            elapsed_ms=elapsed_ms,
            may_help=found.may_help,
            language=understood.language,
            earlier=understood.earlier,
            within=inquiry.within,
            respelt=understood.respelt,
        )

    def timeline(self, topic: str, collections: Collections, within: Within, limit: int) -> tuple[DatedPassage, ...]:
        """See Library."""
        text = checked(topic)
        span = span_of(within.since, within.until)
        with self._readings.reading(collections) as snapshots:
            if not count(snapshots)[0]:
                raise self._readings.lacking(collections)
            understood = self._answerer.understand(text, snapshots, aliases=self._lists_of(collections))
            (part, *_), where = understood.parts, narrowed(snapshots, within)
            (encoding,) = self._embedder.embed_questions([part])
            return timeline(Asked(part, encoding, self._space), where, limit, self._answerer.sets, span)

    def consider(self, questions: Sequence[str], collections: Collections) -> list[tuple[Considered | None, float]]:
        """What speaks for each passage that may answer each question, for a fit, and the level of the shelves.

        Questions are embedded together. Raises what `ask` raises, but NoDocuments.
        """
        texts = [checked(question) for question in questions]
        with self._readings.reading(collections) as snapshots:
            asked = [
                Asked(text, encoding, self._space)
                for text, encoding in zip(texts, self._embedder.embed_questions(texts), strict=True)
            ]
            level = level_of(snapshots)
            return [(look(one, snapshots, weights_for(one, WEIGHTS)), level) for one in asked]

    @cached_property
    def _space(self) -> TokenSpace:
        return TokenSpace.from_bytes(self._store.space() or self._store.keep_space(space_of(self._embedder).to_bytes()))


def checked(question: str) -> str:
    """A question in one line. Raises QuestionError when it is none, or too long."""
    plain = " ".join(question.split())
    if not any(character.isalnum() for character in plain):
        raise QuestionError("There is no question; ask one, such as: When did the Suez crisis begin?")
    if len(plain) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(plain):,} characters, more than {MAX_QUESTION_CHARS:,}; ask a shorter one."
        )
    return plain


def count(snapshots: Sequence[Snapshot]) -> tuple[int, int]:
    """How many documents and passages they hold together."""
    counts = [snapshot.count() for snapshot in snapshots]
    return sum(documents for documents, _ in counts), sum(passages for _, passages in counts)
