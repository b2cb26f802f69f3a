import re
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from index.dates import (
    Interval,
    Mention,
    day_number,
    find_dates,
    format_date,
    format_in_both,
    interval_of,
    is_edtf,
    named_days,
    other_calendar,
    parse_date,
)

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def expressions() -> list[tuple[str, tuple[Mention, ...], str]]:
    """The texts of the table without their braces, the mentions expected in them, and what they are about."""
    return [expected(*[*line.split("\t"), "", "", ""][:4]) for line in lines("date_expressions.tsv")]


def expected(marked: str, dates: str, calendar: str, near: str) -> tuple[str, tuple[Mention, ...], str]:
    calendar = calendar.replace("-", "")
    spans = []
    for count, match in enumerate(re.finditer(r"\{([^}]*)\}", marked)):
        start = match.start() - 2 * count
        spans.append((start, start + len(match[1])))
    mentions = tuple(Mention(*span, edtf, calendar) for span, edtf in zip(spans, dates.split(), strict=True))
    return re.sub(r"[{}]", "", marked), mentions, near


@pytest.mark.parametrize(("text", "mentions", "near"), expressions())
def test_the_dates_of_a_text_are_found_where_they_stand(text: str, mentions: tuple[Mention, ...], near: str) -> None:
    assert find_dates(text, near) == mentions


def test_the_table_is_large() -> None:
    assert sum(len(mentions) for _, mentions, _ in expressions()) >= 250
    assert len(lines("non_dates.tsv")) >= 60


@pytest.mark.parametrize("text", lines("non_dates.tsv"))
def test_numbers_and_words_that_are_no_dates_are_left(text: str) -> None:
    assert find_dates(text, "1962") == ()


EDTF = sorted({mention.edtf for _, mentions, _ in expressions() for mention in mentions})


@pytest.mark.parametrize("edtf", EDTF)
def test_what_is_found_is_valid_is_shown_in_english_and_read_back(edtf: str) -> None:
    assert is_edtf(edtf)
    assert parse_date(format_date(edtf)) == edtf
    interval = interval_of(edtf)
    assert interval.first is None or interval.last is None or interval.first <= interval.last


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("October 18, 1991", "1991-10-18"),
        ("Oct. 18th, 1991", "1991-10-18"),
        ("Friday, 18 October 1991", "1991-10-18"),
        ("the 3rd of Sept. 1939", "1939-09-03"),
        ("1991-10-18", "1991-10-18"),
        ("1991-10", "1991-10"),
        ("1904-05", "1904-05"),
        ("June 1967", "1967-06"),
        ("June 1967.", "1967-06"),
        ("1066", "1066"),
        ("1500", "1500"),
        ("1914–1918", "1914/1918"),
        ("29 February 1948", "1948-02-29"),
        ("The early 1950s", "1950~/1953~"),
        ("from 1948", "1948/.."),
        ("until 5 June 1967", "../1967-06-05"),
    ],
)
def test_a_line_that_is_a_date_is_read(text: str, edtf: str) -> None:
    assert parse_date(text) == edtf


