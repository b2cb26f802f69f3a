"""Numbers of counted things, as texts write them."""

import math

import pytest

from index.comparing.quantities import Quantity, quantities
from index.dates import find_dates


def read(text: str) -> list[Quantity]:
    return list(quantities(text, [(one.start, one.end) for one in find_dates(text)]))


@pytest.mark.parametrize(
    ("text", "low", "high", "noun"),
    [
        ("1,234 men died", 1234, 1234, "men"),
        ("1,200 men died", 1150, 1250, "men"),
        ("twelve hundred ships", 1150, 1250, "ships"),
        ("two hundred and four steps", 204, 204, "steps"),
        ("twenty-four guns", 24, 24, "guns"),
        ("some 1,500 armed men", 1305, 1705, "men"),
        ("over two thousand houses", 2000, math.inf, "houses"),
        ("up to 300 wagons", 0, 300, "wagons"),
        ("between 1,200 and 1,500 men", 1150, 1550, "men"),
        ("3.5 million dollars", 3_450_000, 3_550_000, "dollars"),
        ("for £1,200 in gold", 1150, 1250, "£"),
        ("12 per cent of the votes", 12, 12, "percent"),
        ("12.5% of the votes", 12.45, 12.55, "percent"),
        ("a dozen cannons", 12, 12, "cannons"),
    ],
)
def test_a_number_stands_for_all_that_are_rounded_to_it(text: str, low: float, high: float, noun: str) -> None:
    (quantity,) = read(text)
    assert quantity.low == pytest.approx(low)
    assert quantity.high == pytest.approx(high)
    assert quantity.noun == noun
    assert noun in text[quantity.start : quantity.end].replace("per cent", "percent").replace("%", "percent")


@pytest.mark.parametrize(
    "text",
    [
        "In 1948 soldiers came.", "The 1948 elections", "300 of the men", "of the 1,500 men", "40 ships a day",
        "another 300 men", "one man",
        "thirty years", "on 4 May 1911", "Resolution 242 of the members", "500 were killed",
        "chapter 7 tells", "aged 31 summers", "the third ships", "",
    ],
)  # fmt: skip
def test_years_shares_rates_and_numbers_of_nothing_are_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("1,200 men", "1,234 men", True), ("1,200 men", "1,500 men", False), ("about 1,200 men", "1,300 men", True),
        ("three ships", "3 ships", True), ("three ships", "four ships", False), ("over 300 men", "312 men", True),
        ("under 300 men", "312 men", False), ("between 100 and 200 men", "150 men", True),
    ],
)  # fmt: skip
def test_what_is_only_less_precise_agrees(one: str, other: str, agrees: bool) -> None:
    (first,), (second,) = read(one), read(other)
    assert first.agrees(second) is second.agrees(first) is agrees
