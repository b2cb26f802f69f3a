"""Results as a table of plain text that fits 80 columns, in a terminal and in a pipe."""

import shutil
from collections.abc import Iterator, Sequence
from textwrap import wrap

from tests.benchmarks.figures import Figure, Result

_NARROW, _WIDE = 80, 120
_NUMBERS = (10, 17, 10, 6)  # columns of the value, the spread, the goal and the verdict
_HEAD = ("measured", "rounds", "goal", "")
_GAP = "  "


def columns() -> int:
    """How wide a table may be here: the terminal's width, 80 at least and where there is none."""
    return min(_WIDE, max(_NARROW, shutil.get_terminal_size((_NARROW, 24)).columns))


def as_table(results: Sequence[Result], width: int = _NARROW) -> str:
    """All results, one below another; each line is at most `width` characters long."""
    return "\n".join([head(width), *(block(result, width) for result in results)])


def head(width: int) -> str:
    """The names of the columns."""
    return _line("", _HEAD, _room(width))


def block(result: Result, width: int) -> str:
    """One result, below a line."""
    return "\n".join(["─" * width, *_lines(result, width, _room(width))])


def _room(width: int) -> int:
    """How wide the first column is."""
    return width - sum(_NUMBERS) - len(_GAP) * len(_NUMBERS)


def _lines(result: Result, width: int, room: int) -> Iterator[str]:
    size = f", {result.passages:,} passages" if result.passages else ""
    yield from wrap(f"{result.benchmark}{size}: {result.title}", width)
    for figure in result.figures:
        name, *rest = wrap(figure.name, room - 2) or [""]
        yield _line(f"  {name}", _cells(figure), room)
        yield from (f"  {line}" for line in rest)
    for note in ([f"skipped: {result.skipped}"] if result.skipped else []) + list(result.notes):
        yield from wrap(note, width, initial_indent="  ", subsequent_indent="  ")


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    spread = f"{number(figure.low)}–{number(figure.high)}" if len(figure.values) > 1 else ""
    goal = figure.goal.as_text(figure.unit) if figure.goal else ""
    return f"{number(figure.value)} {figure.unit}".rstrip(), spread, goal, figure.verdict


def _line(name: str, cells: Sequence[str], room: int) -> str:
    numbers = (f"{cell:>{wide}}" for cell, wide in zip(cells, _NUMBERS, strict=True))
    return _GAP.join([f"{name:<{room}}", *numbers]).rstrip()


def number(value: float) -> str:
    """Three digits of a number, with commas where it is a large one: 0.0123, 1.25, 38.3, 1,234."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 if abs(value) >= 1 else 3
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.{digits}f}"
