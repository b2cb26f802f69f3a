"""Events → a picture of a timeline, as a PNG file.

It is dark as Discord is for most, on a ground of its own, so that it is as readable where Discord is light. A day or
another short time is a dot, a longer one a bar: bright where something lasted, pale where it fell within. A date that
the source is not sure of has a broken outline and no filling; a time without an end, an arrow.
"""

import io
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.patheffects import withStroke
from PIL import Image

from bot.timeline.events import Event
from bot.timeline.layout import AXIS_LINE, DOT, LINE, MARGIN, WIDTH, Layout, Measures, Row, lay_out
from bot.timeline.lettering import DPI, Lettering

GROUND, INK, FAINT, GRID, GOLD = "#2b2d31", "#f2f3f5", "#b5bac1", "#3d3f45", "#e3b341"
_HEADING, _DATE, _TITLE, _TICK = Lettering(15, True), Lettering(12, True), Lettering(13), Lettering(11)
_BAR = 8.0  # height
_ARROW = 7.0
PALE = 0.35
_COLOURS = 64
_DASHES = (0, (2.2, 1.6))

# "Matplotlib is not thread-safe: in fact, there are known race conditions that affect certain artists"
# (https://matplotlib.org/stable/users/faq.html): one picture at a time.
_drawing = threading.Lock()


def draw(heading: str, events: Sequence[Event]) -> bytes:
    """A PNG file of the timeline of one to some twenty events, with a heading or "" above.

    It takes some tenths of a second. Safe to call from several threads.
    """
    with _drawing:
        return _png(figure_of(heading, events))


def figure_of(heading: str, events: Sequence[Event]) -> Figure:
    """The picture before it is made a file; to be called by one thread at a time."""
    measures = Measures(_HEADING.width, _DATE.width, _TITLE.width, _TICK.width)
    layout = lay_out(_HEADING.can_show(heading, "", 2 * LINE), [_showable(event) for event in events], measures)
    figure = Figure(figsize=(WIDTH / 100, layout.height / 100), dpi=DPI, facecolor=GROUND)
    axes = figure.add_axes((0, 0, 1, 1), frameon=False)
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(layout.height, 0)
    _draw_axis(axes, layout)
    if layout.heading:
        _write(axes, MARGIN, 25, layout.heading, _HEADING, INK)
    for row in layout.rows:
        _draw_row(axes, row)
    return figure


def _png(figure: Figure) -> bytes:
    """The picture with so few colours as it needs, which makes it a third as large."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # of matplotlib
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]  # of matplotlib
    drawn = Image.fromarray(pixels).convert("RGB")
    held = io.BytesIO()
    drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(held, format="png", optimize=True)
    return held.getvalue()


def _showable(event: Event) -> Event:
    number = f"{event.number}"
    return Event(
        number=event.number,
        date=_DATE.can_show(event.date, "?", LINE),
        title=_TITLE.can_show(event.title, f"(see {number} in the list)", LINE),
        span=event.span,
        is_range=event.is_range,
        is_approximate=event.is_approximate,
    )


def _draw_axis(axes: Axes, layout: Layout) -> None:
    top = min(row.y for row in layout.rows) - 12
    for x, tick in layout.ticks:
        axes.plot([x, x], [top, layout.axis_y], color=GRID, linewidth=0.6, zorder=0, solid_capstyle="butt")
        for line, text in enumerate(tick.label.split("\n")):
            _write(axes, x, layout.axis_y + 13 + line * AXIS_LINE, text, _TICK, FAINT, align="center")
    axes.plot([MARGIN, WIDTH - MARGIN], [layout.axis_y] * 2, color=FAINT, linewidth=0.9, zorder=1)


def _draw_row(axes: Axes, row: Row) -> None:
    style = _style(row.event, row.is_dot)
    if row.is_dot:
        axes.add_patch(Circle(((row.left + row.right) / 2, row.y), DOT, **style))
    else:
        _draw_bar(axes, row, style)
    align = "right" if row.is_left else "left"
    _write(axes, row.text_x, row.date_y, row.date, _DATE, GOLD, align)
    _write(axes, row.text_x, row.title_y, row.title, _TITLE, INK, align)


def _style(event: Event, is_dot: bool) -> dict[str, Any]:
    """How the mark is filled and outlined."""
    if event.is_approximate:
        return {"facecolor": GROUND, "edgecolor": GOLD, "linewidth": 1.0, "linestyle": _DASHES, "zorder": 3}
    is_pale = not (is_dot or event.is_range)
    return {"facecolor": GOLD, "alpha": PALE if is_pale else 1.0, "linewidth": 0.0, "zorder": 3}


def _draw_bar(axes: Axes, row: Row, style: dict[str, Any]) -> None:
    left = row.left + (_ARROW if row.event.span.first is None else 0)
    right = row.right - (_ARROW if row.event.span.last is None else 0)
    radius = min(_BAR, right - left) / 2
    box = FancyBboxPatch(
        (left, row.y - _BAR / 2), right - left, _BAR, boxstyle=f"round,pad=0,rounding_size={radius}", **style
    )
    axes.add_patch(box)
    if row.event.span.first is None:
        _draw_arrow(axes, row.left, left, row.y)
    if row.event.span.last is None:
        _draw_arrow(axes, row.right, right, row.y)


def _draw_arrow(axes: Axes, tip: float, base: float, y: float) -> None:
    axes.add_patch(Polygon([(tip, y), (base, y - _ARROW), (base, y + _ARROW)], facecolor=GOLD, linewidth=0, zorder=3))


def _write(axes: Axes, x: float, y: float, text: str, lettering: Lettering, colour: str, align: str = "left") -> None:
    """Write a text whose centre has the height `y`, over what is drawn there; no "$" in it is a formula."""
    axes.text(
        x, y, text, color=colour, fontproperties=lettering.font(text), ha=align, va="center", zorder=4,
        parse_math=False, path_effects=[withStroke(linewidth=2.4, foreground=GROUND)],
    )  # fmt: skip
