"""An answer → the best passage of each of several documents, and where these differ."""

from collections.abc import Sequence
from dataclasses import replace

from index.comparing.asking import wish_of
from index.comparing.clauses import Clause, clauses
from index.comparing.differing import differences
from index.comparing.model import Comparison, Difference
from index.model import Answer, Hit, Passage

WITNESSES = 5  # documents that are compared
LOOKED_AT = 40  # hits among which the best of each document is looked for


def compare(answer: Answer, most: int = WITNESSES) -> Comparison:
    """Compare at most so many documents of an answer's hits; each must by itself be as fit as the answer."""
    hits = _best_of_each(answer.hits)[:most] if answer.answered or answer.may_help else ()
    return Comparison(
        question=answer.question,
        hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)),
        differences=find_differences(answer.question, [hit.passage for hit in hits]),
        answered=answer.answered,
        may_help=answer.may_help,
        documents=answer.documents,
        language=answer.language,
    )


def find_differences(question: str, passages: Sequence[Passage]) -> tuple[Difference, ...]:
    """Where passages of several documents give other dates or numbers for the same thing."""
    return differences(wish_of(question), [_readable(passage) for passage in passages])


def _readable(passage: Passage) -> Sequence[Clause]:
    """The clauses of a passage; in other languages than English none can be read."""
    language = passage.document.language.split("-")[0].lower()
    return tuple(clauses(passage)) if language in ("", "en") else ()


def _best_of_each(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The best hit of each document; one of which a better passage says as much is no other witness."""
    best: list[Hit] = []
    said: set[str] = set()
    for hit in hits:
        if hit.clears and hit.passage.document.path not in said:
            best.append(hit)
            said |= {one.document.path for one in (hit.passage, *hit.also)}
    return tuple(best)
