"""How cost grows, as a picture."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import LogFormatter

from tests.benchmarks.figures import Result
from tests.benchmarks.measures.growth import DISK, ENCODE, MEMORY, QUESTION, SLOWEST

_SIZE = (11, 4)  # inches
_PANELS = (("milliseconds a question", (SLOWEST, QUESTION, ENCODE)), ("MiB", (DISK, MEMORY)))


def draw(results: Sequence[Result], file: Path) -> None:
    """Draw time, and memory and disk, over the number of passages, both axes logarithmic."""
    picture = Picture(figsize=_SIZE, layout="constrained")
    axes = picture.subplots(1, len(_PANELS))
    for axis, (label, names) in zip(axes, _PANELS, strict=True):
        for name in names:
            _line(axis, [result for result in results if not result.skipped], name)
        axis.set(xscale="log", yscale="log", xlabel="passages", ylabel=label)
        axis.yaxis.set_major_formatter(LogFormatter())
        axis.yaxis.set_minor_formatter(LogFormatter())
        axis.grid(which="both", alpha=0.25)
        axis.legend(frameon=False)
    picture.savefig(file, dpi=150)


def _line(axis: Axes, results: Sequence[Result], name: str) -> None:
    found = [(result.passages, figure) for result in results for figure in result.figures if figure.name == name]
    sizes = [size for size, _ in found]
    axis.plot(sizes, [figure.value for _, figure in found], marker="o", label=name)
    axis.fill_between(sizes, [figure.low for _, figure in found], [figure.high for _, figure in found], alpha=0.15)
