"""Pages of a PDF → their lines, each with its place on the page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile
from math import hypot

from pypdfium2 import PdfPage, PdfTextPage, raw

HYPHEN = "\ufffe"  # what the library gives for a hyphen at the end of a line, which it joins with the next
_ENDS = re.compile(rf"\r?\n|(?<={HYPHEN})")
_UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\u200b\ufeff\ufffd]")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\w{0,6}$")  # of a table of contents, which the headings make needless
_ROMAN = re.compile(r"\b[ivxlc]+\b")
_EDGE_LINES = 4  # at the top and at the bottom of a page that may be running heads
_SAME_PLACE = 4.0  # points within which lines stand at the same height
_GAP = 1.6  # times the type's size; a wider one sets lines apart
_LARGE = 1.1  # times the usual size of type; larger lines are headings
_AROUND_NUMBER = "-–— []"
_MARK_WORDS = 4  # more than the mark of a scanner or a library has; where nothing else is left, this is the text
_FEW_PAGES = 5  # up to which a line that stands on two is a running head; on longer ones, on three


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on the page with this number, from 0.

    `left`, `right` and `baseline` are in points from the lower left corner; `size` is that of the type.
    """

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float


def lines_of(page: PdfPage, number: int) -> list[Line]:
    """Give the lines of a page in the order of reading, as the library has it."""
    text_page = page.get_textpage()
    try:
        return list(_lines(text_page, number))
    finally:
        text_page.close()


def _lines(page: PdfTextPage, number: int) -> Iterator[Line]:
    text = page.get_text_range()
    bounds = [0, *(match.end() for match in _ENDS.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        shown = text[start:end].strip()
        printed = _printed(shown)
        if printed and not _LEADERS.search(printed):
            at = start + text[start:end].index(shown)
            first, last = (_index(page, place) for place in (at, at + len(shown) - 1))
            left, baseline = _origin(page, first)
            right = page.get_charbox(last)[2]
            yield Line(number, printed, left, right, baseline, max(_size(page, first), _size(page, last)))


def _index(page: PdfTextPage, at: int) -> int:
    """Turn a place in the text into the number of a character on the page, which holds more than the text."""
    return max(int(raw.FPDFText_GetCharIndexFromTextIndex(page, at)), 0)


def _origin(page: PdfTextPage, index: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    return x.value, y.value


def _size(page: PdfTextPage, index: int) -> float:
    """Give the size of a character's type as it is printed."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    return float(raw.FPDFText_GetFontSize(page, index)) * hypot(matrix.b, matrix.d)


def _printed(text: str) -> str:
    return " ".join(_UNPRINTED.sub("", text).split())


def usual_size(pages: Sequence[Sequence[Line]]) -> float:
    """Give the size of type that most of the text is set in; 0 where there is none."""
    sizes: Counter[float] = Counter()
    for line in chain.from_iterable(pages):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_running_heads(pages: Sequence[Sequence[Line]], labels: Sequence[str]) -> list[list[Line]]:
    """Leave out what stands at the same place of many pages, numbers apart, and the pages' own numbers.

    A running head or foot is set apart from the text by a gap, and in type that is not larger.
    """
    largest = _LARGE * usual_size(pages)
    edges = [[[line for line in edge if line.size <= largest] for edge in _edges(lines)] for lines in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for page in edges:
        counts.update({(_key(line), round(line.baseline / _SAME_PLACE)) for line in chain.from_iterable(page)})
    needed = 2 if len(pages) <= _FEW_PAGES else 3

    def is_running(line: Line) -> bool:
        place = round(line.baseline / _SAME_PLACE)
        repeated = sum(counts[_key(line), near] for near in (place - 1, place, place + 1))
        words = line.text.strip(_AROUND_NUMBER).split()
        is_numbered = labels[line.page] in (*words[:1], *words[-1:])
        return repeated >= (2 if is_numbered else needed) or (is_numbered and _key(line) == "#")

    running = {line for edge in chain.from_iterable(edges) for line in takewhile(is_running, edge)}
    texts = Counter(line.text for line in running)
    left = [_left(lines, running, texts) for lines in pages]
    return left if any(left) else [[line for line in lines if line.text.count(" ") >= _MARK_WORDS] for lines in pages]


def _left(lines: Sequence[Line], running: set[Line], texts: Counter[str]) -> list[Line]:
    """Give what is left of a page; one that would be empty keeps the lines that stand on no other page."""
    left = [line for line in lines if line not in running]
    return left or [line for line in lines if texts[line.text] == 1 and _key(line) != "#"]


def _edges(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Give the outermost lines of a page, from the top down and from the bottom up, as far as a gap sets them apart."""
    by_height = sorted(lines, key=lambda line: -line.baseline)
    return _apart(by_height), _apart(by_height[::-1])


def _apart(lines: Sequence[Line]) -> list[Line]:
    """Give the lines that stand before the last wide gap among the first ones; all, if there are so few."""
    if len(lines) <= 1:
        return list(lines)
    nearest = list(pairwise(lines[: _EDGE_LINES + 1]))
    gaps = [
        at
        for at, (one, two) in enumerate(nearest, 1)
        if abs(one.baseline - two.baseline) > _GAP * max(one.size, two.size)
    ]
    return list(lines[: gaps[-1]]) if gaps else []


def _key(line: Line) -> str:
    """Give a line without what differs from page to page: its number, arabic or roman."""
    return " ".join(_ROMAN.sub("#", re.sub(r"\d+", "#", line.text)).strip(_AROUND_NUMBER).split())
