"""Trees of elements (XHTML, TEI, OpenDocument) → blocks of text as a reader of the page sees them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from html import unescape

from lxml import etree

from index.readers.outline import Block

_SPACE = re.compile(r"\s+")


class Role(Enum):
    """What an element is to the reader of a page."""

    INLINE = auto()
    SKIP = auto()  # it is not seen
    BLOCK = auto()  # a paragraph, or what holds some
    HEADING = auto()
    LIST = auto()
    ITEM = auto()
    TABLE = auto()
    ROW = auto()
    CELL = auto()
    LINE = auto()  # of verse
    BREAK = auto()  # between lines
    GAP = auto()  # white space
    VERBATIM = auto()  # line breaks and spaces are its own
    NOTE = auto()  # of a text, set below the paragraph that it belongs to


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the elements of a format mean; each function is asked with an element.

    `role_of` gives its role; `level_of` that of a heading, from 1; `item_mark`, also asked with a place from 0, what
    stands before that item of a list; `note_mark` the mark of a note, "" where it has none and is to be counted.
    """

    role_of: Callable[[etree._Element], Role]
    level_of: Callable[[etree._Element], int] = lambda element: 1
    item_mark: Callable[[etree._Element, int], str] = lambda element, place: "- "
    note_mark: Callable[[etree._Element], str] = lambda element: ""


def by_name(roles: Mapping[Role, str]) -> dict[str, Role]:
    """Turn names of elements, in one text for each role, into a table."""
    return {name: role for role, names in roles.items() for name in names.split()}


def blocks(root: etree._Element, vocabulary: Vocabulary) -> list[Block]:
    """Give the blocks in an element; a list, a table or a stanza is one block of several lines."""
    walk = _Walk(vocabulary)
    walk.inside(root)
    walk.end_paragraph()
    return walk.blocks


@dataclass(slots=True)
class _Walk:
    """A walk through a tree, with what it found and the paragraph that it stands in."""

    vocabulary: Vocabulary
    blocks: list[Block] = field(default_factory=list)
    _inline: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _counted: int = 0

    def inside(self, element: etree._Element) -> None:
        """Read what an element holds, in the order of the text."""
        self._inline.append(_single(element.text))
        for child in element:
            if isinstance(child.tag, str):
                self._enter(child)
            elif isinstance(child, etree._Entity):
                self._inline.append(_named(child))
            self._inline.append(_single(child.tail))

    def end_paragraph(self) -> None:
        """Close the paragraph that is open, and set its notes below it."""
        text = _tidy("".join(self._inline))
        self._inline = []
        notes, self._notes = self._notes, []
        self.blocks += [(0, part) for part in (text, *notes) if part]

    def _enter(self, element: etree._Element) -> None:
        role = self.vocabulary.role_of(element)
        if role is Role.INLINE:
            self.inside(element)
        elif role is Role.GAP:
            self._inline.append(" ")
        elif role is Role.BREAK:
            self._break()
        elif role is Role.LINE:
            self._inline.append("\n")
            self.inside(element)
            self._inline.append("\n")
        elif role is Role.NOTE:
            self._note(element)
        elif role is not Role.SKIP:
            self._block(element, role)

    def _break(self) -> None:
        """End the line; an empty line ends the paragraph."""
        last = next((part for part in reversed(self._inline) if part.strip(" ")), "")
        if last == "\n":
            self.end_paragraph()
        else:
            self._inline.append("\n")

    def _block(self, element: etree._Element, role: Role) -> None:
        self.end_paragraph()
        if role is Role.HEADING:
            self._heading(element)
        elif role is Role.VERBATIM:
            self._add("".join(element.itertext()).strip("\n").rstrip())
        elif role is Role.LIST:
            self._add("\n".join(self._list(element)))
        elif role is Role.TABLE and not self._is_layout(element):
            self._add("\n".join(self._rows(element)))
        else:
            self.inside(element)
        self.end_paragraph()

    def _add(self, text: str) -> None:
        if text:
            self.blocks.append((0, text))

    def _heading(self, element: etree._Element) -> None:
        parts = self._within(element)
        if text := " ".join(" ".join(text for _, text in parts).split()):
            self.blocks.append((self.vocabulary.level_of(element), text))

    def _within(self, element: etree._Element) -> list[Block]:
        """Read an element by itself; its notes wait for the end of the paragraph outside."""
        walk = _Walk(self.vocabulary, _notes=[], _counted=self._counted)
        walk.inside(element)
        self._counted = walk._counted
        self._notes += walk._notes
        walk._notes = []
        walk.end_paragraph()
        return walk.blocks

    def _list(self, element: etree._Element) -> Iterator[str]:
        """Give the lines of a list; what stands between its items is a line without a mark."""
        place = 0
        yield from _tidy(_single(element.text)).splitlines()
        for child in element:
            role = self.vocabulary.role_of(child) if isinstance(child.tag, str) else Role.SKIP
            lines = self._lines(child) if role is not Role.SKIP else []
            if lines and role is Role.ITEM:
                lines[0] = self.vocabulary.item_mark(element, place) + lines[0]
                place += 1
            yield from lines
            yield from _tidy(_single(child.tail)).splitlines()

    def _lines(self, element: etree._Element) -> list[str]:
        is_list = self.vocabulary.role_of(element) is Role.LIST
        return list(self._list(element)) if is_list else [text for _, text in self._within(element)]

    def _rows(self, table: etree._Element) -> Iterator[str]:
        for element in self._parts(table, {Role.ROW}):
            if self.vocabulary.role_of(element) is not Role.ROW:
                yield from self._lines(element)  # its caption
                continue
            cells = [" ".join(self._lines(cell)) for cell in self._parts(element, {Role.CELL})]
            if any(cells):
                yield " ".join(" | ".join(cells).split())

    def _parts(self, element: etree._Element, roles: set[Role]) -> Iterator[etree._Element]:
        """Give the children with these roles, also through what only groups them, and those that hold other text."""
        for child in element:
            role = self.vocabulary.role_of(child) if isinstance(child.tag, str) else Role.SKIP
            if role in roles or role in (Role.BLOCK, Role.HEADING):
                yield child
            elif role is Role.INLINE:
                yield from self._parts(child, roles)

    def _is_layout(self, table: etree._Element) -> bool:
        """Whether a table only sets text side by side: it is one row, or a cell holds what no table of figures does."""
        if sum(self.vocabulary.role_of(row) is Role.ROW for row in table.iter(etree.Element)) <= 1:
            return True
        for cell in table.iter(etree.Element):
            if self.vocabulary.role_of(cell) is Role.CELL:
                roles = [self.vocabulary.role_of(part) for part in cell.iterdescendants(etree.Element)]
                if Role.HEADING in roles or Role.TABLE in roles or roles.count(Role.BLOCK) > 2:
                    return True
        return False

    def _note(self, element: etree._Element) -> None:
        self._counted += 1
        mark = self.vocabulary.note_mark(element) or str(self._counted)
        texts = [text for _, text in self._within(element)]
        if not texts:
            return
        if any(part.strip() for part in self._inline):
            self._inline.append(f"[{mark}]")
            texts[0] = f"[{mark}] {texts[0]}"
        self._notes += texts


def _single(text: str | None) -> str:
    return _SPACE.sub(" ", text) if text else ""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\u00ad", "").split("\n"))
    return "\n".join(line for line in lines if line)


def _named(entity: etree._Entity) -> str:
    """Give the character of a named entity, such as &nbsp; of XHTML."""
    return unescape(f"&{entity.name};")
