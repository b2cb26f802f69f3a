"""Time zones as people type them."""

import pytest

from bot.errors import UnknownZone
from bot.guilds.zones import zone, zone_named, zone_names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("Japan", "Japan"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(typed: str, name: str) -> None:
    assert zone_named(typed) == name


@pytest.mark.parametrize(
    ("typed", "alike"),
    [("Europe/Berln", "Europe/Berlin"), ("Istanbul", "Asia/Istanbul or Europe/Istanbul"), ("Viena", "Europe/Vienna")],
)
def test_one_that_there_is_not_is_named_with_those_like_it(typed: str, alike: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named(typed)
    assert f"I know no time zone “{typed}”, so nothing is changed; did you mean " in str(refused.value)
    assert alike in str(refused.value)


@pytest.mark.parametrize("typed", ["", "../../etc/passwd", "America", "\0", "localtime", "!" * 100])
def test_what_is_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(typed)
    with pytest.raises(ValueError, match="no time zone"):
        zone(typed)


def test_every_zone_can_be_used() -> None:
    assert {"UTC", "Europe/Berlin", "Pacific/Apia"} <= zone_names()
    assert {zone_named(name) for name in zone_names()} == zone_names()
