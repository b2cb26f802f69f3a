"""A passage among its neighbours, and the pages of its document: pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from discord.ui import ActionRow, Container, Item, Separator, TextDisplay

from bot.buttons import Position, cite_button, context_button, earlier_button, later_button
from bot.escaping import escape, one_line, shortened
from bot.limits import MESSAGE_TEXT, units
from bot.quoting import ending, opening, parts
from bot.replies import GOLD, Reply, date_text, locator_text, numbers, title_link
from index.dates import format_date
from index.model import Fate, Passage, Traced

REACH = 3  # passages before and after the one that a page starts from: as many as one page can show

_PIECES_SHOWN = 3
_PIECE_UNITS = 2400  # of a passage that is longer than a message: what is shown at a time
_NEIGHBOUR_UNITS = 200  # below this a neighbour is left to the next page
_HEADER_UNITS, _TITLE_UNITS = 840, 500
_LABEL_UNITS = 280
_CITATION_UNITS = 400
_QUOTED = {Fate.SAME: "the passage quoted", Fate.CHANGED: "as it stands now", Fate.REPLACED: "in its place now"}

_Cut = Callable[[str, int, str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, or part `number` (from 0) of `of` parts when it is longer than a message can show."""

    passage: Passage
    text: str
    number: int
    of: int

    @property
    def position(self) -> Position:
        """Where the piece stands in the document."""
        return Position(self.passage.ordinal, self.number)


@dataclass(frozen=True, slots=True)
class Page:
    """Pieces as one message shows them.

    `shown` holds each piece with its markdown; `earlier` and `later` are the pieces that the pages
    before and after end and start with, None at the document's ends.
    """

    shown: tuple[tuple[Piece, str], ...]
    earlier: Position | None
    later: Position | None


def page_around(passage: Passage, near: Sequence[Passage], spare: int = 0) -> Page:
    """The passage whole, with its neighbours, which are cut on their far sides where they are long.

    `spare` units (at most those of a citation) are left to other texts.
    """
    pieces = _pieces(near)
    at = next(number for number, piece in enumerate(pieces) if piece.passage.id == passage.id)
    centre = _markdown(pieces[at])
    room = MESSAGE_TEXT - _HEADER_UNITS - spare - _size(centre)
    before, after = pieces[at - 1] if at else None, pieces[at + 1] if at + 1 < len(pieces) else None
    share = room // 2 if before and after else room
    tail = _cut(before, share, ending)
    head = _cut(after, room - _size(tail) if tail else room, opening)
    around = ((before, tail), (pieces[at], centre), (after, head))
    shown = tuple((piece, text) for piece, text in around if piece and (text or piece is pieces[at]))
    first = at - 1 if before and tail == _markdown(before) else at
    last = at + 1 if after and head == _markdown(after) else at
    return Page(shown, _position(pieces, first - 1), _position(pieces, last + 1))


def page_from(start: Position, near: Sequence[Passage]) -> Page:
    """The page that starts with this piece."""
    pieces = _pieces(near)
    first = last = _index(pieces, start)
    while last + 1 < len(pieces) and _fit(pieces[first : last + 2]):
        last += 1
    return _page(pieces, first, last)


def page_until(end: Position, near: Sequence[Passage]) -> Page:
    """The page that ends with this piece."""
    pieces = _pieces(near)
    first = last = _index(pieces, end)
    while first > 0 and _fit(pieces[first - 1 : last + 1]):
        first -= 1
    return _page(pieces, first, last)


def page_reply(traced: Traced, page: Page) -> Reply:
    """Show a page, with the passage that was quoted set apart, or what stands there now."""
    turns = ActionRow[Any](earlier_button(traced.id, page.earlier), later_button(traced.id, page.later))
    return Reply(*_shown(traced, page), turns)


def passage_reply(traced: Traced, near: Sequence[Passage], reference: str) -> Reply:
    """Show a passage with its neighbours and a full reference, for everyone: its buttons change nothing of it."""
    page = page_around(traced.passage, near, _CITATION_UNITS)
    cited = f"-# {escape(shortened(one_line(reference), _CITATION_UNITS // 2 - len('-# ')))}"
    buttons = ActionRow[Any](context_button(traced.passage.id), cite_button([traced.passage.id]))
    return Reply(*_shown(traced, page), Separator(visible=False), TextDisplay(cited), buttons)


def change_line(traced: Traced) -> str:
    """Say plainly that a passage is not what it was; "" where it is."""
    if traced.fate is Fate.SAME:
        return ""
    when = format_date(traced.since)
    if traced.fate is Fate.CHANGED:
        return f"**This text has been changed since it was quoted** (on {when}). It reads now:"
    return f"**The passage that was quoted stands here no more** (since {when}). In its place stands now:"


def _shown(traced: Traced, page: Page) -> list[Item[Any]]:
    """What a page says, without its buttons."""
    passage = traced.passage
    ordinals = [piece.passage.ordinal + 1 for piece, _ in page.shown]
    where = f"{numbers('passage', ordinals[0], ordinals[-1])} of {passage.of}"
    small = " · ".join(filter(None, (escape(date_text(passage.document)), where)))
    head = (f"### {title_link(passage.document, _TITLE_UNITS)}", f"-# {small}", change_line(traced))
    items: list[Item[Any]] = [TextDisplay("\n".join(filter(None, head)))]
    for piece, text in page.shown:
        quoted = _QUOTED[traced.fate] if piece.passage.id == passage.id else ""
        items += [Separator(visible=False), _display(piece, text, quoted)]
    return items


def _display(piece: Piece, text: str, quoted: str) -> Item[Any]:
    label = [escape(locator_text(piece.passage))]
    if piece.of > 1:
        label.append(f"part {piece.number + 1} of {piece.of}")
    if quoted:
        label += [quoted, f"`{piece.passage.id}`"]
    display = TextDisplay[Any](f"{text}\n-# {' · '.join(label)}")
    return Container(display, accent_colour=GOLD) if quoted else display


def _page(pieces: Sequence[Piece], first: int, last: int) -> Page:
    shown = tuple((piece, _markdown(piece)) for piece in pieces[first : last + 1])
    return Page(shown, _position(pieces, first - 1), _position(pieces, last + 1))


def _pieces(passages: Sequence[Passage]) -> list[Piece]:
    found: list[Piece] = []
    for passage in passages:
        texts = parts(passage.text, _PIECE_UNITS, passage.document.language)
        found += [Piece(passage, text, number, len(texts)) for number, text in enumerate(texts)]
    return found


def _index(pieces: Sequence[Piece], position: Position) -> int:
    """Find a piece; a part beyond the last one stands for the last, as the document may have changed."""
    fitting = [number for number, piece in enumerate(pieces) if piece.passage.ordinal == position.ordinal]
    return fitting[min(position.part, len(fitting) - 1)]


def _position(pieces: Sequence[Piece], at: int) -> Position | None:
    return pieces[at].position if 0 <= at < len(pieces) else None


def _fit(pieces: Sequence[Piece]) -> bool:
    size = sum(_size(_markdown(piece)) for piece in pieces)
    return len(pieces) <= _PIECES_SHOWN and size <= MESSAGE_TEXT - _HEADER_UNITS


def _cut(piece: Piece | None, room: int, cut: _Cut) -> str:
    room -= _LABEL_UNITS
    return cut(piece.text, room, piece.passage.document.language) if piece and room >= _NEIGHBOUR_UNITS else ""


def _markdown(piece: Piece) -> str:
    return escape(piece.text)


def _size(markdown: str) -> int:
    return units(markdown) + _LABEL_UNITS
