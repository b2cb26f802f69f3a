"""The daily post and the time zone in the message of `/settings`: pure functions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from discord.ui import Button, Item, Section

from bot.escaping import escape
from bot.guilds.settings import GuildSettings
from index.dates import format_date

DAILY = "set:daily"


@dataclass(frozen=True, slots=True)
class DailyState:
    """How the daily post fares: when the next one is due, and the last day that failed, with the reason."""

    next_at: datetime | None = None
    failed_on: date | None = None
    trouble: str = ""


NO_STATE = DailyState()


def daily_section(settings: GuildSettings, state: DailyState) -> Item[Any]:
    """What is posted where and when, what went wrong, and the button that opens the form."""
    lines = [
        f"**Daily post of what happened on this day**: {_when(settings)}",
        "-# On days for which the library has nothing, nothing is posted. The time zone also says which day "
        f"`/onthisday` takes for today; it is {escape(settings.time_zone)}.",
    ]
    if settings.daily_channel and state.next_at:
        lines.append(f"-# Next: <t:{int(state.next_at.timestamp())}:f>.")
    if state.trouble and state.failed_on:
        failed_on = format_date(state.failed_on.isoformat())
        lines.append(f"**There was no post on {failed_on}**: {escape(state.trouble)}{_then(settings)}")
    return Section("\n".join(lines), accessory=Button(label="Daily post", custom_id=DAILY))


def _when(settings: GuildSettings) -> str:
    return f"<#{settings.daily_channel}> at {settings.daily_hour}:00" if settings.daily_channel else "none"


def _then(settings: GuildSettings) -> str:
    if settings.daily_channel:
        return " I try again each day, for a week."
    return " I do not post any more until it is set anew."
