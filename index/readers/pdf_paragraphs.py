"""Lines of a PDF's pages → paragraphs, also those that run over from one page to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.readers.hyphens import HYPHENS, Mender, tidy
from index.readers.pdf_lines import Line, usual_size

_OTHER_SIZE = 0.15  # of the type, as a share; what differs by more belongs to another paragraph
_NOTE_SIZE = 0.93  # of the text's type; smaller lines at the foot of a page are notes
_WIDE_GAP = 1.35  # times the usual distance of two lines; a wider one parts paragraphs
_INDENT = 0.6  # times the type's size
_INDENTED_SHARE = 0.02  # of the lines; where more are indented, that is how paragraphs begin
_SHORT = 0.88  # of its column's width; a line that ends before it may be the last of its paragraph
_VERY_SHORT = 0.65  # of its column's width; a line that ends before it was ended on purpose
_COLUMN = 36.0  # points within which lines begin that stand in one column
_ENDINGS = tuple(".!?:…”\"’')]»")
_BULLETS = tuple(f"{bullet} " for bullet in "•‣▪◦·*■●○–-")

Paragraph = list[Line]


@dataclass(frozen=True, slots=True)
class Column:
    """The margins of the lines that begin at about the same place of a page, in points."""

    left: float
    right: float


class Setting:
    """Knows how a document is set: the size of its type, the distance of its lines, its columns and its words."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        lines = [line for page in pages for line in page]
        self.size = usual_size(pages)
        gaps = [above.baseline - line.baseline for above, line in pairwise(lines) if above.page == line.page]
        self._leading = median([gap for gap in gaps if 0 < gap < 3 * self.size] or [1.2 * self.size])
        self._columns = _columns(lines)
        self._mender = Mender(line.text for line in lines)
        indented = sum(_is_indented(*three) for three in zip(lines, lines[1:], lines[2:], strict=False))
        self._has_indents = indented > _INDENTED_SHARE * len(lines)

    def paragraphs(self, pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
        """Gather the lines of pages that follow each other; notes at a page's foot come after what runs over it."""
        found: list[Paragraph] = []
        last: Paragraph | None = None  # of the text, notes left out
        for page in pages:
            text, notes = self._text_and_notes(page)
            gathered = list(self._gathered(text))
            if gathered and last and self._goes_on(last[-1], gathered[0][0]):
                last += gathered.pop(0)
            found += gathered
            last = gathered[-1] if gathered else last
            found += self._gathered(notes)
        return found

    def text_of(self, paragraph: Paragraph) -> str:
        """Join a paragraph's lines, mending divided words; what was ended on purpose stays a line of its own."""
        text = paragraph[0].text
        for above, line in pairwise(paragraph):
            is_broken_off = above.page == line.page and self._width(above) < _VERY_SHORT
            if is_broken_off and not above.text.endswith(HYPHENS):
                text = f"{text}\n{line.text}"
            else:
                text = self._mender.join(text, line.text)
        return tidy(text)

    def _text_and_notes(self, page: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
        end = len(page)
        while end > 0 and page[end - 1].size < _NOTE_SIZE * self.size:
            end -= 1
        return page[:end], page[end:]

    def _gathered(self, lines: Sequence[Line]) -> Iterator[Paragraph]:
        paragraph: Paragraph = []
        for line, following in zip(lines, [*lines[1:], None], strict=False):
            if paragraph and self._begins(paragraph, line, following):
                yield paragraph
                paragraph = []
            paragraph.append(line)
        if paragraph:
            yield paragraph

    def _begins(self, paragraph: Paragraph, line: Line, following: Line | None) -> bool:
        """Whether a line begins a paragraph, seen from the lines above and below it."""
        above = paragraph[-1]
        if _is_of_other_size(above, line) or line.text.startswith(_BULLETS):
            return True
        gap = above.baseline - line.baseline
        if gap < -line.size:  # it is the first of the next column
            return not self._goes_on(above, line)
        if gap > _WIDE_GAP * self._leading:
            return True
        is_short = self._width(above) < _SHORT
        if not above.text.endswith(_ENDINGS):
            return is_short and _is_indented(above, line, following) and not paragraph[0].text.startswith(_BULLETS)
        hangs = paragraph[0].text.startswith(_BULLETS) and line.left > paragraph[0].left
        return is_short or (_is_indented(above, line, following) and not hangs)

    def _goes_on(self, above: Line, line: Line) -> bool:
        """Whether a line at the top of a page or column goes on with what stood last before it."""
        if _is_of_other_size(above, line) or line.text.startswith(_BULLETS):
            return False
        is_lower = line.text[:1].islower()
        if not above.text.endswith(_ENDINGS):
            return is_lower or above.text.endswith(HYPHENS) or self._width(above) >= _VERY_SHORT
        stands_in = line.left - self._column(line).left > _INDENT * line.size
        return self._width(above) >= _SHORT and (is_lower or (self._has_indents and not stands_in))

    def _width(self, line: Line) -> float:
        """Tell how far a line reaches, as a share of its column."""
        column = self._column(line)
        return (line.right - column.left) / max(column.right - column.left, 1.0)

    def _column(self, line: Line) -> Column:
        return self._columns[line.page, int(line.left // _COLUMN)]


def _columns(lines: Sequence[Line]) -> dict[tuple[int, int], Column]:
    """Find the columns of all pages; those that begin side by side are one."""
    strict: dict[tuple[int, int], Column] = {}
    for line in lines:
        place = line.page, int(line.left // _COLUMN)
        column = strict.get(place, Column(line.left, line.right))
        strict[place] = Column(min(column.left, line.left), max(column.right, line.right))
    return {place: _with_neighbours(place, strict) for place in strict}


def _with_neighbours(place: tuple[int, int], columns: dict[tuple[int, int], Column]) -> Column:
    page, at = place
    near = [columns[page, other] for other in (at - 1, at, at + 1) if (page, other) in columns]
    return Column(min(column.left for column in near), max(column.right for column in near))


def _is_of_other_size(above: Line, line: Line) -> bool:
    return abs(above.size - line.size) > _OTHER_SIZE * max(above.size, line.size)


def _is_indented(above: Line, line: Line, following: Line | None) -> bool:
    """Whether a line is indented against the one above it and, where there is one, the one below."""
    indent = _INDENT * line.size
    if line.left - above.left <= indent or above.page != line.page or above.baseline <= line.baseline:
        return False
    return following is None or following.baseline >= line.baseline or line.left - following.left > indent
