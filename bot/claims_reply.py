"""What the library has on the statements of a message → a Discord message, private first, then for everyone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord.ui import ActionRow, Button, Container, Item, LayoutView, Section, Separator, TextDisplay

from bot.buttons import CONTEXT_PATTERN, SHOW_EVERYONE, cite_button, show_everyone_button
from bot.claims import Claims
from bot.conversation import HEADING, understood_line
from bot.escaping import escape, one_line, shortened
from bot.limits import MESSAGE_TEXT, units
from bot.replies import BLUE, GOLD, GREY, MAX_SHOWN, PASSAGES_SHOWN, Reply, passage_section
from index.model import Answer, Hit

CLAIM_LENGTH, BEFORE_LENGTH = 200, 100  # characters that are shown of a statement, and of one that it points back to
_MOST_OF = {1: MAX_SHOWN, 2: 2, 3: 1}  # passages for each of so many statements: no more in all than a button can cite
_FRAME_UNITS = 600  # around passages and statements: what stands above and below them all
_NO_VERDICT = "-# Passages on the matter, word for word. They are no verdict: read them and judge for yourself."
_NOTHING = "-# Nothing in the library bears on this."
_ABOVE = "-# A passage above comes close to this too."
_UNSURE = "-# Nothing clearly bears on this; these may help:"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for each chosen statement, in their order; `link` leads to the message that made them.

    `shown` passages are quoted for one statement, fewer where there are several.
    """

    claims: Claims
    answers: tuple[Answer, ...]
    link: str
    shown: int = PASSAGES_SHOWN


@dataclass(frozen=True, slots=True)
class _Part:
    """What is said of one statement, and the passages that are quoted for it."""

    said: str
    hits: tuple[Hit, ...]


def claims_reply(found: Found) -> Reply:
    """Quote what bears on each statement, with a button that shows it to everyone where there is anything."""
    parts = _parts(found.answers, min(found.shown, _MOST_OF[len(found.answers)]))
    ids = [hit.passage.id for part in parts for hit in part.hits]
    room = (MESSAGE_TEXT - _FRAME_UNITS - sum(units(part.said) for part in parts)) // max(1, len(ids))
    children: list[Item[Any]] = [TextDisplay(f"{HEADING}On [this message]({found.link})\n{_NO_VERDICT}")]
    for part in parts:
        children += [Separator(), TextDisplay(part.said)]
        for hit in part.hits:
            children += [Separator(visible=False), passage_section(hit, room)]
    if ids:
        children += [Separator(), ActionRow(show_everyone_button(), cite_button(ids))]
    if rest := found.claims.left_out:
        children.append(TextDisplay(f"-# {rest} more of its sentences {'was' if rest == 1 else 'were'} not looked up."))
    return Reply(Container(*children, accent_colour=_colour(found.answers)))


def public_reply(message: discord.Message, gone: Collection[str], by: int) -> Reply:
    """What a private reply shows, for everyone: without the passages that are gone, and with who shows it."""
    children: list[Item[Any]] = []
    for item in _container(message).children:
        if isinstance(item, Section) and passage_of(item) in gone:
            continue
        if isinstance(item, ActionRow):
            item = ActionRow(*(button for button in item.children if not _shows_everyone(button)))
        children.append(item)
    children.append(TextDisplay(f"-# Shown by <@{by}>"))
    return Reply(Container(*children, accent_colour=_container(message).accent_colour))


def shown_reply(message: discord.Message) -> Reply:
    """The private reply after that: its button is spent."""
    container = _container(message)
    for item in container.walk_children():
        if isinstance(item, Button) and _shows_everyone(item):
            item.disabled = True
    return Reply(container)


def passages_in(message: discord.Message) -> tuple[str, ...]:
    """The ids of the passages that a private reply shows."""
    sections = (item for item in _container(message).children if isinstance(item, Section))
    return tuple(filter(None, map(passage_of, sections)))


def passage_of(section: Section[Any]) -> str:
    """The id of the passage that a section shows, read from its button; "" where it has none."""
    button = section.accessory
    found = re.fullmatch(CONTEXT_PATTERN, (button.custom_id or "") if isinstance(button, Button) else "")
    return found["passage"] if found else ""


def _container(message: discord.Message) -> Container[Any]:
    (container,) = (item for item in LayoutView.from_message(message).children if isinstance(item, Container))
    return container


def _shows_everyone(item: Item[Any]) -> bool:
    return isinstance(item, Button) and item.custom_id == SHOW_EVERYONE


def _parts(answers: Sequence[Answer], count: int) -> list[_Part]:
    """What is shown for each statement; a passage that stands above already is not quoted again."""
    seen, parts = set[str](), list[_Part]()
    for answer in answers:
        hits = answer.hits[:count] if answer.answered or answer.may_help else ()
        new = tuple(hit for hit in hits if hit.passage.id not in seen)
        parts.append(_Part("\n".join([*_claim(answer), *_outcome(answer, hits, new)]), new))
        seen.update(hit.passage.id for hit in new)
    return parts


def _claim(answer: Answer) -> list[str]:
    """The statement as a quotation, and the one it was understood together with."""
    lines = [f"> {escape(shortened(one_line(answer.question), CLAIM_LENGTH))}"]
    if answer.earlier:
        lines.append(understood_line([shortened(one_line(answer.earlier.question), BEFORE_LENGTH)]))
    return lines


def _outcome(answer: Answer, hits: Sequence[Hit], new: Sequence[Hit]) -> list[str]:
    lines = [_ABOVE] if len(new) < len(hits) else []
    if not hits:
        return [_NOTHING]
    return lines if answer.answered or not new else [*lines, _UNSURE]


def _colour(answers: Sequence[Answer]) -> int:
    if any(answer.answered for answer in answers):
        return GOLD
    return BLUE if any(answer.may_help for answer in answers) else GREY
