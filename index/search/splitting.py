"""Several questions in one message → the questions, each fit to be searched by itself."""

import re
from collections.abc import Sequence
from typing import TypeVar

_NUMBERED = 2  # pieces above which a text is a numbered list of questions
MOST = 4  # questions that are searched by themselves; a longer list is searched as one text

_ASKING = r"(?:who|whom|whose|what|when|where|why|which|how|in which|in what|to whom|by whom|on what|at what)"
_END = re.compile(
    r"(?<=\?)[\s,;]+(?:and\b|also\b|&)?\s*|[\s,;]+(?:and|also|&|plus)\s+(?=" + _ASKING + r"\b)", re.IGNORECASE
)
_BEGINS = re.compile(rf"\W*(?:and |also |so |then )?{_ASKING}\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|that|this|those|these|there|then|one)\b", re.IGNORECASE
)
_NAMES = re.compile(r"(?<=\w\W)[^\W\d_a-z]|\d")  # a capital letter within, or a number
_NUMBERING = re.compile(r"(?:^|[\s,;])\(?[1-9][.)]\s+")
_COMPARING = re.compile(r"\bbetween\b(?!.*[,;?]$)", re.IGNORECASE)  # "the difference between who … and who …"
_LEAST_WORDS = 3  # of a question that stands by itself
_NAMELESS_WORDS = 6  # up to which a question that names nothing is taken to point back

T = TypeVar("T")


def questions_in(text: str) -> tuple[str, ...]:
    """Split a message where one question ends and another begins; what is one question stays as it is.

    A question that points back ("and when did he resign?") is followed by the one before it, which says to whom.

    >>> questions_in("Who was Pankin, and when did he resign?")
    ('Who was Pankin', 'when did he resign? Who was Pankin')
    """
    listed = _NUMBERING.split(text)
    parts = [part.strip(" ,;") for part in (listed if len(listed) > _NUMBERED else _END.split(text))]
    parts = [part for part in parts if part]
    if _COMPARING.search(parts[0]):
        return (text,)
    asking = [part for part in parts if _BEGINS.match(part) or part.endswith("?")]
    whole = [part for part in asking if len(part.split()) >= _LEAST_WORDS]
    if not 2 <= len(asking) <= MOST or len(whole) != len(asking) or len(asking) != len(parts):
        return (text,)
    return tuple(_with_what_it_points_to(parts, place) for place in range(len(parts)))


def _with_what_it_points_to(parts: Sequence[str], place: int) -> str:
    part = parts[place]
    is_nameless = len(part.split()) <= _NAMELESS_WORDS and not _NAMES.search(part)
    if not place or not (is_nameless or _POINTS_BACK.search(part)):
        return part
    before = next((one for one in reversed(parts[:place]) if not _POINTS_BACK.search(one)), parts[place - 1])
    return f"{part} {before}"


def in_turn(lists: Sequence[Sequence[T]]) -> list[T]:
    """The first of each list, then the second of each, and so on, as long as there are any."""
    longest = max(map(len, lists), default=0)
    return [one[place] for place in range(longest) for one in lists if place < len(one)]
