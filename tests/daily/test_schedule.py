"""One post on each of a server's days, whatever its clocks do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.daily.schedule import FURTHEST, Subscription, due, is_done, is_due, next_at
from bot.guilds.settings import GuildSettings

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
CHANGES = (  # zones, and instants near which their clocks are put forward or back
    ("Europe/Berlin", datetime(2026, 3, 29, 1)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1)),
    ("America/New_York", datetime(2026, 3, 8, 7)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3)),  # midnight is left out
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2)),  # the hour before midnight comes twice
    ("Africa/Cairo", datetime(2024, 4, 25, 22)),
    ("America/St_Johns", datetime(2009, 11, 1, 2, 31)),  # a minute after midnight, the day before comes back
    ("America/Scoresbysund", datetime(2024, 3, 31, 1)),
    ("America/Nuuk", datetime(2025, 3, 30, 1)),  # the last hour of a day is left out
    ("Antarctica/Troll", datetime(2026, 3, 29, 1)),  # by two hours
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15)),  # by half an hour
    ("Pacific/Apia", datetime(2011, 12, 30, 10)),  # a whole day is left out
    ("Africa/Casablanca", datetime(2026, 2, 15, 2)),
)
ZONES = ("UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12", "America/Los_Angeles", *(c[0] for c in CHANGES))

hours = st.integers(0, 23)
ticks = st.lists(st.integers(200, 600), min_size=5, max_size=20)
near_changes = st.builds(
    lambda change, before: (change[0], change[1].replace(tzinfo=UTC) - timedelta(minutes=before)),
    st.sampled_from(CHANGES),
    st.integers(0, 3 * 24 * 60),
)
anywhere = st.tuples(
    st.sampled_from(ZONES), st.datetimes(datetime(1975, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
)


def wish(zone: str, hour: int, since: datetime = ALWAYS) -> Subscription:
    return Subscription(1, 2, hour, ZoneInfo(zone), since)


def instants(start: datetime, steps: list[int], end: datetime) -> Iterator[datetime]:
    """The instants of looks at the clock, by steps of seconds over and over."""
    now = start
    while now < end:
        for step in steps:
            now += timedelta(seconds=step)
            yield now


@given(near_changes | anywhere, hours, ticks)
def test_there_is_just_one_post_on_each_day(place: tuple[str, datetime], hour: int, steps: list[int]) -> None:
    subscription = wish(place[0], hour)
    looks = [(now, subscription.day(now)) for now in instants(place[1], steps, place[1] + timedelta(days=3))]
    posted: dict[date, datetime] = {}
    done: date | None = None
    for now, day in looks:
        if is_due(subscription, done, now):
            assert day not in posted
            posted[day], done = now, day
    assert list(posted) == sorted(posted)
    days = {day for _, day in looks}
    assert days - {min(days), max(days)} <= set(posted) <= days
    for day in set(posted) - {min(days)}:  # at the first look after the hour
        at = subscription.due_at(day)
        assert posted[day] == next(now for now, seen in looks if now >= at and seen == day)


@given(anywhere, st.lists(st.tuples(st.sampled_from(ZONES), hours, st.integers(0, 30)), min_size=1, max_size=12))
def test_whatever_is_set_meanwhile_no_day_is_posted_twice(
    place: tuple[str, datetime], settings: list[tuple[str, int, int]]
) -> None:
    now, done = place[1], None
    posted: list[date] = []
    for zone, hour, later in settings:
        subscription = wish(zone, hour)
        for _ in range(later):
            now += timedelta(hours=1)
            if is_due(subscription, done, now):
                done = subscription.day(now)
                posted.append(done)
    assert posted == sorted(set(posted))


@given(near_changes | anywhere, hours)
def test_an_hour_is_the_one_that_was_chosen_or_next_to_a_change_of_clocks(
    place: tuple[str, datetime], hour: int
) -> None:
    subscription = wish(place[0], hour)
    day = subscription.day(place[1])
    at = subscription.due_at(day).astimezone(subscription.zone)
    assert at.date() == day
    offsets = {(at + timedelta(hours=hours)).astimezone(UTC).astimezone(at.tzinfo).utcoffset() for hours in (-4, 4)}
    assert (at.hour, at.minute) == (hour, 0) or len(offsets) == 2


def test_hours_that_come_never_or_twice() -> None:
    berlin = wish("Europe/Berlin", 2)
    assert berlin.due_at(date(2026, 3, 29)) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # 3:00, as 2:00 is left out
    assert berlin.due_at(date(2026, 10, 25)) == datetime(2026, 10, 25, 0, tzinfo=UTC)  # the first 2:00
    nuuk = wish("America/Nuuk", 23)
    assert nuuk.due_at(date(2025, 3, 29)) == datetime(2025, 3, 30, 0, tzinfo=UTC)  # 22:00, two hours before midnight
    assert wish("Africa/Cairo", 0).due_at(date(2024, 4, 26)) == datetime(2024, 4, 25, 22, tzinfo=UTC)  # 1:00


def test_a_bot_that_was_away_posts_later_the_same_day_but_not_the_next() -> None:
    subscription = wish("Europe/Berlin", 9)
    yesterday = date(2026, 6, 4)
    assert not is_due(subscription, yesterday, datetime(2026, 6, 5, 6, 59, tzinfo=UTC))
    assert is_due(subscription, yesterday, datetime(2026, 6, 5, 7, 0, tzinfo=UTC))
    assert is_due(subscription, yesterday, datetime(2026, 6, 5, 21, 59, tzinfo=UTC))
    assert not is_due(subscription, yesterday, datetime(2026, 6, 5, 22, 0, tzinfo=UTC))


def test_no_post_is_due_for_an_hour_before_it_was_asked_for() -> None:
    asked = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
    morning, evening = wish("UTC", 9, asked), wish("UTC", 18, asked)
    assert not is_due(morning, None, asked + timedelta(hours=1))
    assert is_due(evening, None, asked + timedelta(hours=6))
    assert next_at(morning, None, asked) == datetime(2026, 6, 6, 9, tzinfo=UTC)
    assert next_at(evening, None, asked) == datetime(2026, 6, 5, 18, tzinfo=UTC)


@given(near_changes | anywhere, hours, st.integers(0, 2) | st.none())
def test_the_next_post_is_the_first_instant_at_which_one_is_due(
    place: tuple[str, datetime], hour: int, days_ahead: int | None
) -> None:
    zone, now = place
    subscription = wish(zone, hour)
    done = None if days_ahead is None else subscription.day(now) + timedelta(days=days_ahead)
    assume(not is_due(subscription, done, now))
    following = next_at(subscription, done, now)
    if following > now:
        assert is_due(subscription, done, following)
        assert not is_due(subscription, done, following - timedelta(seconds=1))


@pytest.mark.parametrize("ahead", [timedelta(0), FURTHEST])
def test_a_day_is_done_with_all_before_it(ahead: timedelta) -> None:
    day = date(2026, 6, 5)
    assert is_done(day, day + ahead)
    assert not is_done(day, day - timedelta(days=1))
    assert not is_done(day, None)


def test_a_clock_that_was_wrong_once_does_not_silence_a_server() -> None:
    assert not is_done(date(2026, 6, 5), date(2062, 1, 1))


def test_those_longest_due_come_first() -> None:
    now = datetime(2026, 6, 5, 12, tzinfo=UTC)
    wishes = {
        1: Subscription(1, 2, 12, ZoneInfo("UTC"), ALWAYS),
        2: Subscription(2, 2, 9, ZoneInfo("UTC"), ALWAYS),
        3: Subscription(3, 2, 13, ZoneInfo("UTC"), ALWAYS),
        4: Subscription(4, 2, 9, ZoneInfo("UTC"), ALWAYS),
        5: Subscription(5, 2, 9, ZoneInfo("UTC"), ALWAYS),
    }
    assert [one.server for one in due(wishes, {5: date(2026, 6, 5), 4: date(2026, 6, 4)}, now)] == [2, 4, 1]


def test_a_wish_is_what_a_server_has_set() -> None:
    settings = GuildSettings(daily_channel=7, daily_hour=6, daily_since=60, time_zone="Asia/Tokyo")
    assert Subscription.of(3, settings) == Subscription(
        3, 7, 6, ZoneInfo("Asia/Tokyo"), datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    )
