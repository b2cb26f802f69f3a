"""When a server's daily post is due: pure functions of the server's settings, what is done, and the time.

A day is one of the server's own time zone. Its post is due from the full hour chosen until the day ends: a bot that
was away at the hour posts late, one that was away for the rest of the day does not post. Where clocks are put forward
over the hour it is due when they were; where they are put back over it, the first time. A day that is done stays done
whatever is set otherwise later, and so do all days before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.guilds.settings import GuildSettings
from bot.guilds.zones import zone

# The dates of two zones are never further apart than this: a day that is done further ahead was done by a wrong clock.
FURTHEST = timedelta(days=2)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A server's wish for a post each day at an hour from 0 to 23 of its zone, since an instant in UTC."""

    server: int
    channel: int
    hour: int
    zone: ZoneInfo
    since: datetime

    @classmethod
    def of(cls, server: int, settings: GuildSettings) -> Self:
        """What a server has set; it has chosen a channel."""
        since = datetime.fromtimestamp(settings.daily_since, UTC)
        return cls(server, settings.daily_channel, settings.daily_hour, zone(settings.time_zone), since)

    def day(self, now: datetime) -> date:
        """The server's day at an instant."""
        return now.astimezone(self.zone).date()

    def due_at(self, day: date) -> datetime:
        """From which instant on, in UTC, the post of a day is due."""
        hour = datetime(day.year, day.month, day.day, self.hour, tzinfo=self.zone)
        # An hour that the clocks leave out is read by the offset before (fold 0), and so comes after the change. Should
        # it then lie in the next day, it is read by the offset after, and comes before the change.
        instants = [hour.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        return next((instant for instant in instants if self.day(instant) == day), instants[0])


def is_done(day: date, done: date | None) -> bool:
    """Whether a day needs no post any more, when `done` is the last day that was done."""
    return done is not None and day <= done <= day + FURTHEST


def is_due(subscription: Subscription, done: date | None, now: datetime) -> bool:
    """Whether to post now."""
    day = subscription.day(now)
    return subscription.since <= subscription.due_at(day) <= now and not is_done(day, done)


def due(wishes: Mapping[int, Subscription], done: Mapping[int, date], now: datetime) -> tuple[Subscription, ...]:
    """Those whose post is due now, by server; the longest due come first."""
    found = [wish for server, wish in wishes.items() if is_due(wish, done.get(server), now)]
    return tuple(sorted(found, key=lambda wish: (wish.due_at(wish.day(now)), wish.server)))


def next_at(subscription: Subscription, done: date | None, now: datetime) -> datetime:
    """When the next post is due, in UTC; an instant that is over when it is due already."""
    day = subscription.day(now)
    while is_done(day, done) or subscription.due_at(day) < subscription.since:
        day += _DAY
    return subscription.due_at(day)
