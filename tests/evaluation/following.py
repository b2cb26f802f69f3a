"""Follow-up questions with known answers, asked in three ways: with what was asked before, alone, and as one long text.

`python -m tests.evaluation.following` prints how often the right passage comes first and among the first three, and
how many of the follow-ups that the library cannot answer are answered.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from bot.settings import STARTER_LIBRARY
from index.evaluation import Gold, is_right
from index.library import Library, LibraryOptions
from index.model import Answer, Earlier, Inquiry

FILE = Path(__file__).parent / "follow-ups.jsonl"
SHOWN = 3  # passages of an earlier answer that the question goes on from
ALONE, BEYOND = "alone", "beyond"  # kinds: stands by itself after another question; nothing in the library answers


class Way(StrEnum):
    """How a follow-up is asked."""

    CONTEXT = "with what was asked before"
    ALONE = "by itself"
    JOINED = "joined with the question before"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, those asked `before` it (the oldest first), and where its answer stands; None where it has none.

    `half` is "a" for those that were looked at while the rules were made, "b" for the others.
    """

    half: str
    kind: str
    before: tuple[str, ...]
    question: str
    gold: Gold | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a follow-up came to: the rank of the first right passage (0 for none), and whether it was answered."""

    follow_up: FollowUp
    rank: int
    answered: bool


def follow_ups(file: Path = FILE) -> list[FollowUp]:
    """All that stand in a file."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        FollowUp(
            line["half"],
            line["kind"],
            tuple(line["before"]),
            line["question"],
            Gold(document=line["document"], words=line["passage"]) if "document" in line else None,
        )
        for line in lines
    ]


def ask(library: Library, asked: Sequence[FollowUp], way: Way) -> list[Outcome]:
    """Ask them all, after the questions before them."""
    if way is Way.CONTEXT:
        earlier = _conversations(library, asked)
        inquiries = [Inquiry(one.question, earlier=before) for one, before in zip(asked, earlier, strict=True)]
    elif way is Way.ALONE:
        inquiries = [Inquiry(one.question) for one in asked]
    else:
        inquiries = [Inquiry(f"{one.question} {one.before[-1]}") for one in asked]
    return [_outcome(one, answer) for one, answer in zip(asked, _answers(library, inquiries), strict=True)]


def share(outcomes: Iterable[Outcome], within: int) -> float:
    """How often the right passage is among the first `within`."""
    ranks = [outcome.rank for outcome in outcomes]
    return sum(0 < rank <= within for rank in ranks) / len(ranks)


def answered(outcomes: Iterable[Outcome]) -> float:
    """How often an answer is given."""
    given = [outcome.answered for outcome in outcomes]
    return sum(given) / len(given)


def _conversations(library: Library, asked: Sequence[FollowUp]) -> list[Earlier | None]:
    """What each goes on from, after all questions before it were asked in turn."""
    earlier: list[Earlier | None] = [None] * len(asked)
    for turn in range(max(len(one.before) for one in asked)):
        which = [place for place, one in enumerate(asked) if turn < len(one.before)]
        inquiries = [Inquiry(asked[place].before[turn], SHOWN, earlier=earlier[place]) for place in which]
        for place, answer in zip(which, _answers(library, inquiries), strict=True):
            earlier[place] = answer.as_earlier(SHOWN)
    return earlier


def _answers(library: Library, inquiries: Sequence[Inquiry]) -> list[Answer]:
    found = library.ask_many(inquiries)
    assert not [one for one in found if not isinstance(one, Answer)]
    return [one for one in found if isinstance(one, Answer)]


def _outcome(asked: FollowUp, answer: Answer) -> Outcome:
    right = [hit.rank for hit in answer.hits if asked.gold and is_right(asked.gold, hit.passage)]
    return Outcome(asked, min(right, default=0), answer.answered)


def _report(outcomes: Sequence[Outcome]) -> Iterable[str]:
    kinds = [(kind, list(group)) for kind, group in groupby(outcomes, key=lambda one: one.follow_up.kind)]
    dependent = [one for one in outcomes if one.follow_up.kind not in (ALONE, BEYOND)]
    halves = [(f"half {half}", [one for one in dependent if one.follow_up.half == half]) for half in "ab"]
    for name, some in (*kinds, *halves, ("all dependent", dependent)):
        if name == BEYOND:
            yield f"  {name:14} {len(some):3}   answered {answered(some):4.0%}"
        else:
            yield f"  {name:14} {len(some):3}   right@1 {share(some, 1):4.0%}   right@3 {share(some, 3):4.0%}"


def main() -> None:
    """Ask the starter library."""
    asked = follow_ups()
    with (
        tempfile.TemporaryDirectory() as data,
        closing(Library.open(LibraryOptions(Path(data), (STARTER_LIBRARY,)))) as library,
    ):
        library.reindex()
        for way in Way:
            sys.stdout.write("\n".join([f"{way}:", *_report(ask(library, asked, way)), ""]))


if __name__ == "__main__":
    main()