@pytest.mark.parametrize(
    "text",
    [
        *("", "the", "from", "before", "in October 1991", "29 February 1949", "31 June 1967", "1991-13", "18"),
        *("1918-1914", "May", "Chapter 1066", "1991-00-10", "1991-10-00", "245", "5 June", "1945 and 1946", "June of"),
    ],
)
def test_what_is_no_date_or_more_than_one_is_left(text: str) -> None:
    assert parse_date(text) == ""


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("1991-10-18", "18 October 1991"),
        ("1991-10", "October 1991"),
        ("0987", "AD 987"),
        ("0070", "AD 70"),
        ("1948~", "c. 1948"),
        ("1948?", "1948 (uncertain)"),
        ("1948%", "c. 1948 (uncertain)"),
        ("1967-06-05/1967-06-10", "5–10 June 1967"),
        ("1967-06-28/1967-07-03", "28 June – 3 July 1967"),
        ("1914/1918", "1914–1918"),
        ("1948/..", "from 1948"),
        ("../1948", "until 1948"),
        ("[..1913]", "before 1914"),
        ("[1946..]", "after 1945"),
        ("[..-0044]", "before 44 BC"),
        ("[..0000]", "before AD 1"),
        ("195X", "1950s"),
        ("190X", "first decade of the 20th century"),
        ("18XX", "19th century"),
        ("20XX", "21st century"),
        ("00XX", "1st century AD"),
        ("-00XX", "1st century BC"),
        ("-1XXX", "2nd millennium BC"),
        ("-0043", "44 BC"),
        ("0000", "1 BC"),
        ("-0299~", "c. 300 BC"),
        ("Y-11999", "12,000 BC"),
        ("-0263/-0240", "264–241 BC"),
        ("-0026/0014", "27 BC – AD 14"),
        ("0014/0037", "AD 14–37"),
        ("-0043-03-15", "15 March 44 BC"),
        ("1991-21", "spring 1991"),
        ("1916-28", "winter 1916–17"),
        ("1999-28", "winter 1999–2000"),
        ("1948-39", "late 1948"),
        ("1950~/1953~", "early 1950s"),
        ("1867~/1899~", "late 19th century"),
        ("05XX/07XX", "6th–8th century"),
        ("1948-10-XX", "October 1948"),
        ("1X91", "1X91"),
        ("15X5-12-25", "25 December 15X5"),
        ("{1948,1950}", "{1948,1950}"),
        ("../..", ""),
        ("", ""),
    ],
)
def test_a_date_is_shown_as_people_write_it(edtf: str, shown: str) -> None:
    assert format_date(edtf) == shown


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1991-10-18", (1991, 10, 18), (1991, 10, 18)),
        ("1991-02", (1991, 2, 1), (1991, 2, 28)),
        ("1992-02", (1992, 2, 1), (1992, 2, 29)),
        ("1948-12", (1948, 12, 1), (1948, 12, 31)),
        ("1948~", (1948, 1, 1), (1948, 12, 31)),
        ("195X", (1950, 1, 1), (1959, 12, 31)),
        ("17XX", (1700, 1, 1), (1799, 12, 31)),
        ("00XX", (1, 1, 1), (99, 12, 31)),
        ("-00XX", (-99, 1, 1), (0, 12, 31)),
        ("-01XX", (-199, 1, 1), (-100, 12, 31)),
        ("-0043-03-15", (-43, 3, 15), (-43, 3, 15)),
        ("1948-21", (1948, 3, 1), (1948, 5, 31)),
        ("1916-28", (1916, 12, 1), (1917, 2, 28)),
        ("1941-24", (1941, 1, 1), (1941, 12, 31)),
        ("1948-41", (1948, 7, 1), (1948, 12, 31)),
        ("1967-06-05/1967-06-10", (1967, 6, 5), (1967, 6, 10)),
        ("1867~/1899~", (1867, 1, 1), (1899, 12, 31)),
        ("195X/197X", (1950, 1, 1), (1979, 12, 31)),
        ("1949/..", (1949, 1, 1), None),
        ("../1917", None, (1917, 12, 31)),
        ("[..1913]", None, (1913, 12, 31)),
        ("[1946..]", (1946, 1, 1), None),
        ("1X91", (1091, 1, 1), (1991, 12, 31)),
        ("{1948,1950}", (1948, 1, 1), (1950, 12, 31)),
        ("Y-11999", (-11999, 1, 1), (-11999, 12, 31)),
    ],
)
def test_a_date_has_the_days_that_it_may_mean(
    edtf: str, first: tuple[int, int, int] | None, last: tuple[int, int, int] | None
) -> None:
    assert interval_of(edtf) == Interval(first and day_number(*first), last and day_number(*last))


@pytest.mark.parametrize(
    ("edtf", "named"),
    [("../1862", "1862"), ("1949/..", "1949"), ("[..1913]", "1914"), ("[1946..]", "1945"), ("1914/1918", "1914/1918")],
)
def test_a_span_with_an_open_end_names_the_end_that_is_known(edtf: str, named: str) -> None:
    assert named_days(edtf).overlaps(interval_of(named))
    assert not named_days(edtf).overlaps(interval_of("1700"))
    assert not named_days(edtf).overlaps(interval_of("2000"))


@pytest.mark.parametrize("text", ["", "1991-13", "1991-02-30", "spring", "1952/1948", "1991-10-18/x", "../195Z"])
def test_what_is_not_edtf_has_no_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|before it begins"):
        interval_of(text)


years = st.integers(-9998, 2098)
plain_years = years.map(lambda year: f"-{-year:04}" if year < 0 else f"{year:04}")
months = st.builds("{}-{:02}".format, plain_years, st.integers(1, 12))
days = st.builds("{}-{:02}".format, months, st.integers(1, 28))
points = st.one_of(plain_years, months, days)
marked = st.builds(str.__add__, points, st.sampled_from(["", "~", "?", "%"]))
parts = st.builds("{}-{}".format, plain_years, st.sampled_from([*range(21, 25), *range(33, 42)])) | st.builds(
    "{}-{}".format, plain_years.filter(lambda year: year != "0000"), st.sampled_from([28, 30])
)
unspecified = st.one_of(
    st.builds("{:03}X".format, st.integers(0, 209)),
    st.builds("{}{:02}XX".format, st.sampled_from(["", "-"]), st.integers(0, 20)),
    st.builds("{}{}XXX".format, st.sampled_from(["", "-"]), st.integers(0, 2)),
)
open_ended = st.one_of(
    st.builds("{}/..".format, points),
    st.builds("../{}".format, points),
    st.builds("[..{}]".format, plain_years),
    st.builds("[{}..]".format, plain_years),
)


def goes_forward(first: str, last: str) -> bool:
    ends = interval_of(first), interval_of(last)
    return ends[0].last is not None and ends[1].first is not None and ends[0].last < ends[1].first


