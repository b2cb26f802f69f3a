"""From a question and what was asked before it to what is searched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Earlier
from index.search.following.needing import Need, is_of_a_time, need_of
from index.search.following.putting import put_into, resolved
from index.search.following.scene import Scene, recall
from index.search.following.words import names_in, telling
from index.search.kinds import Kind
from index.search.nearness import Nearness
from index.search.small_talk import without_small_talk
from index.store.base import Snapshot

GAIN = 1.5  # log-odds that a passage of the document gains that was shown first for the earlier question

_SOMEBODY = re.compile(r"\b(?:he|him|his|she|her|hers|they|them|their|theirs)\b", re.IGNORECASE)
_NAMES = 2  # of the earlier answer, for a question about "him" or "them"


@dataclass(frozen=True, slots=True)
class Followed:
    """How a question is searched that goes on from others.

    `text` is what is asked, `context` what is searched beside it, `earlier` what of the conversation it was
    understood together with, and `near` the passages that it goes on from.
    """

    text: str
    context: str
    earlier: Earlier
    near: Nearness


def may_go_on(text: str) -> bool:
    """Whether a question may need what was asked before, so that it is worth to look for that."""
    return need_of(without_small_talk(text)) is not Need.NONE


def follow(question: str, earlier: Earlier, snapshots: Sequence[Snapshot]) -> Followed | None:
    """See a question together with what was asked before; None where it is to be searched by itself.

    Of what that was itself understood together with only the oldest is kept: it names the subject.
    """
    need = need_of(question)
    if need is Need.NONE:
        return None
    scene = recall(earlier, snapshots)
    if need is Need.PERHAPS and not _is_about(question, scene, snapshots):
        return None
    used = replace(earlier, together=earlier.together[-1:])
    near = Nearness(frozenset(passage.document.path for passage in scene.passages[:1]), GAIN)
    if need is Need.PERHAPS:
        return Followed(question, "", used, near)
    if put := put_into(question, resolved(used.questions)):
        return Followed(put, "", used, near)
    near = replace(near, when=_date(question, scene))
    return Followed(question, " ".join([*used.questions, *_persons(question, scene)]), used, near)


def _is_about(question: str, scene: Scene, snapshots: Sequence[Snapshot]) -> bool:
    """Whether a question that need not go on from a scene speaks of what stands there.

    All that it names must stand there, or, where it names nothing, one of its words.
    """
    names = names_in(question)
    terms = [term for word in names or telling(question) for term in snapshots[0].terms(word)] if snapshots else []
    known = [term in scene.terms for term in terms]
    return bool(known) and (all(known) if names else any(known))


def _persons(question: str, scene: Scene) -> tuple[str, ...]:
    """Who was the answer before, where a question is about "him" and the earlier one asked who."""
    is_of_somebody = _SOMEBODY.search(question) and scene.asked_for is Kind.PERSON
    return scene.answered_names()[:_NAMES] if is_of_somebody else ()


def _date(question: str, scene: Scene) -> str:
    """The date that was the answer before, where a question is about what was "then" and the earlier one asked when."""
    return scene.answered_date() if is_of_a_time(question) and scene.asked_for is Kind.DATE else ""
