"""`Answer` → Discord message: pure functions, whose results keep every limit whatever the documents hold."""

from collections.abc import Sequence
from typing import Any

from discord.ui import ActionRow, Button, Container, Item, LayoutView, Section, Separator, TextDisplay

from bot.buttons import cite_button, context_button, more_button, vote_buttons
from bot.conversation import BEFORE_SHOWN, HEADING, understood_line, within_line
from bot.escaping import escape, link, one_line, shortened
from bot.languages import ask_in_english
from bot.limits import MESSAGE_CONTENT, MESSAGE_TEXT, units
from bot.quoting import quotation
from bot.respelling import searched_for
from index.dates import format_date
from index.model import EVERYWHERE, Answer, Document, Hit, Passage

MAX_QUESTION = 500  # characters; escaped it still leaves most of a message to the passages
PASSAGES_SHOWN = 3  # in one message, where a server has set no other number up to MAX_SHOWN
MAX_SHOWN = 5
PASSAGES_FOUND = 9  # for one question: three messages of three

GOLD, BLUE, GREY = 0xB8860B, 0x4A7FA5, 0x808080  # what answers, what may help, nothing

_QUOTE_UNITS = 800  # of one passage: three are still read at a glance
_LEAST_SOURCE_UNITS = 60
_LEAST_QUOTE_UNITS = 300  # of one passage, however long the line under it
_SOURCE_UNITS = 600  # of one line that names title, date, place and link
_ALSO_UNITS = 160  # of the line that names where else the same is said
_ALSO_TITLE = 50  # characters
_TITLE, _DATE, _LOCATOR = 100, 60, 100  # characters
_FOOTER_UNITS = 200
_SAID_UNITS = 100  # of the line that nothing clearly answers
_HEADING_UNITS = MESSAGE_TEXT - _FOOTER_UNITS - MAX_SHOWN * 370  # of all above the passages; see passage_section


