"""How well dates are found in real prose: the Milestones, against their own TEI elements and against a reader.

The limits stand a little below what was measured (see README.md beside this file); they are to be raised with it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from index.dates import Mention, find_dates, interval_of
from index.limits import ReadLimits
from index.readers.tei import read

HERE = Path(__file__).parent
MILESTONES = HERE.parents[2] / "shared" / "corpus" / "milestones"
TEI = "{http://www.tei-c.org/ns/1.0}"
pytestmark = pytest.mark.skipif(not MILESTONES.is_dir(), reason=f"the folder {MILESTONES} is not there")


@dataclass(frozen=True, slots=True)
class Marked:
    """A date that the TEI marks: where it stands in its block's text, and its EDTF by its attributes."""

    start: int
    end: int
    edtf: str


def blocks() -> Iterator[tuple[str, bool, tuple[Marked, ...]]]:
    """Every heading and paragraph in which the TEI marks a date: its text, whether it is a heading, its dates."""
    for file in sorted(MILESTONES.glob("*.xml")):
        tree = etree.parse(file)
        parents = (date.getparent() for date in tree.iter(f"{TEI}date"))
        for block in dict.fromkeys(parent for parent in parents if parent is not None):
            text, marked = flattened(block)
            yield text, block.tag == f"{TEI}head", marked


def flattened(block: etree._Element) -> tuple[str, tuple[Marked, ...]]:
    """The text of a block with every run of white space as one blank, and the dates marked in it."""
    text, marked = squeezed(block.text or ""), []
    for child in block:
        start = len(text)
        text += squeezed("".join(child.itertext()))
        if child.tag == f"{TEI}date":
            marked.append(Marked(start, len(text), edtf_of(child)))
        text += squeezed(child.tail or "")
    return text, tuple(marked)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def edtf_of(date: etree._Element) -> str:
    return date.get("when") or f"{date.get('from')}/{date.get('to')}"


def covering(mentions: tuple[Mention, ...], date: Marked) -> tuple[Mention, ...]:
    return tuple(one for one in mentions if one.start < date.end and date.start < one.end)


def same_days(mention: Mention, date: Marked) -> bool:
    return interval_of(mention.edtf) == interval_of(date.edtf)


def test_dates_that_the_tei_marks_are_found() -> None:
    pairs = [(covering(find_dates(text), one), one) for text, _, marked in blocks() for one in marked]
    found = sum(bool(mentions) for mentions, _ in pairs) / len(pairs)
    same = sum(any(same_days(one, date) for one in mentions) for mentions, date in pairs) / len(pairs)
    assert len(pairs) > 150
    assert found >= 0.98
    assert same >= 0.85


def test_in_headings_nothing_but_what_the_tei_marks_is_found() -> None:
    found = [(one, marked) for text, head, marked in blocks() if head for one in find_dates(text)]
    right = sum(any(covering((one,), date) for date in marked) for one, marked in found) / len(found)
    assert right >= 0.95


def labels(part: str) -> dict[tuple[str, int], Counter[str]]:
    rows = [line.split("\t") for line in (HERE / "milestones-dates.tsv").read_text("utf-8").splitlines()]
    return {(path, int(number)): Counter(dates.split()) for of, path, number, dates in rows[3:] if of == part}


def paragraphs() -> Iterator[tuple[tuple[str, int], str, str]]:
    """Every paragraph: its document's path and its number there, its text, its document's date."""
    for file in sorted(MILESTONES.glob("*.xml")):
        for text in read(file.name, file.read_bytes(), ReadLimits()):
            document = text.document
            every = (paragraph for section in text.sections for paragraph in section.paragraphs)
            for number, paragraph in enumerate(every, 1):
                yield (document.path, number), paragraph, document.date


@pytest.mark.parametrize(("part", "precision", "recall"), [("before", 0.97, 0.95), ("after", 0.97, 0.92)])
def test_dates_of_paragraphs_are_those_that_a_reader_finds(part: str, precision: float, recall: float) -> None:
    known = labels(part)
    found = {at: Counter(one.edtf for one in find_dates(text, near)) for at, text, near in paragraphs() if at in known}
    right = sum((found[at] & known[at]).total() for at in known)
    all_found, all_known = (sum(one.total() for one in counts.values()) for counts in (found, known))
    assert right / all_found >= precision
    assert right / all_known >= recall
