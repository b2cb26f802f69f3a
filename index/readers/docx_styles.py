"""What the styles and the numbering of a Word document make of a paragraph."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

_VALUE = qn("w:val")
_HEADING = re.compile(r"heading (\d)")
_UNNUMBERED = ("bullet", "none", "")
_BODY_LEVEL = 9  # the outline level, from 0, of what is no heading
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's style: its name in lower case, the level of heading (0 for none), and its list."""

    name: str = ""
    level: int = 0
    number: str = ""
    depth: int = 0


class Styles:
    """The paragraph styles of a document, and the counters of its lists."""

    def __init__(self, word: Word) -> None:
        self._styles = {str(style.get(qn("w:styleId"))): style for style in word.styles.element.iter(qn("w:style"))}
        self._formats = dict(_formats(word))
        self._counts: defaultdict[tuple[str, int], int] = defaultdict(int)

    def of(self, paragraph: etree._Element) -> Style:
        """Give the style of a paragraph, what it says itself coming before what its style says."""
        own = paragraph.find(qn("w:pPr"))
        chain = list(self._chain(_value(own, "w:pStyle")))
        names = [_value(style, "w:name").lower() for style in chain]
        given = [own, *(style.find(qn("w:pPr")) for style in chain)]
        number, depth = _list(given)
        return Style(names[0] if names else "", _level(names, given), number, depth)

    def mark(self, style: Style) -> str:
        """Give what stands before the next item of a list: a hyphen or a number."""
        kind, start = self._formats.get((style.number, style.depth), ("", 1))
        if kind in _UNNUMBERED:
            return "- "
        for deeper in range(style.depth + 1, _DEEPEST + 1):
            self._counts.pop((style.number, deeper), None)
        self._counts[style.number, style.depth] += 1
        return f"{start - 1 + self._counts[style.number, style.depth]}. "

    def _chain(self, name: str) -> Iterator[etree._Element]:
        """Give a style and those that it is based on."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "w:basedOn")


def _level(names: Sequence[str], given: Sequence[etree._Element | None]) -> int:
    """Give the level of a heading: by the name of its style, which is English in every language, or its outline."""
    named = next((match for name in names if (match := _HEADING.fullmatch(name))), None)
    outline = next((level for part in given if (level := _value(part, "w:outlineLvl"))), "")
    if named:
        return int(named[1])
    return int(outline) + 1 if outline.isdigit() and int(outline) < _BODY_LEVEL else 0


def _list(given: Sequence[etree._Element | None]) -> tuple[str, int]:
    """Give the list that a paragraph is an item of, "" for none, and how deep in it."""
    for part in given:
        item = part.find(qn("w:numPr")) if part is not None else None
        if item is not None:
            number, depth = _value(item, "w:numId"), _value(item, "w:ilvl")
            return "" if number == "0" else number, min(int(depth), _DEEPEST) if depth.isdigit() else 0
    return "", 0


def _formats(word: Word) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Give for each list and depth the kind of its numbers and the first of them."""
    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in word.part.rels.values()):
        return
    root = word.part.numbering_part.element
    kinds = {kind.get(qn("w:abstractNumId")): kind for kind in root.iter(qn("w:abstractNum"))}
    for number in root.iter(qn("w:num")):
        kind = kinds.get(_value(number, "w:abstractNumId"))
        for level in kind.iter(qn("w:lvl")) if kind is not None else ():
            place = str(number.get(qn("w:numId"))), int(level.get(qn("w:ilvl")) or 0)
            yield place, (_value(level, "w:numFmt"), int(_value(level, "w:start") or 1))


def _value(element: etree._Element | None, name: str) -> str:
    """Give the value of a child element, "" where there is none."""
    child = element.find(qn(name)) if element is not None else None
    return str(child.get(_VALUE) or "") if child is not None else ""
