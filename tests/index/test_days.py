"""When passages are of: searching a time or a source alone, a day of the year, a timeline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.dates import Interval, day_number
from index.errors import QuestionError
from index.library import Library, LibraryOptions
from index.model import Inquiry, Within
from tests.data_folders import data_folder
from tests.index.conftest import OpenLibrary

SOURCES = {
    "canal.md": """---
date: 1904-06-01/1911-05-04
---
# The canal of Corvenna

The canal of Corvenna was begun on 1 June 1904 by the Byron company. It was opened on 4 May 1911. Between the two days
lay seven years of digging, two strikes and a flood, and more than one change of the engineers.

The canal of Corvenna was closed by ice in the winter of 1929. The ice was as thick as a hand is wide, so that carts
crossed it with hay and with timber, and the lock keepers had nothing to do until it broke.

The canal of Corvenna has four locks and a towing path of granite, and it is as deep as a tall man. The water comes out
of the lake above the town, through a gate that is closed by hand in every dry summer.
""",
    "newspaper.md": """# A newspaper of Corvenna

Three ships went through the canal of Corvenna when it was opened on 4 May 1911. The newspaper counted nine hundred
people on the banks, two bands and one goat, and gave the whole of the mayor's speech in small print.

The mill of Corvenna burned down on 4 May 1897. Nobody was hurt, for the miller had gone to the fair with all of his
men; yet the corn of a whole district was lost, and bread was dear until the next harvest came in.
""",
    "war.md": "---\ndate: 1870/1871\n---\n# The War of Corvenna\n\nTwo valleys fought, and a bridge fell in.\n",
    "fair-1865.md": "---\ndate: 1865\n---\n# A spring fair\n\nThe fair was opened by mayor Ada Byron with a speech.\n",
    "fair-1880.md": "---\ndate: 1880\n---\n# A spring fair\n\nThe fair was opened by mayor Otto Harms with a speech.\n",
    "undated.md": "# Bread\n\nBread is baked of flour, water and salt. It rises twice.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("days")
    sources = folder / "sources"
    sources.mkdir()
    for name, text in SOURCES.items():
        (sources / name).write_text(text, "utf-8")
    library = Library.open(LibraryOptions(data_folder(folder / "data"), (sources,)))
    library.reindex()
    yield library
    library.close()


def texts(library: Library, within: Within, question: str = "What is known of the canal of Corvenna?") -> list[str]:
    return [hit.passage.text for hit in library.answer(Inquiry(question, 10, within=within)).hits]


def test_a_passage_has_the_dates_of_its_text(library: Library) -> None:
    (hit, *_) = library.ask("When was the canal of Corvenna begun?").hits
    assert [hit.passage.text[date.start : date.end] for date in hit.passage.dates] == ["1 June 1904", "4 May 1911"]
    assert [date.edtf for date in hit.passage.dates] == ["1904-06-01", "1911-05-04"]


def test_a_time_leaves_out_what_is_of_another_or_of_none(library: Library) -> None:
    found = texts(library, Within("1897", "1900"))
    assert [text[:40] for text in found] == ["The mill of Corvenna burned down on 4 Ma"]
    assert not texts(library, Within("1930", "1950"))
    assert not any("Bread" in text for text in texts(library, Within(until="2000"), "How is bread baked?"))


def test_a_passage_without_a_date_is_of_its_document_s_time(library: Library) -> None:
    assert any("four locks" in text for text in texts(library, Within("1905", "1906")))
    assert not any("four locks" in text for text in texts(library, Within("1929", "1929")))


@pytest.mark.parametrize("source", ["A newspaper of Corvenna", "newspaper.md", "NEWSPAPER", "sources/newspaper.md"])
def test_a_source_is_known_by_title_and_file(library: Library, source: str) -> None:
    found = library.answer(Inquiry("When was the canal opened?", within=Within(source=source))).hits
    assert {hit.passage.document.title for hit in found} == {"A newspaper of Corvenna"}


@pytest.mark.parametrize(
    ("within", "words"),
    [
        (Within(since="the day before yesterday"), "is no date that I can read. Write it as 1948, May 1948"),
        (Within("1911", "1904"), "1911 is after 1904"),
        (
            Within(source="The cannal of Corvenna"),
            "No source goes by 'The cannal of Corvenna'. The closest",
        ),
    ],
)
def test_what_cannot_be_meant_is_said(library: Library, within: Within, words: str) -> None:
    with pytest.raises(QuestionError, match=words.replace("?", "\\?")):
        library.answer(Inquiry("When?", within=within))


def test_a_day_is_told_by_year_and_each_event_once(library: Library) -> None:
    found = [(entry.edtf, entry.highlight) for entry in library.on_this_day(5, 4)]
    assert found == [
        ("1897-05-04", "The mill of Corvenna burned down on 4 May 1897."),
        ("1911-05-04", "It was opened on 4 May 1911."),
    ]
    assert [entry.edtf for entry in library.on_this_day(6, 1)] == ["1904-06-01"]
    assert not library.on_this_day(2, 29)


def test_a_timeline_is_in_order_and_holds_nothing_else(library: Library) -> None:
    told = library.timeline("the canal of Corvenna")
    days = [entry.edtf[:4] for entry in told]
    assert days == sorted(days)
    assert {"1911-05-04", "1904-06-01"} & {entry.edtf for entry in told}
    assert all(entry.highlight in entry.passage.text for entry in told)
    assert not any("Bread" in entry.passage.document.title for entry in told)
    assert [entry.passage.ordinal for entry in library.timeline("the canal of Corvenna", since="1920")] == [1]
    assert not library.timeline("the football cup of Brazil")


@pytest.mark.parametrize(
    ("question", "mayor"),
    [
        ("Which mayor opened the fair in 1865?", "Ada Byron"),
        ("Which mayor opened the fair in 1880?", "Otto Harms"),
        ("Which mayor opened the fair before the War of Corvenna?", "Ada Byron"),
        ("Which mayor opened the fair after the War of Corvenna?", "Otto Harms"),
    ],
)
def test_a_time_that_a_question_names_is_preferred_and_leaves_nothing_out(
    library: Library, question: str, mayor: str
) -> None:
    hits = library.answer(Inquiry(question, 10, within=Within(source="A spring fair"))).hits
    assert [mayor in hit.passage.text for hit in hits] == [True, False]


def test_intervals_know_what_they_share() -> None:
    year = Interval(day_number(1948), day_number(1948, 12, 31))
    assert year.overlaps(Interval(None, day_number(1948)))
    assert year.overlaps(Interval(None, None))
    assert not year.overlaps(Interval(day_number(1949), None))


def test_events_of_one_day_stand_beside_each_other_and_a_julian_day_is_told_on_both(
    open_library: OpenLibrary, tmp_path: Path
) -> None:
    folder = tmp_path / "events"
    folder.mkdir()
    for number, text in enumerate(
        [
            "On 5 June 1967 Israel attacked Egypt. On 5 June 1967 Iraq declared war.",
            "On 5 June 1967 Jordan shelled Jerusalem.",
            "On 25 October 1917 (Old Style) the Winter Palace of Petrograd was stormed by soldiers and sailors.",
            "On 1 November 1917 (New Style) the Winter Palace of Petrograd was still guarded by cadets.",
        ]
    ):
        (folder / f"{number}.txt").write_text(f"Paper number {number}\n\n{text}\n")
    library = open_library(folder)
    library.reindex()
    told = [entry.highlight.split("1967 ")[1] for entry in library.on_this_day(6, 5)]
    assert sorted(told) == ["Iraq declared war.", "Israel attacked Egypt.", "Jordan shelled Jerusalem."]
    assert [entry.calendar for entry in library.on_this_day(11, 7)] == ["julian"]
    assert [entry.calendar for entry in library.on_this_day(10, 25)] == ["julian"]
    order = [entry.edtf for entry in library.timeline("the Winter Palace of Petrograd")]
    assert order == ["1917-11-01", "1917-10-25"]
    (only,) = library.timeline("the Winter Palace of Petrograd", since="5 November 1917")
    assert only.calendar == "julian"
