"""Which hits are right, and what a question came to."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.evaluation.asked import Asked, Gold, Kind, Place
from index.model import Answer, Document, Hit, Passage

GRAM = 5  # words in a row
SHARED_GRAMS = 0.6  # of the shorter text's, from which two texts are the same passage, cut differently
START_CHARS = 200  # that are kept of the passage that came first


@dataclass(frozen=True, slots=True)
class First:
    """The passage that came first for a question: where it stands, and the start of its text, on one line."""

    passage_id: str
    title: str
    locator: str
    start: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a question came to.

    `ranks` has one for each part of the question: the rank of the first hit that is right for it, 0 when none is; for
    an unhelpful one the rank at which what did not help comes now. `marked` says whether the marked sentence of the
    first hit holds an answer, None where that is not asked: the hit is wrong, or holds none. `confidence` lies in 0..1.
    """

    question: str
    kind: Kind
    group: str
    ranks: tuple[int, ...]
    answered: bool
    may_help: bool
    confidence: float
    marked: bool | None
    elapsed_ms: float
    first: First | None

    @property
    def rank(self) -> int:
        """The rank of the first right hit, 0 when none is right."""
        return min((rank for rank in self.ranks if rank), default=0)


def judge(asked: Asked, answer: Answer) -> Judged:
    """Say what a question came to."""
    return Judged(
        question=asked.question,
        kind=asked.kind,
        group=asked.group,
        ranks=tuple(_rank(gold, answer.hits) for gold in asked.golds),
        answered=answer.answered,
        may_help=answer.may_help,
        confidence=float(answer.confidence),
        marked=_is_marked(asked.golds, answer.hits[0]) if answer.hits else None,
        elapsed_ms=float(answer.elapsed_ms),
        first=_first(answer.hits[0].passage) if answer.hits else None,
    )


def is_right(gold: Gold, passage: Passage) -> bool:
    """Whether a passage is what the gold says."""
    if gold.passages:
        return passage.id in gold.passages
    if any(is_named(name, passage.document) for name in gold.also):
        return True
    if not is_named(gold.document, passage.document):
        return False
    if gold.words:
        return is_same_text(gold.words, passage.text)
    return gold.place is None or _is_at(gold.place, passage)


def is_named(name: str, document: Document) -> bool:
    """Whether a file's name, the end of a path, or a title means this document."""
    return composed(name) in names(document)


def names(document: Document) -> set[str]:
    """All that a document may be named by, as `composed` gives it.

    A file that holds several is meant as a whole by its name, and one document of it by NAME#ID.
    """
    path = composed(document.path)
    starts = [0, *(match.end() for match in re.finditer("/", path))]
    whole = {path[start:] for start in starts}
    return {composed(document.title), *whole, *(name.rpartition("#")[0] for name in whole if "#" in name)}


def is_same_text(one: str, other: str) -> bool:
    """Whether one text holds the other, white space aside, or most of the shorter one's runs of five words."""
    one, other = composed(one), composed(other)
    if one in other or other in one:
        return True
    grams, others = _grams(one), _grams(other)
    return bool(grams and others) and len(grams & others) >= SHARED_GRAMS * min(len(grams), len(others))


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Whether a text holds one of the answers, word for word, in upper or lower case."""
    words = f" {' '.join(_words(text))} "
    return any(f" {' '.join(found)} " in words for answer in answers if (found := _words(answer)))


def composed(text: str) -> str:
    """Fold white space; an accent may be written in two ways, which some file systems choose between."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _rank(gold: Gold, hits: Sequence[Hit]) -> int:
    return next((hit.rank for hit in hits if _is_right(gold, hit)), 0)


def _is_right(gold: Gold, hit: Hit) -> bool:
    """Whether a hit, or a passage that was folded into it as it says no more, is what the gold says."""
    return any(is_right(gold, passage) for passage in (hit.passage, *hit.also))


def _is_marked(golds: Iterable[Gold], hit: Hit) -> bool | None:
    answers = [answer for gold in golds if _is_right(gold, hit) for answer in gold.answers]
    return holds_answer(hit.highlight, answers) if holds_answer(hit.passage.text, answers) else None


def _is_at(place: Place, passage: Passage) -> bool:
    locator = passage.locator
    if place.first and not (locator.first <= place.last and place.first <= locator.last):
        return False
    return not place.page or _meet(place.page, locator.page)


def _meet(page: str, pages: str) -> bool:
    """Whether two spans of pages, each "12" or "12–13", have one in common; Roman ones only at their ends."""
    one, other = re.split("[–-]", page), re.split("[–-]", pages)
    if all(end.isdecimal() for end in (*one, *other)):
        return int(one[0]) <= int(other[-1]) and int(other[0]) <= int(one[-1])
    return bool(pages) and bool(set(one) & set(other))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _grams(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)}


def _first(passage: Passage) -> First:
    start = " ".join(passage.text.split())
    start = start if len(start) <= START_CHARS else f"{start[:START_CHARS].rstrip()}…"
    return First(passage.id, passage.document.title, str(passage.locator), start)
