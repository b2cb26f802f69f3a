import pytest

from index.dates import format_date, is_edtf, parse_date


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("October 18, 1991", "1991-10-18"),
        ("Oct. 18th, 1991", "1991-10-18"),
        ("Friday, 18 October 1991", "1991-10-18"),
        ("the 3rd of Sept. 1939", "1939-09-03"),
        ("1991-10-18", "1991-10-18"),
        ("1991-10", "1991-10"),
        ("June 1967", "1967-06"),
        ("1066", "1066"),
        ("1914–1918", "1914/1918"),
        ("29 February 1948", "1948-02-29"),
    ],
)
def test_a_line_that_is_a_date_is_read(text: str, edtf: str) -> None:
    assert parse_date(text) == edtf
    assert is_edtf(edtf)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in October 1991",
        "29 February 1949",
        "31 June 1967",
        "1991-13",
        "18",
        "1918-1914",
        "May",
        "Chapter 1066",
        "1991-00-10",
        "1991-10-00",
        "245",
    ],
)
def test_what_is_no_date_or_more_than_one_is_left(text: str) -> None:
    assert parse_date(text) == ""


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("1991-10-18", "18 October 1991"),
        ("1991-10", "October 1991"),
        ("0987", "987"),
        ("1948~", "c. 1948"),
        ("1948?", "1948 (uncertain)"),
        ("1967-06-05/1967-06-10", "5–10 June 1967"),
        ("1967-06-28/1967-07-03", "28 June – 3 July 1967"),
        ("1914/1918", "1914–1918"),
        ("1948/..", "from 1948"),
        ("../1948", "until 1948"),
        ("195X", "1950s"),
        ("18XX", "19th century"),
        ("20XX", "21st century"),
        ("-0043", "44 BC"),
        ("1991-21", "1991-21"),
        ("1X91", "1X91"),
        ("15X5-12-25", "25 December 15X5"),
        ("../..", ""),
        ("", ""),
    ],
)
def test_a_date_is_shown_as_people_write_it(edtf: str, shown: str) -> None:
    assert format_date(edtf) == shown
