"""What a message of Clio's says of the question that it answers, read from its components: nothing is kept elsewhere.

An answer names its question in the heading, and on the line below which earlier ones that was understood together with;
its buttons name the passages.
"""

import re
from collections.abc import Iterator, Sequence

from discord import Component
from discord.components import ActionRow, Button
from discord.components import Container as ContainerComponent
from discord.components import TextDisplay as TextComponent

from bot.buttons import MORE_PATTERN, VOTE_PATTERN
from bot.escaping import escape, one_line, shortened, unescape
from index.model import EVERYWHERE, Earlier, Within

HEADING = "### "
BEFORE_LENGTH = 180  # characters of a question that others go on from: two of them, escaped, leave room for passages
BEFORE_SHOWN = 3  # passages of its answer that are gone on from: as many as a custom id holds beside other things

MAX_DATE = 40  # characters
MAX_SOURCE = 100

_ONLY = "-# Searched only "
_ONLY_FORM = re.compile(rf"{_ONLY}(?:from “(.*?)” ?)?(?:to “(.*?)” ?)?(?:in “(.*)”)?")
_UNDERSTOOD = "-# Understood together with: "
_BETWEEN = "” · “"
_NOTHING = re.compile(r"^Nothing .* answers that\.", re.MULTILINE)


def understood_line(questions: Sequence[str]) -> str:
    """Say with which earlier questions one was understood, in small print."""
    return f"{_UNDERSTOOD}“{_BETWEEN.join(escape(one_line(question)) for question in questions)}”"


def within_line(within: Within) -> str:
    """Say what alone was searched, in small print; dates have at most MAX_DATE characters, a source MAX_SOURCE."""
    said = (("from", within.since), ("to", within.until), ("in", within.source))
    return _ONLY + " ".join(f"{word} “{escape(one_line(value))}”" for word, value in said if value)


def within_of(components: Sequence[Component]) -> Within:
    """What alone was searched for the question that a message answers."""
    for line in _lines(components)[1:]:
        if found := _ONLY_FORM.fullmatch(line):
            return Within(*(unescape(value or "") for value in found.groups()))
    return EVERYWHERE


def question_of(components: Sequence[Component]) -> str:
    """The question that a message of Clio's answers, read from its heading; "" when it has none."""
    return next(iter(_lines(components)), "")


def goes_on_from(components: Sequence[Component]) -> Earlier | None:
    """What the question of a message was understood together with; None where it was searched by itself."""
    questions = next(filter(None, map(_questions_in, _lines(components)[1:])), [])
    more = _matched(components, MORE_PATTERN)
    passages = (more["before"] or "").split(",") if more else ()
    return Earlier(questions[0], tuple(filter(None, passages)), tuple(questions[1:])) if questions else None


def earlier_in(components: Sequence[Component]) -> Earlier | None:
    """What a next question may go on from: what a message of Clio's answers; None where it is no answer.

    Long questions are cut: whatever is gone on from must find its place in the next message.
    """
    question = question_of(components)
    voted = _matched(components, VOTE_PATTERN)
    if not question or not (voted or any(_NOTHING.search(text) for text in _texts(components))):
        return None
    before = goes_on_from(components)
    passages = tuple(voted["passages"].split(",")[:BEFORE_SHOWN]) if voted else ()
    return Earlier(shortened(question, BEFORE_LENGTH), passages, before.questions if before else ())


def _lines(components: Sequence[Component]) -> list[str]:
    """The lines of the first text with a heading: the question as it was typed, and what stands below it."""
    for text in _texts(components):
        if text.startswith(HEADING):
            heading, *others = text.split("\n")
            return [unescape(heading.removeprefix(HEADING)), *others]
    return []


def _questions_in(line: str) -> list[str]:
    if not line.startswith(f"{_UNDERSTOOD}“") or not line.endswith("”"):
        return []
    return [unescape(one) for one in line[len(_UNDERSTOOD) + 1 : -1].split(_BETWEEN)]


def _matched(components: Sequence[Component], pattern: str) -> re.Match[str] | None:
    """The first custom id of a button that matches."""
    found = (re.fullmatch(pattern, button.custom_id or "") for button in _buttons(components))
    return next(filter(None, found), None)


def _buttons(components: Sequence[Component]) -> Iterator[Button]:
    for component in components:
        if isinstance(component, Button):
            yield component
        elif isinstance(component, ContainerComponent | ActionRow):
            yield from _buttons(component.children)


def _texts(components: Sequence[Component]) -> Iterator[str]:
    for component in components:
        if isinstance(component, TextComponent):
            yield component.content
        elif isinstance(component, ContainerComponent):
            yield from _texts(component.children)
