"""Figures as text for a terminal or a pipe: pure functions, lines of at most 80 columns where there is room.

Like answers, questions and documents are shown without anything that steers a terminal or reads as markup.
"""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from bot.terminal import QUESTION, SOURCE, WIDEST, printable
from index.evaluation import (
    RESAMPLES,
    Bin,
    Comparison,
    Difference,
    Figure,
    Figures,
    Group,
    Judged,
    Kind,
    Run,
    figures_of,
)

LABELS = {
    "right@1": "right passage first",
    "right@3": "right passage among 3",
    "right@10": "right passage among 10",
    "ndcg@10": "nDCG of 10",
    "parts@3": "parts found among 3",
    "parts@10": "parts found among 10",
    "marked": "marked sentence answers",
    "answered": "answered",
    "may_help": "shown as what may help",
    "unanswerable_answered": "unanswerable, answered",
    "unanswerable_may_help": "unanswerable, may help",
    "unhelpful_first": "unhelpful, still first",
}
MEANS = {"ndcg@10"}  # shown as they are; all others are shares, shown as percentages
GROUP_COLUMNS = {
    Kind.ANSWERABLE: (("right@1", "first"), ("right@3", "among 3"), ("answered", "answered")),
    Kind.UNANSWERABLE: (("unanswerable_answered", "answered"), ("unanswerable_may_help", "may help")),
}
GROUPS_SHOWN = 20  # of either kind
GROUP_WIDTH = 21
START_WIDTH = 100  # of the passage that came first
INDENT = 2

Row = Sequence[str]


def render_run(run: Run, console: Console) -> Text:
    """Show what was asked, all figures, the groups if there are any, and how far confidence can be trusted."""
    figures = figures_of(run.judged)
    parts = [
        _heading(run, console),
        _figures(figures),
        *(_groups(figures.groups, kind) for kind in Kind),
        _calibration(figures) if figures.bins else None,
    ]
    return _join([part for part in parts if part], blank=True)


def render_comparison(comparison: Comparison, earlier: str, console: Console) -> Text:
    """Show each measure in both runs, and in words whether chance explains the difference."""
    counted = _count(comparison.questions, "question")
    title = f"Compared with {printable(earlier)}, on {counted} that both have (paired bootstrap, {RESAMPLES:,} draws)"
    rows = [_difference_row(difference) for difference in comparison.differences]
    lines = _table(("", "old", "new", "difference", "95 % interval", "p"), rows)
    texts = [Text(lines[0], SOURCE)]
    for line, difference in zip(lines[1:], comparison.differences, strict=True):
        texts += [Text(line), Text(f"{'':{INDENT}}{_verdict(difference)}", SOURCE)]
    return _join([*_wrapped(title, console, 0, QUESTION), *texts])


def render_worst(judged: Sequence[Judged], most: int, console: Console) -> list[Text]:
    """Show the questions that went wrong, worst first: at most so many of either kind."""
    wrong = [one for one in judged if one.kind is Kind.ANSWERABLE and one.rank != 1]
    wrong.sort(key=lambda one: (one.rank > 0, -one.rank, -one.confidence))
    false = [one for one in judged if one.kind is Kind.UNANSWERABLE and one.answered]
    false.sort(key=lambda one: -one.confidence)
    lists = (
        ("Wrong, with the rank of the right passage", wrong),
        ("Unanswerable, but answered, with the confidence", false),
    )
    return [_worst(title, ones, most, console) for title, ones in lists if ones and most]


def _heading(run: Run, console: Console) -> Text:
    setting = run.setting
    kinds = [one.kind for one in run.judged]
    counts = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in Kind if kind in kinds)
    files = " and ".join(filter(None, (setting.file, setting.off_topic)))
    asked = f"{_count(len(run.judged), 'question')} of {printable(files)}" + (f": {counts}" if counts else "")
    library = f"{_count(setting.documents, 'document')}, {_count(setting.passages, 'passage')}"
    lines = _wrapped(asked, console, 0, QUESTION) + _wrapped(f"{library}, model {printable(setting.model)}", console, 0)
    return _join(lines)


def _figures(figures: Figures) -> Text:
    rows = [(LABELS[one.name], _number(one.name, one.value), _interval(one), f"{one.of:,}") for one in figures.figures]
    if figures.auroc is not None:
        rows.append(("AUROC of confidence", f"{figures.auroc:.3f}", "", ""))
    if figures.median_ms is not None and figures.p95_ms is not None:
        rows.append(("time, median", f"{figures.median_ms:,.0f} ms", "", f"{figures.questions:,}"))
        rows.append(("time, 95th percentile", f"{figures.p95_ms:,.0f} ms", "", f"{figures.questions:,}"))
    return _with_header(_table(("", "figure", "95 % interval", "questions"), rows))


