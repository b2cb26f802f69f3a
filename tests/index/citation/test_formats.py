"""Works written for reference managers and read back, and what other programs write."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.citation import Style, clean, entry, reference
from index.citation.formats import Format, export, read
from index.errors import ReadError
from index.model import Document, Locator, Passage
from tests.strategies import texts

TODAY = date(2026, 1, 31)
TYPES = ("book", "chapter", "article-journal", "article-magazine", "article-newspaper", "report", "thesis", "webpage")

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(str.strip)
lines = st.lists(words, min_size=1, max_size=5).map(" ".join)
names = st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=9).map(str.capitalize)
people = st.lists(
    st.builds(lambda family, given: {"family": family, "given": given}, names, names)
    | names.map(lambda name: {"literal": name}),
    min_size=1,
    max_size=3,
)
years = st.integers(-800, 2030).filter(bool)
days = st.builds(
    lambda year, month, day: {"date-parts": [[year, month, day][: 1 + bool(month) + bool(month and day)]]},
    years,
    st.integers(0, 12),
    st.integers(0, 28),
)
works = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "title": lines},
    optional={
        "author": people, "editor": people, "issued": days, "container-title": lines, "publisher": lines,
        "publisher-place": lines, "volume": st.integers(1, 99).map(str), "edition": lines, "language": st.just("en"),
        "collection-title": lines, "abstract": lines, "page": st.just("12-19"), "URL": st.just("https://x.example/a_b%20c"),
        "DOI": st.just("10.1086/72_02"), "accessed": days,
    },
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("literal", "family", "date-parts")), inner)
    ),
    max_leaves=6,
)
ODD = ("type", "title", "author", "editor", "issued", "accessed", "URL", "page", "volume", "note", "x")
odd = st.dictionaries(st.sampled_from(ODD), anything)


def passage(csl: Mapping[str, object], first: int = 4, path: str = "a") -> Passage:
    title, url = str(csl.get("title") or ""), str(csl.get("URL") or "")
    return Passage("a" * 13, Document(path, title, "1902-05", "en", url, csl), 0, 1, "text", Locator((), first, first))


@pytest.mark.parametrize("form", Format)
@given(works)
def test_what_is_written_is_read_back(form: Format, work: dict[str, object]) -> None:
    (found,), failed = read("x", export([passage(work)], form, TODAY))
    expected = dict(clean(work))
    if "URL" in expected:
        expected.setdefault("accessed", {"date-parts": [[2026, 1, 31]]})
    assert failed == 0
    assert found.item == expected | {"note": "¶ 4"}


@given(odd, st.lists(st.sampled_from(Format), min_size=1, max_size=1))
def test_no_metadata_are_too_odd(csl: dict[str, object], forms: list[Format]) -> None:
    for form in forms:
        export([passage(csl)], form).decode()
    for style in Style:
        found = reference(passage(csl), style)
        assert found.entry == entry(passage(csl).document, style)
        assert "\n" not in found.note + found.entry


def test_a_document_stands_once_with_all_its_places_and_without_the_date_of_the_event() -> None:
    csl = {"type": "book", "title": "Swing Time", "date": "1902-05", "license": "CC0"}
    data = export([passage(csl, 4), passage(csl, 9), passage(csl, 4, "b")], Format.CSL_JSON, TODAY)
    assert json.loads(data) == [
        {"id": "swing", "type": "book", "title": "Swing Time", "note": "¶ 4; ¶ 9"},
        {"id": "swing2", "type": "book", "title": "Swing Time", "note": "¶ 4"},
    ]


def test_bibtex_as_it_is_written() -> None:
    csl = {
        "type": "article-journal", "title": "War & {peace}", "author": [{"family": "Tolstoi", "given": "Lev"}],
        "editor": [{"literal": "Smith and Sons"}], "issued": {"date-parts": [[-43, 3]]}, "page": "1-9",
        "container-title": "Annals",
    }  # fmt: skip
    assert export([passage(csl)], Format.BIBTEX).decode().replace("\t", "").splitlines() == [
        "@article{tolstoibc43war,",
        "author = {Tolstoi, Lev},",
        "editor = {{Smith and Sons}},",
        r"title = {{War \& \{peace\}}},",
        "pages = {1--9},",
        "note = {¶ 4},",
        "journal = {Annals},",
        "date = {-0042-03},",
        "year = {43 BC}",
        "}",
    ]


ZOTERO_BIB = rb"""
@book{smith_swing_2016,
	address = {New York},
	title = {Swing {Time}: {\'E}tudes \& 50\%},
	author = {Smith, Zadie and {United Nations} and van der Berg, J{\"u}rgen and others},
	month = apr,
	year = {2016},
	file = {Full Text PDF:/home/ada/Zotero/storage/AB12/Smith - Swing Time.pdf:application/pdf},
}
@book{broken, title = {never closed
"""


def test_bibtex_of_zotero() -> None:
    (found,), failed = read("x.bib", ZOTERO_BIB)
    assert failed == 1
    assert found.files == ("Smith - Swing Time.pdf",)
    assert found.item == {
        "type": "book",
        "title": "Swing Time: Études & 50%",
        "author": [
            {"family": "Smith", "given": "Zadie"},
            {"literal": "United Nations"},
            {"family": "Berg", "given": "Jürgen", "non-dropping-particle": "van der"},
        ],
        "publisher-place": "New York",
        "issued": {"date-parts": [[2016, 4]]},
    }


ZOTERO_RIS = """\ufeffTY  - NEWS
TI  - Are Flax Seeds All That?
AU  - Blum, Dani
T2  - New York Times
DA  - 2023/12/13/
PY  - 2023
Y2  - 2024/01/02/10:11:12
UR  - https://www.nytimes.com/flax.html
L1  - C:\\Users\\ada\\Zotero\\flax.pdf
ER  - 

TY  - BOOK
TI  - The last one has no end"""


def test_ris_of_zotero() -> None:
    (flax, last), failed = read("x.ris", ZOTERO_RIS.encode())
    assert failed == 0
    assert flax.files == ("flax.pdf",)
    assert flax.item == {
        "type": "article-newspaper",
        "title": "Are Flax Seeds All That?",
        "author": [{"family": "Blum", "given": "Dani"}],
        "container-title": "New York Times",
        "issued": {"date-parts": [[2023, 12, 13]]},
        "accessed": {"date-parts": [[2024, 1, 2]]},
        "URL": "https://www.nytimes.com/flax.html",
    }
    assert last.item["title"] == "The last one has no end"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no CSL-JSON, BibTeX or RIS"),
        (b"# A title\n\nSome text.", "is no CSL-JSON, BibTeX or RIS"),
        (b'[{"title": "x"', "looks like CSL-JSON and cannot be read"),
        (b"[1, 2]", "without any work that has a title"),
        (b"@book{x, year = 1901}", "is BibTeX without any work that has a title"),
        (b"TY  - BOOK\nPY  - 1901\nER  - \n", "is RIS without any work that has a title"),
        (b"[" * 100_000, "looks like CSL-JSON"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x", data)


@given(st.binary(max_size=60) | texts.map(lambda text: f"@book{{a, title = {{{text}}}}}".encode("utf-8", "replace")))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        read("x", data)
    except ReadError as error:
        assert "\n" not in str(error)
