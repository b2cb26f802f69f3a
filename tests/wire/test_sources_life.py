"""A source's life in every format: added, asked for, replaced, removed and brought back."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.files.docx import docx
from tests.files.epub import epub
from tests.files.html import html
from tests.files.odt import odt
from tests.files.pdf import pdf
from tests.files.tei import tei
from tests.local_discord import Upload
from tests.wire.conftest import Town
from tests.wire.house import open_house, report

QUESTION = "Who cast the great bell of Vellmar?"
FIRST = "The great bell of Vellmar was cast in 1703 by the founder Otto Brandis of Hollum."
SECOND = "The great bell of Vellmar was cast in 1703 by the founder Lena Harms of Karsk."
BEFORE = (
    "The council of Vellmar met in the spring and spoke of the tower, of its cost, and of who was to pay for it. The "
    "miller offered oak from his own wood, the two inns offered beer for the carpenters, and the parish offered its "
    "prayers. After a long evening the mayor wrote down that each house with a chimney was to give a silver coin, "
    "and that the houses without one were to send a pair of hands for a week, summer and autumn, until the roof stood."
)
AFTER = (
    "It rang for the first time at Whitsun, and the people of three villages came to hear it. The schoolmaster had "
    "the children count how long the sound lasted, and they quarrelled about it for years. In the great frost it "
    "cracked from lip to shoulder, and for one winter the night watchman beat on an iron rail instead of it, until a "
    "collection among the villages had paid for the coal, the clay and the carts that a second casting needed."
)
NOTHING = "Nothing in this server's sources answers that."


@dataclass(frozen=True)
class Kind:
    """A format: a file's name, its bytes with one sentence in it, and what the citation says of the place."""

    name: str
    make: Callable[[str], bytes]
    place: str


KINDS = (
    Kind("bell.pdf", lambda said: pdf([BEFORE, f"{said} {AFTER}"], title="The bell of Vellmar"), "p. 2"),
    Kind(
        "bell.epub", lambda said: epub([("The council", BEFORE), ("The founder", said)], title="Bells"), "The founder"
    ),
    Kind(
        "bell.docx", lambda said: docx(["# The council", BEFORE, "# The founder", said], title="Bells"), "The founder"
    ),
    Kind("bell.odt", lambda said: odt(["# The council", BEFORE, "# The founder", said], title="Bells"), "The founder"),
    Kind("bell.html", lambda said: html([BEFORE, said, AFTER], title="The bell of Vellmar"), "¶"),
    Kind("bells.xml", lambda said: tei([("a", "The council", BEFORE), ("b", "The founder", said)]), "The founder"),
    Kind("bell.md", lambda said: f"# The bell\n\n{BEFORE}\n\n## The founder\n\n{said}\n".encode(), "The founder"),
    Kind("bell.txt", lambda said: f"The bell of Vellmar\n\n{BEFORE}\n\n{said}\n\n{AFTER}\n".encode(), "¶"),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_source_is_cited_replaced_removed_and_brought_back(town: Town, kind: Kind) -> None:
    house = open_house(town.discord)
    assert NOTHING in await house.ask(QUESTION)

    added = await house.add(kind.name, kind.make(FIRST))
    assert added.text.startswith("### Done: 1 file\n**Added** bell")
    answer = await house.ask(QUESTION)
    assert "Otto Brandis" in answer
    assert kind.place in cited(answer, "Otto Brandis")

    replaced = await house.add(kind.name, kind.make(SECOND))
    assert "**Changed**" in replaced.text
    assert "is a newer version of the one of <t:" in replaced.text
    answer = await house.ask(QUESTION)
    assert "Lena Harms" in answer
    assert "Otto Brandis" not in answer

    removed = await house.remove(kind.name)
    assert removed.text.startswith("### Removed: ")
    answer = await house.ask(QUESTION)
    assert NOTHING in answer
    assert "Vellmar was cast" not in answer

    await report(await house.do("restore", source=kind.name))
    assert "Lena Harms" in await house.ask(QUESTION)
    await report(await house.do("restore", source=kind.name, version=1))
    answer = await house.ask(QUESTION)
    assert "Otto Brandis" in answer
    assert "Lena Harms" not in answer


async def test_the_same_file_is_recognised(town: Town) -> None:
    house = open_house(town.discord)
    await house.add("bell.txt", KINDS[-1].make(FIRST))
    again = await house.do("add", file=Upload("other.txt", KINDS[-1].make(FIRST)))
    message = await again.message()
    assert message.text == "✔ **other.txt** is already here as **The bell of Vellmar**."
    assert "1 source · " in await house.text("list")


def cited(answer: str, words: str) -> str:
    """The source line of the passage that holds the words."""
    passage = next(part for part in answer.split("\n**") if words in part)
    return passage.split("\n-# ")[1].split("\n")[0]