class Reply(LayoutView):
    """A message made of components.

    It is stopped from the start: its buttons are recognised by their custom ids alone, so discord.py
    need not remember it, and thousands of answers cost no memory.
    """

    def __init__(self, *items: Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


def reply_for(answer: Answer, offset: int = 0, shown: int = PASSAGES_SHOWN, add_sources: str = "") -> Reply:
    """Show passages that answer or may help, as `answer_reply` does, or say that nothing answers, or why not.

    `add_sources` is how a server's moderators add sources, as markdown; "" outside of servers.
    """
    if answer.language:
        return language_reply(answer)
    if answer.answered and answer.hits:
        return answer_reply(answer, offset, shown)
    if answer.may_help and answer.hits:
        return unsure_reply(answer, offset, shown, add_sources)
    return nothing_reply(answer, add_sources)


def answer_reply(answer: Answer, offset: int = 0, shown: int = PASSAGES_SHOWN) -> Reply:
    """Quote up to `shown` passages of an answer (1 to MAX_SHOWN), from the one after the first `offset` on.

    The question has at most MAX_QUESTION characters, and `offset` is below the number of hits.
    """
    return Reply(Container(*_quoting(answer, offset, shown), accent_colour=GOLD))


def unsure_reply(answer: Answer, offset: int = 0, shown: int = PASSAGES_SHOWN, add_sources: str = "") -> Reply:
    """Say that nothing clearly answers, and quote the passages that may help, as `answer_reply` does."""
    unsure = f"Nothing {_where(add_sources)} clearly answers that. **These may help:**"
    children = _quoting(answer, offset, shown, unsure, _moderators_hint(add_sources))
    return Reply(Container(*children, accent_colour=BLUE))


def nothing_reply(answer: Answer, add_sources: str = "") -> Reply:
    """Say that nothing answers, and which document comes closest."""
    lines = [_heading(answer), *_understood(answer), f"Nothing {_where(add_sources)} answers that."]
    small = []
    if answer.hits:
        small.append(f"Closest document: {title_link(answer.hits[0].passage.document, _SOURCE_UNITS)}.")
    if add_sources:
        small.append(_moderators_hint(add_sources))
    if small:
        lines.append(f"-# {' '.join(small)}")
    return Reply(Container(TextDisplay("\n".join(lines)), accent_colour=GREY))


def language_reply(answer: Answer) -> Reply:
    """Say that the question seems to be in a language that the library does not know, and to ask it in English."""
    english, *own_words = ask_in_english(answer.language)
    children: list[Item[Any]] = [TextDisplay(f"{_heading(answer)}\n{english}")]
    for words in own_words:  # in a text apart, so that they run in the direction of their own script
        children += [Separator(visible=False), TextDisplay(words)]
    return Reply(Container(*children, accent_colour=GREY))


def notice(text: str) -> str:
    """A sentence of Clio's own, escaped, as the content of a message without components."""
    return escape(shortened(text, MESSAGE_CONTENT // 2))


def source_line(passage: Passage, room: int = _SOURCE_UNITS) -> str:
    """Name title, date and place of a passage in at most `room` units (at least 60), with the link when it fits."""
    whole = _source_line(passage, room, 1.0)
    # Escaping at most doubles a text, so what is cut to the room's share of _SOURCE_UNITS fits.
    return whole if units(whole) <= room else _source_line(passage, room, room / _SOURCE_UNITS)


def _source_line(passage: Passage, room: int, share: float) -> str:
    """The line with the share of the length that each of its parts may have at most."""
    limits = ((date_text(passage.document), _DATE), (locator_text(passage), _LOCATOR))
    parts = [escape(shortened(text, int(limit * share))) for text, limit in limits if text]
    left = room - sum(units(f" · {part}") for part in parts)
    return " · ".join([title_link(passage.document, left, int(_TITLE * share)), *parts])


def also_line(passages: Sequence[Passage], room: int = _ALSO_UNITS) -> str:
    """Name where else the same is said, in at most `room` units: as many places as fit, and how many more."""
    named: list[str] = []
    for passage in passages:
        title = shortened(one_line(passage.document.title) or "Untitled", _ALSO_TITLE)
        longer = [*named, f"*{escape(title)}* {escape(str(passage.locator).rpartition(' · ')[2])}"]
        if named and units(_also(longer, len(passages))) > room:
            break
        named = longer
    return _also(named, len(passages))


def _also(named: Sequence[str], of: int) -> str:
    more = [f"{of - len(named)} more"] if of > len(named) else []
    return "also in " + " · ".join([*named, *more])


def title_link(document: Document, room: int, characters: int = _TITLE) -> str:
    """A document's title, shortened to so many characters, as a link when that takes at most `room` units."""
    title = shortened(one_line(document.title) or one_line(document.path) or "Untitled", characters)
    linked = link(title, document.url)
    return linked if units(linked) <= room else escape(title)


def date_text(document: Document) -> str:
    """The date of what the document tells of, as people write it; "" where unknown."""
    return shortened(one_line(format_date(document.date)), _DATE) if document.date else ""


def locator_text(passage: Passage) -> str:
    """Where the passage stands; of a long path of headings, the innermost."""
    parts = [part for part in one_line(str(passage.locator)).split(" · ") if part]
    while len(parts) > 1 and len(" · ".join(parts)) > _LOCATOR:
        parts.pop(0)
    return shortened(" · ".join(parts), _LOCATOR)


def _heading(answer: Answer) -> str:
    return HEADING + escape(one_line(answer.question))


def _understood(answer: Answer) -> list[str]:
    """The lines that say with which earlier questions this one was searched, in what alone, and by which other names.

    The first of them are read again from the message; see `bot.conversation`.
    """
    together = [understood_line(answer.earlier.questions)] if answer.earlier else []
    only = [within_line(answer.within)] if answer.within != EVERYWHERE else []
    names = [f"-# {escape(searched_for(answer.respelt))}"] if answer.respelt else []
    has_room = units("\n".join([_heading(answer), *together, *only, *names])) + _SAID_UNITS <= _HEADING_UNITS
    return together + only + (names if has_room else [])


def _where(add_sources: str) -> str:
    return "in this server's sources" if add_sources else "in the library"


def _moderators_hint(add_sources: str) -> str:
    return f"A moderator can add sources with {add_sources}." if add_sources else ""


def _quoting(answer: Answer, offset: int, shown: int, said: str = "", hint: str = "") -> list[Item[Any]]:
    """Passages, what is said above them and what belongs to them; the hint stands in the small print."""
    hits = answer.hits[offset : offset + shown]
    heading = "\n".join([_heading(answer), *_understood(answer), *([said] if said else [])])
    footer = _footer(answer, hits, offset) + (f"\n-# {hint}" if hint else "")
    room = (MESSAGE_TEXT - units(heading) - _FOOTER_UNITS) // len(hits)
    children: list[Item[Any]] = [TextDisplay(heading)]
    for hit in hits:
        if said or hit is not hits[0]:
            children.append(Separator())
        children.append(passage_section(hit, room))
    before = answer.earlier.passages[:BEFORE_SHOWN] if answer.earlier else ()
    more = more_button(offset + len(hits), len(answer.hits), shown, before)
    return [*children, _answer_row(more, hits), TextDisplay(footer)]


def passage_section(hit: Hit, room: int) -> Section[Any]:
    """Quote a passage under its rank, with its source and a button for its context, in at most `room` units (370)."""
    number = f"**{hit.rank}** · "
    also = f"\n-# {also_line(hit.also)}" if hit.also else ""
    source_room = min(_SOURCE_UNITS, room - units(number) - units(also) - _LEAST_QUOTE_UNITS)
    source = f"\n-# {source_line(hit.passage, max(_LEAST_SOURCE_UNITS, source_room))}{also}"
    left = min(_QUOTE_UNITS, room - units(number) - units(source))
    quoted = quotation(hit.passage.text, hit.highlight, left, hit.passage.document.language)
    return Section(number + quoted + source, accessory=context_button(hit.passage.id))


def _answer_row(more: Button[Any], hits: Sequence[Hit]) -> ActionRow[Any]:
    ids = [hit.passage.id for hit in hits]
    return ActionRow(more, cite_button(ids), *vote_buttons(ids))


def _footer(answer: Answer, hits: Sequence[Hit], offset: int) -> str:
    documents = len({hit.passage.document.path for hit in hits})
    of = f"{answer.documents} document{'s' if answer.documents != 1 else ''}"
    shown = numbers("passage", offset + 1, offset + len(hits))
    return f"-# Quoted word for word from {documents} of {of} · {shown} of {len(answer.hits)}"


def numbers(name: str, first: int, last: int) -> str:
    """Name one thing by its number, or several: "passage 4", "passages 4–6"."""
    return f"{name} {first}" if first == last else f"{name}s {first}–{last}"