ranges = st.tuples(marked, marked).filter(lambda ends: goes_forward(*ends)).map("/".join)


@given(st.one_of(marked, parts, unspecified, open_ended, ranges))
def test_any_date_is_shown_and_read_back(edtf: str) -> None:
    assert parse_date(format_date(edtf)) == edtf


@given(st.one_of(points, marked, unspecified, ranges))
def test_days_are_the_ones_of_the_library(edtf: str) -> None:
    parsed, interval = parse_edtf(edtf), interval_of(edtf)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    first_year = max(lower.tm_year, 1) if edtf.startswith("0") and "X" in edtf else lower.tm_year
    assert interval.first == day_number(first_year, lower.tm_mon, lower.tm_mday)
    assert interval.last == day_number(upper.tm_year, upper.tm_mon, upper.tm_mday)


@given(years, st.integers(1, 12), st.integers(1, 28), years, st.integers(1, 12), st.integers(1, 28))
def test_days_are_numbered_in_their_order(year: int, month: int, day: int, year2: int, month2: int, day2: int) -> None:
    first, second = (year, month, day), (year2, month2, day2)
    assert (first < second) == (day_number(*first) < day_number(*second))


@given(st.dates())
def test_days_are_numbered_as_python_does(day: date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal()


@given(months, st.integers(1, 28))
def test_a_month_holds_its_days_and_a_year_its_months(month: str, day: int) -> None:
    within = interval_of(f"{month}-{day:02}"), interval_of(month), interval_of(month[:-3])
    for inner, outer in pairwise(within):
        assert outer.first is not None and inner.first is not None and outer.first <= inner.first
        assert outer.last is not None and inner.last is not None and inner.last <= outer.last


WORDS = [
    "from",
    "to",
    "between",
    "and",
    "–",
    "-",
    "/",
    ",",
    "(",
    ")",
    "c.",
    "the",
    "of",
    "early",
    "mid",
    "late",
    "BC",
    "AD",
    "1948",
    "52",
    "5",
    "18th",
    "June",
    "May",
    "spring",
    "1950s",
    "century",
    "fifth",
    "until",
    "since",
    "?",
    "'60s",
]


@given(st.text(alphabet=" \n.,;:-–—/()'’0123456789abcdefgh", max_size=200) | st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_mentions_lie_apart(text: str) -> None:
    end = 0
    for mention in find_dates(text, "1962"):
        assert end <= mention.start < mention.end <= len(text)
        assert interval_of(mention.edtf)
        end = mention.end


@given(st.lists(st.sampled_from(WORDS), max_size=14))
@example(["AD", "5", "1950s"])
def test_any_mixture_of_the_words_of_dates_is_read(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        for mention in find_dates(text, "1962"):
            assert interval_of(mention.edtf)


@pytest.mark.parametrize(
    "piece",
    ["1", "1-", "1948-", "1948–", "12/", "June ", "5 ", "from ", "c. ", "early ", "first ", "1948, ", "(", " ", "the "],
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    find_dates(text, "1962")
    assert time.perf_counter() - start < 10, "a hundredth of this is usual"


@pytest.mark.parametrize(
    ("edtf", "calendar", "other", "shown"),
    [
        ("1917-10-25", "julian", "1917-11-07", "25 October 1917 Old Style (7 November 1917 New Style)"),
        ("1917-11-07", "gregorian", "1917-10-25", "7 November 1917 New Style (25 October 1917 Old Style)"),
        ("1649-01-30", "julian", "1649-02-09", "30 January 1649 Old Style (9 February 1649 New Style)"),
        ("1582-10-05", "julian", "1582-10-15", "5 October 1582 Old Style (15 October 1582 New Style)"),
        ("1700-02-29", "julian", "1700-03-11", "29 February 1700 Old Style (11 March 1700 New Style)"),
        ("1582-10-04", "julian", "", "4 October 1582"),
        ("1066-10-14", "julian", "", "14 October 1066"),
        ("1917-11-07", "", "", "7 November 1917"),
        ("1917-11", "julian", "", "November 1917"),
        (
            "1917-10-24/1917-10-25",
            "julian",
            "1917-11-06/1917-11-07",
            "24–25 October 1917 Old Style (6–7 November 1917 New Style)",
        ),
    ],
)
def test_the_other_calendar_is_added_where_it_is_known(edtf: str, calendar: str, other: str, shown: str) -> None:
    assert other_calendar(edtf, calendar) == other
    assert format_in_both(edtf, calendar) == shown


def test_a_day_of_the_julian_calendar_lies_where_it_fell() -> None:
    assert interval_of("1917-10-25", "julian") == interval_of("1917-11-07")


@given(st.dates(min_value=date(1582, 10, 15)).map(str))
def test_a_day_comes_back_from_the_other_calendar(day: str) -> None:
    assert other_calendar(other_calendar(day, "gregorian"), "julian") == day
