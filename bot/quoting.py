"""Passages as quotations: the answering sentence in bold, cut to a given length where they are long.

All lengths are of the resulting markdown, in the units of `bot.limits`.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from bot.escaping import bold, escape, visible
from bot.limits import units
from index.sentences import spans

CUT_BEFORE, CUT_AFTER = "[…] ", " […]"

Cost = Callable[[str], int]


def quotation(text: str, highlight: str, room: int, language: str = "en") -> str:
    """Quote a passage with its highlight in bold, in at most `room` units (at least 30).

    What does not fit is cut at the bounds of sentences, on the far sides of the highlight, and " […]"
    stands in its place. The highlight itself is cut, between words, only when it alone does not fit.
    """
    before, marked, after = (visible(part) for part in _around(text, highlight))
    whole = _joined(before, marked, after).strip()
    if units(whole) <= room:
        return whole
    room -= len(CUT_BEFORE) + len(CUT_AFTER)
    if _bold_cost(marked) > room:
        kept = _words(marked, room, _bold_cost)
        return _with_marks("", kept, "", bool(before.strip()), True)
    room -= _bold_cost(marked)
    left = min(_cost(before), max(room // 2, room - _cost(after)))
    near_before = suffix(before, [start for start, _ in spans(before, language)], left, _cost)
    near_after = prefix(after, [end for _, end in spans(after, language)], room - _cost(near_before), _cost)
    return _with_marks(
        near_before, marked, near_after, len(near_before) < len(before.lstrip()), len(near_after) < len(after.rstrip())
    )


def opening(text: str, room: int, language: str = "en") -> str:
    """The first sentences of a text, as many as fit into `room` units, with a mark where it goes on; or ""."""
    text = visible(text)
    if _cost(text) <= room:
        return escape(text)
    kept = prefix(text, [end for _, end in spans(text, language)], room - len(CUT_AFTER), _cost)
    return escape(kept) + CUT_AFTER if kept else ""


def ending(text: str, room: int, language: str = "en") -> str:
    """The last sentences of a text, as many as fit into `room` units, with a mark where more stands before; or ""."""
    text = visible(text)
    if _cost(text) <= room:
        return escape(text)
    kept = suffix(text, [start for start, _ in spans(text, language)], room - len(CUT_BEFORE), _cost)
    return CUT_BEFORE + escape(kept) if kept else ""


def parts(text: str, room: int, language: str = "en") -> tuple[str, ...]:
    """Split a text into parts of at most `room` units (at least 2) each, at sentences where that can be done.

    Nothing but the white space around the parts is left out. There is always one part.
    """
    found: list[str] = []
    rest = visible(text).strip()
    while _cost(rest) > room:
        start = rest[: room + 1]  # a unit holds no more than a character
        ends = [end for _, end in spans(start, language)][:-1]
        part = prefix(start, ends, room, _cost) or _words(start, room, _cost)
        found.append(part)
        rest = rest[len(part) :].strip()
    return (*found, rest)


def prefix(text: str, ends: Sequence[int], room: int, cost: Cost) -> str:
    """The longest start of a text that ends at one of the ascending `ends` and costs at most `room`; or ""."""
    fitting = bisect_right(ends, room, key=lambda end: cost(text[:end]))
    return text[: ends[fitting - 1]] if fitting else ""


def suffix(text: str, starts: Sequence[int], room: int, cost: Cost) -> str:
    """The longest end of a text that starts at one of the ascending `starts` and costs at most `room`; or ""."""
    nearest = starts[::-1]
    fitting = bisect_right(nearest, room, key=lambda start: cost(text[start:]))
    return text[nearest[fitting - 1] :] if fitting else ""


def _around(text: str, highlight: str) -> tuple[str, str, str]:
    """What stands before the highlight, the highlight, and what stands after it; it may be missing."""
    before, found, after = text.partition(highlight) if highlight else (text, "", "")
    return before, found, after


def _joined(before: str, marked: str, after: str) -> str:
    return escape(before) + bold(marked) + escape(after)


def _with_marks(before: str, marked: str, after: str, is_cut_before: bool, is_cut_after: bool) -> str:
    quoted = _joined(before, marked, after)
    return (CUT_BEFORE if is_cut_before else "") + quoted.strip() + (CUT_AFTER if is_cut_after else "")


def _words(text: str, room: int, cost: Cost) -> str:
    """The first words of a text that fit, or its first characters where not one word fits."""
    words = [at for at in range(1, len(text)) if text[at].isspace()]
    return prefix(text, words, room, cost).strip() or prefix(text, range(1, len(text) + 1), room, cost)


def _cost(text: str) -> int:
    return units(escape(text))


def _bold_cost(text: str) -> int:
    return units(bold(text))
