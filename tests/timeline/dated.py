"""Dated passages, made up."""

from hypothesis import strategies as st

from index.model import DatedPassage, Document, Locator, Passage
from tests.strategies import passages, some_words

ID = "abcdefghijklmnopqrstuvwxyz234567"


def dated(edtf: str, title: str, number: int = 0, sentence: str = "The canal was opened.") -> DatedPassage:
    """A passage of a document of this title, which no other number has."""
    document = Document(f"sources/{number}.md", title, edtf)
    name = f"{ID[number // 32]}{ID[number % 32]}" + "a" * 11
    text = f"Nobody knew. {sentence} Nobody minded."
    return DatedPassage(Passage(name, document, 0, 1, text, Locator((), 1, 1)), edtf, sentence)


_years = st.integers(-3000, 2000).map(lambda year: f"{'-' if year < 0 else ''}{abs(year):04}")
_days = st.dates().map(str)
_marked = st.tuples(_years, st.sampled_from("~?%")).map("".join)
_ranges = st.tuples(st.integers(1000, 1500), st.integers(1501, 2000)).map(lambda years: f"{years[0]}/{years[1]}")
_open = _years.flatmap(lambda year: st.sampled_from((f"{year}/..", f"../{year}")))
dates = st.one_of(_years, _days, _marked, _ranges, _open, st.sampled_from(("195X", "12XX", "1989-10", "0001", "0000")))


@st.composite
def found(draw: st.DrawFn, most: int = 20, when: st.SearchStrategy[str] = dates) -> list[DatedPassage]:
    """One to `most` passages with dates, some of one passage, whose texts and titles nobody would think of."""
    words = draw(some_words())
    some = draw(st.lists(st.tuples(passages(words=words), when, words), min_size=1, max_size=most))
    return [DatedPassage(passage, edtf, highlight or "a") for passage, edtf, highlight in some]
