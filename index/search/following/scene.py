"""What a conversation is about so far: the passages that were shown, and the words of the first one's document."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import find_dates
from index.model import Earlier, Passage
from index.search.following.words import names_in, telling
from index.search.kinds import Kind, holds, kind_of
from index.sentences import split
from index.store.base import Snapshot

_REACH = 10  # passages on each side of the first one whose words count as known

_OF_KIND = 2  # words that a sentence may share less where it holds what was asked for


@dataclass(frozen=True, slots=True)
class Scene:
    """What was asked, what was shown for it and is still there, best first, and the terms around the first of that."""

    earlier: Earlier
    passages: tuple[Passage, ...]
    terms: frozenset[str]

    @property
    def asked_for(self) -> Kind:
        """What kind of answer the earlier question asked for."""
        return kind_of(self.earlier.question)

    def answering(self) -> str:
        """The sentence of the first passage that answers the earlier question best, by its words; "" without one."""
        if not self.passages:
            return ""
        first, asked = self.passages[0], _lower(self.earlier.question)

        def fit(sentence: str) -> int:
            return len(asked & _lower(sentence)) + _OF_KIND * holds(self.asked_for, sentence, asked)

        return max(split(first.text, first.document.language or "en"), key=fit, default="")

    def answered_names(self) -> tuple[str, ...]:
        """Names in the answering sentence that were not asked about."""
        known = names_in(self.earlier.question)
        return tuple(name for name in names_in(self.answering()) if name not in known and not name[0].isdigit())

    def answered_date(self) -> str:
        """The first date in the answering sentence, as it is written there; "" without one."""
        sentence = self.answering()
        return next((sentence[one.start : one.end] for one in find_dates(sentence)), "")


def recall(earlier: Earlier, snapshots: Sequence[Snapshot]) -> Scene:
    """Look up what was shown; passages that are gone, or in none of these shelves, are left out."""
    ids = dict.fromkeys(earlier.passages)
    shown = [(found, snapshot) for one in ids for snapshot in snapshots if (found := snapshot.passage(one))]
    terms = {term for passage, snapshot in shown[:1] for term in _terms_around(passage, snapshot)}
    for question in earlier.questions:
        terms.update(*(snapshot.terms(question) for snapshot in snapshots[:1]))
    return Scene(earlier, tuple(passage for passage, _ in shown), frozenset(terms))


def _terms_around(passage: Passage, snapshot: Snapshot) -> set[str]:
    path, first, last = passage.document.path, max(0, passage.ordinal - _REACH), passage.ordinal + _REACH
    texts = (passage.document.title, *(one.text for one in snapshot.passages(path, first, last)))
    return {term for text in texts for term in snapshot.terms(text)}


def _lower(text: str) -> set[str]:
    return {word.lower() for word in telling(text)}