def _groups(groups: Sequence[Group], kind: Kind) -> Text | None:
    """Set the groups of one kind against each other; nothing where there is but one without a name."""
    ours = [group for group in groups if group.kind is kind]
    if kind not in GROUP_COLUMNS or not any(group.name for group in ours):
        return None
    names, titles = zip(*GROUP_COLUMNS[kind], strict=True)
    rows = [_group_row(group, names) for group in ours[:GROUPS_SHOWN]]
    lines = _table((f"{kind}, by group", "number", *titles), rows)
    more = len(ours) - GROUPS_SHOWN
    return _with_header([*lines, f"… and {more:,} more"] if more > 0 else lines)


def _group_row(group: Group, names: Sequence[str]) -> Row:
    found = {one.name: one for one in group.figures}
    cells = [_share_and_interval(found[name]) for name in names]
    return _cut(printable(group.name) or "(none)", GROUP_WIDTH), f"{group.questions:,}", *cells


def _share_and_interval(one: Figure) -> str:
    return f"{100 * one.value:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})"


def _calibration(figures: Figures) -> Text:
    rows = [_bin_row(one) for one in figures.bins]
    lines = _table(("confidence, mean", "right first", "95 % interval", "questions"), rows)
    last = f"expected calibration error: {figures.calibration_error or 0:.3f}, their mean distance"
    return _with_header([*lines, last])


def _bin_row(one: Bin) -> Row:
    return f"{one.confidence:.3f}", _percent(one.right.value), _interval(one.right), f"{one.right.of:,}"


def _difference_row(one: Difference) -> Row:
    if one.name in MEANS:
        change, interval = f"{one.change:+.3f}", f"{one.low:+.3f} – {one.high:+.3f}"
    else:
        change, interval = f"{100 * one.change:+.1f}", f"{100 * one.low:+.1f} – {100 * one.high:+.1f}"
    return LABELS[one.name], _number(one.name, one.old), _number(one.name, one.new), change, interval, _p(one.p)


def _verdict(one: Difference) -> str:
    """Say in words what the difference is worth."""
    if not one.change:
        return "no difference"
    if not one.is_telling:
        return "no more than chance may explain"
    way = one.better * one.change
    if not way:
        return f"{'more' if one.change > 0 else 'fewer'} than chance explains"
    return f"{'better' if way > 0 else 'worse'} than chance explains"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _worst(title: str, judged: Sequence[Judged], most: int, console: Console) -> Text:
    shown = judged[:most]
    of = f"{len(shown):,} of {len(judged):,}" if len(shown) < len(judged) else f"{len(judged):,}"
    parts = [Text(f"{title} ({of})", QUESTION)]
    for one in shown:
        parts += _wrapped(_went_wrong(one), console, INDENT) + _came_first(one, console)
    return _join(parts)


def _went_wrong(one: Judged) -> str:
    if one.kind is Kind.UNANSWERABLE:
        return f"{one.confidence:.3f}: {printable(one.question)}"
    return f"{f'rank {one.rank}' if one.rank else 'not among 10'}: {printable(one.question)}"


def _came_first(one: Judged, console: Console) -> list[Text]:
    if one.first is None:
        return _wrapped("nothing was found", console, 2 * INDENT, SOURCE)
    parts = (one.first.title, one.first.locator, _cut(printable(one.first.start), START_WIDTH))
    return _wrapped(f"first: {' · '.join(filter(None, map(printable, parts)))}", console, 2 * INDENT, SOURCE)


def _number(name: str, value: float) -> str:
    return f"{value:.3f}" if name in MEANS else _percent(value)


def _interval(figure: Figure) -> str:
    if figure.name in MEANS:
        return f"{figure.low:.3f} – {figure.high:.3f}"
    return f"{100 * figure.low:.0f}–{100 * figure.high:.0f} %"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _table(header: Row, rows: Iterable[Row]) -> list[str]:
    """Set rows in columns, the first to the left and the others to the right."""
    table = [header, *rows]
    widths = [max(Text(cell).cell_len for cell in column) for column in zip(*table, strict=True)]
    return [_line(row, widths) for row in table]


def _line(row: Row, widths: Sequence[int]) -> str:
    pads = [" " * (width - Text(cell).cell_len) for cell, width in zip(row, widths, strict=True)]
    cells = [row[0] + pads[0], *(pad + cell for pad, cell in zip(pads[1:], row[1:], strict=True))]
    return "  ".join(cells).rstrip()


def _with_header(lines: Sequence[str]) -> Text:
    return _join([Text(lines[0], SOURCE), *map(Text, lines[1:])])


def _wrapped(text: str, console: Console, indent: int, style: str = "") -> list[Text]:
    """Wrap a text to the console's width; lines after the first stand four columns further in."""
    width = max(min(console.width, WIDEST) - indent - 4, 20)
    lines = Text(text, style).wrap(console, width, justify="left", overflow="fold")
    for line in lines:
        line.rstrip()
    return [Text(" " * (indent + (4 if number else 0))) + line for number, line in enumerate(lines)]


def _cut(text: str, most: int) -> str:
    """A text in at most so many columns of a terminal, of which some characters take two and some none."""
    return text if cell_len(text) <= most else f"{set_cell_size(text, most - 1).rstrip()}…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _join(texts: Sequence[Text], blank: bool = False) -> Text:
    return Text("\n\n" if blank else "\n").join(texts)
