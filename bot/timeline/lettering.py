"""The fonts of a timeline's picture: which texts they can show, and how large those are.

DejaVu Sans comes with matplotlib and has the letters of most of Europe, Arabic and Hebrew. For other scripts fonts are
taken that the machine has. A text that none of them can show is replaced.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

DPI = 200  # of the picture: two real pixels for each that is counted here
PIXEL = DPI / 100  # real ones

_POINTS = 0.72  # in a pixel
_OWN = "DejaVu Sans"
_OTHERS = (  # in order of preference; those of Linux, Windows and macOS
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Serif CJK JP", "Noto Serif CJK SC", "Noto Sans Devanagari",
    "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Thai", "Noto Sans Georgian",
    "Noto Sans Armenian", "Noto Sans Ethiopic", "Noto Sans Khmer", "Noto Sans Sinhala", "Noto Sans Myanmar",
    "Noto Serif Tibetan", "Noto Sans", "Droid Sans Fallback", "WenQuanYi Zen Hei", "Microsoft YaHei", "Yu Gothic",
    "Malgun Gothic", "Nirmala UI", "Leelawadee UI", "Ebrima", "Segoe UI", "PingFang SC", "Hiragino Sans",
    "Apple SD Gothic Neo", "Kohinoor Devanagari", "Thonburi", "Arial Unicode MS", "Unifont",
)  # fmt: skip
_SEEN = ("L", "M", "N")  # letters, marks, numbers: without one of them it would be another text
_MARKS_IN_A_ROW = 2  # on one letter; more would grow into other lines
_REMEMBERED = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a kind of text is set: its size in pixels, and whether in bold."""

    pixels: float
    is_bold: bool = False

    def font(self, text: str) -> FontProperties:
        """The font for a text; letters that the first has not come from others."""
        families = {_OWN: None} | {found: None for char in text if (found := _family_with(char))}
        weight = "bold" if self.is_bold else "normal"
        return FontProperties(family=list(families), size=self.pixels * _POINTS, weight=weight)

    def size(self, text: str) -> tuple[float, float]:
        """Width and height of a text in pixels."""
        measure = _renderer().get_text_width_height_descent
        width, height, _ = measure(text, self.font(text), False)  # type: ignore[no-untyped-call]  # of matplotlib
        return width / PIXEL, height / PIXEL

    def width(self, text: str) -> float:
        """Width of a text in pixels."""
        return self.size(text)[0]

    def can_show(self, text: str, instead: str, height: float) -> str:
        """The text without symbols that no font here has; `instead` when it has letters that none has.

        So it is too when nothing is left, and when it is higher than so many pixels.
        """
        kept = _without_towers(unicodedata.normalize("NFC", text))
        lacking = {char for char in set(kept) if not char.isspace() and _family_with(char) is None}
        if any(unicodedata.category(char)[0] in _SEEN for char in lacking):
            return instead
        shown = " ".join("".join(char for char in kept if char not in lacking).split())
        return shown if shown and self.size(shown)[1] <= height else instead


def _without_towers(text: str) -> str:
    """The text with at most a few marks on one letter."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


@lru_cache(_REMEMBERED)
def _family_with(char: str) -> str | None:
    """The first font that has a character."""
    return next((name for name in _families() if _has(name, char)), None)


@cache
def _families() -> tuple[str, ...]:
    known = {font.name for font in fontManager.ttflist}
    return (_OWN, *(name for name in _OTHERS if name in known))


def _has(family: str, char: str) -> bool:
    return get_font(findfont(FontProperties(family=[family]))).get_char_index(ord(char)) > 0


@cache
def _renderer() -> RendererAgg:
    """One to measure with; nothing is drawn by it."""
    return RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]  # of matplotlib
