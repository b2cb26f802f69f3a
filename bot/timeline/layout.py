"""Where everything of a timeline's picture stands: pure geometry.

Lengths are in pixels of a picture that is drawn at twice that many; x runs to the right, y down from the top. Each
event has a row of its own, in which its mark stands where its days are on the axis, and its label beside or above the
mark. So no label can meet another, however close the events are in time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.escaping import shortened
from bot.timeline.axis import Axis, Tick
from bot.timeline.events import Event

WIDTH = 720.0
MARGIN = 24.0
TITLE_HEIGHT = 44.0
AXIS_LINE = 15.0  # of the ticks' names, which have one line or two
ROW, TALL_ROW = 40.0, 54.0  # heights: of an event with its label beside the mark, or above it
LINE = 18.0  # of a label, which has two
DOT = 5.0  # radius of the mark of a short time
GAP = 11.0  # between a mark and its label
_ROOM_BESIDE = 240.0  # for a label to stand beside its mark rather than above
_TICK_GAP = 12.0  # between the names of two ticks

Measure = Callable[[str], float]  # how wide a text is


@dataclass(frozen=True, slots=True)
class Measures:
    """How wide texts are, in each of the letterings that a picture has."""

    heading: Measure
    date: Measure
    title: Measure
    tick: Measure


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it stands in the picture.

    Its mark reaches from `left` to `right` at the height `y`; `is_dot` when that is but a dot. `date` and `title` are
    the label's lines, whose centres are at `date_y` and `title_y`; they begin at `text_x`, or end there when `is_left`.
    """

    event: Event
    left: float
    right: float
    y: float
    is_dot: bool
    date: str
    title: str
    text_x: float
    date_y: float
    title_y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole picture; `ticks` are named at the x beside them."""

    heading: str
    height: float
    axis_y: float
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, Tick], ...]


def lay_out(heading: str, events: Sequence[Event], measures: Measures) -> Layout:
    """Find everything its place; `heading` may be "", and there is at least one event."""
    axis = Axis.over([event.span for event in events])
    top = TITLE_HEIGHT if heading else MARGIN
    rows: list[Row] = []
    for event in events:
        row, height = _row(event, axis, top, measures)
        rows.append(row)
        top += height
    ticks = axis.ticks(lambda ticks: _fit(axis, ticks, measures.tick))
    return Layout(
        heading=_cut(heading, WIDTH - 2 * MARGIN, measures.heading),
        height=top + 22 + AXIS_LINE * max((1 + tick.label.count("\n") for tick in ticks), default=0),
        axis_y=top + 6,
        rows=tuple(rows),
        ticks=tuple((x_of(axis, tick.day), tick) for tick in ticks),
    )


def x_of(axis: Axis, day: float) -> float:
    """Where a moment stands in the picture."""
    return MARGIN + axis.share(day) * (WIDTH - 2 * MARGIN)


def _row(event: Event, axis: Axis, top: float, measures: Measures) -> tuple[Row, float]:
    """The row that begins at `top`, and its height."""
    left, right, is_dot = _mark(event, axis)
    date = f"{event.number} · {event.date}"
    wanted = max(measures.date(date), measures.title(event.title))
    after, before = WIDTH - MARGIN - right - GAP, left - GAP - MARGIN
    is_left = wanted > after and before > after
    room = before if is_left else after
    if wanted > room and room < _ROOM_BESIDE:
        return _tall_row(event, left, right, top, is_dot, measures), TALL_ROW
    row = Row(
        event, left, right, top + ROW / 2, is_dot,
        _cut(date, room, measures.date), _cut(event.title, room, measures.title),
        left - GAP if is_left else right + GAP, top + ROW / 2 - LINE / 2, top + ROW / 2 + LINE / 2, is_left,
    )  # fmt: skip
    return row, ROW


def _tall_row(event: Event, left: float, right: float, top: float, is_dot: bool, measures: Measures) -> Row:
    """A row with the label above the mark, as near to the mark's start as there is room for it."""
    room = WIDTH - 2 * MARGIN
    date, title = f"{event.number} · {event.date}", _cut(event.title, room, measures.title)
    date = _cut(date, room, measures.date)
    width = max(measures.date(date), measures.title(title))
    x = max(MARGIN, min(left, WIDTH - MARGIN - width))
    y = top + 2 * LINE + 10
    return Row(event, left, right, y, is_dot, date, title, x, top + 2 + LINE / 2, top + 2 + LINE * 1.5, False)


def _mark(event: Event, axis: Axis) -> tuple[float, float, bool]:
    """From where to where the mark reaches, with an open end to the axis's, and whether it is a dot."""
    first, last = event.span.first, event.span.last
    left = MARGIN if first is None else x_of(axis, first)
    right = WIDTH - MARGIN if last is None else x_of(axis, last)
    if first is not None and last is not None and right - left <= 2 * DOT:
        middle = (left + right) / 2
        return middle - DOT, middle + DOT, True
    return left, right, False


def _fit(axis: Axis, ticks: Sequence[Tick], measure: Measure) -> bool:
    """Whether the ticks' names stand apart from each other and inside the picture."""
    end = 0.0
    for tick in ticks:
        half = max(measure(line) for line in tick.label.split("\n")) / 2
        x = x_of(axis, tick.day)
        if x - half < end or x + half > WIDTH:
            return False
        end = x + half + _TICK_GAP
    return True


def _cut(text: str, room: float, measure: Measure) -> str:
    """The text, or as many of its words as fit, and an ellipsis; a quotation keeps its marks."""
    if measure(text) <= room:
        return text
    if text.startswith("“") and text.endswith("”"):
        return f"“{_cut(text[1:-1], room - measure('“”'), measure)}”"
    fitting, least = 0, 1
    most = len(text) - 1
    while least <= most:
        middle = (least + most) // 2
        if measure(shortened(text, middle)) <= room:
            fitting, least = middle, middle + 1
        else:
            most = middle - 1
    return shortened(text, fitting) if fitting else "…"
