"""What `/settings` says of the daily post."""

from datetime import UTC, date, datetime

from discord.ui import Container

from bot.daily.posting import CLOSED, GONE
from bot.guilds.daily_view import NO_STATE, DailyState, daily_section
from bot.guilds.settings import GuildSettings
from bot.replies import Reply
from tests.component_checks import check_limits

FAILED = date(2026, 6, 5)


def said(settings: GuildSettings, state: DailyState = NO_STATE) -> str:
    (text,) = check_limits(Reply(Container(daily_section(settings, state))))
    return text


def test_there_is_none_at_first() -> None:
    text = said(GuildSettings(), DailyState(datetime(2026, 6, 6, 7, tzinfo=UTC)))
    assert text.startswith("**Daily post of what happened on this day**: none\n")
    assert "it is UTC." in text
    assert "Next" not in text


def test_place_hour_zone_and_the_next_one_are_said() -> None:
    settings = GuildSettings(daily_channel=7, daily_hour=9, time_zone="America/Argentina/Buenos_Aires")
    text = said(settings, DailyState(datetime(2026, 6, 6, 12, tzinfo=UTC)))
    assert text.startswith("**Daily post of what happened on this day**: <#7> at 9:00\n")
    assert r"it is America/Argentina/Buenos\_Aires." in text
    assert text.endswith("\n-# Next: <t:1780747200:f>.")


def test_a_post_that_failed_is_told_with_what_comes_of_it() -> None:
    closed = said(GuildSettings(daily_channel=7), DailyState(None, FAILED, CLOSED))
    assert closed.endswith(f"\n**There was no post on 5 June 2026**: {CLOSED} I try again each day, for a week.")
    gone = said(GuildSettings(), DailyState(None, FAILED, GONE))
    assert gone.endswith(f"\n**There was no post on 5 June 2026**: {GONE} I do not post any more until it is set anew.")
