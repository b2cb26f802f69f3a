"""`/onthisday`, `/timeline` and the daily post, through the wire."""

import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest_asyncio
from PIL import Image

from bot.daily.claims import Claims
from bot.guilds.daily_view import DAILY
from bot.guilds.settings import Guilds
from tests.data_folders import data_folder
from tests.local_discord import Channel, Guild, LocalDiscord, Permission
from tests.wire.conftest import READY_S, Town
from tests.wire.process import BotProcess
from tests.wire.sources import LIGHTHOUSE_ANSWER

GALLERY = 12


async def test_what_is_on_a_day_is_quoted_by_year(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "onthisday", date="May 2")
    told = await asked.message()
    assert not told.ephemeral
    assert not told.pings
    assert told.text.startswith("### On this day: 2 May\n**1874** · ")
    assert f"**{LIGHTHOUSE_ANSWER}**" in told.text
    assert "The lighthouse of Port Amsel](https://example.org/" in told.text
    context = await (await town.bob.press(told, "In context")).message()
    assert context.visible_to is town.bob
    assert LIGHTHOUSE_ANSWER in context.text
    assert "Clio passage" in (await (await town.bob.press(told, "Cite")).message()).text
    assert told.button("More passages").disabled


async def test_a_day_with_nothing_and_a_day_that_there_is_not(town: Town, channel: Channel) -> None:
    told = await (await town.ada.slash(channel, "onthisday", date="29 February", private=True)).message()
    assert told.visible_to is town.ada
    assert told.text == "### On this day: 29 February\nThe library has nothing that is dated 29 February."
    refused = await (await town.ada.slash(town.ada.dm, "onthisday", date="30 @everyone")).message()
    assert refused.text.endswith("is no day of the year that I can read. Write it as 5 June, June 5 or today.")
    assert not refused.pings
    (today,) = {(await (await town.ada.slash(town.ada.dm, "onthisday")).message()).text.split("\n")[0]}
    assert re.fullmatch(r"### On this day: \d+ [A-Z][a-z]+", today)


async def test_a_timeline_comes_with_a_picture_and_what_it_shows(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "timeline", topic="the lighthouse of Port Amsel")
    told = await asked.message(READY_S)
    assert not told.ephemeral
    assert told.text.startswith("### Timeline: the lighthouse of Port Amsel\n**1 · ")
    assert LIGHTHOUSE_ANSWER in told.text
    dates = [int(year) for year in re.findall(r"^\*\*\d+ · [^*]*?(\d{4})\*\*", told.text, re.MULTILINE)]
    assert dates == sorted(dates)
    assert len(dates) > 1
    (picture,) = told.attachments
    with Image.open(io.BytesIO(picture.data)) as drawn:
        assert drawn.format == "PNG"
    (gallery,) = (part for part in told.components[0]["components"] if part["type"] == GALLERY)
    assert gallery["items"][0]["description"] == picture.description
    assert picture.description is not None
    assert picture.description.startswith("Timeline: the lighthouse of Port Amsel. 1. ")
    assert all(str(year) in picture.description for year in dates)
    pressed = await town.bob.press(told, custom_id=told.buttons[0].custom_id)
    assert (await pressed.message()).visible_to is town.bob


async def test_a_timeline_has_bounds_and_may_be_empty(town: Town, channel: Channel) -> None:
    topic = "the lighthouse of Port Amsel"
    bounded = await town.ada.slash(channel, "timeline", topic=topic, **{"from": "1900", "to": "1960"})
    told = await bounded.message(READY_S)
    assert told.text.startswith(f"### Timeline: {topic}, from 1900 until 1960\n**1 · 1")
    assert LIGHTHOUSE_ANSWER not in told.text
    nothing = await (await town.ada.slash(channel, "timeline", topic=topic, **{"to": "1500"})).message(READY_S)
    assert nothing.text.endswith("The library has nothing on that with a date in that time.")
    assert not nothing.attachments
    for bounds in ({"from": "soon"}, {"from": "1960", "to": "1950"}):
        refused = await (await town.ada.slash(channel, "timeline", topic=topic, **bounds)).message()
        assert refused.visible_to is town.ada
        assert not refused.attachments


async def test_a_moderator_sets_the_daily_post(town: Town) -> None:
    guild, mia = town.discord.create_guild("Diary"), town.discord.create_user("mia")
    guild.add_member(mia, permissions=Permission.MANAGE_GUILD)
    guild.add_member(town.ada)
    guild.open_command("settings")
    channel = guild.create_text_channel("diary")
    shown = await (await mia.slash(channel, "settings")).message()
    assert "**Daily post of what happened on this day**: none\n" in shown.text

    opened = await mia.press(shown, "Daily post")
    assert (await opened.modal()).field("Time zone").component["value"] == "UTC"
    answers = {"Channel": channel, "Hour": "23:00", "Time zone": "kiritimati"}
    changed = await (await mia.submit(opened, answers)).message()
    assert changed is shown
    assert f"**Daily post of what happened on this day**: {channel.mention} at 23:00\n" in changed.text
    assert "it is Pacific/Kiritimati." in changed.text
    assert not changed.pings
    next_at = re.search(r"Next: <t:(\d+):f>", changed.text)
    assert next_at
    at = datetime.fromtimestamp(int(next_at[1]), UTC)
    assert timedelta(0) < at - datetime.now(UTC) <= timedelta(days=1)
    assert at.astimezone(ZoneInfo("Pacific/Kiritimati")).hour == 23
    kept = Guilds(town.clio.data).of(guild.id)
    assert (kept.daily_channel, kept.daily_hour, kept.time_zone) == (channel.id, 23, "Pacific/Kiritimati")
    assert kept.daily_since > 0

    again = await mia.press(changed, "Daily post")
    await again.modal()
    refused = await (await mia.submit(again, {"Channel": channel, "Hour": "5:00", "Time zone": "Atlantis"})).message()
    assert refused.text.startswith("I know no time zone “Atlantis”, so nothing is changed;")
    assert refused.visible_to is mia
    guild.set_roles(mia)
    for act in (await mia.press(changed, custom_id=DAILY), await mia.submit(again, answers | {"Hour": "5:00"})):
        assert (await act.message()).text == "Only members with Manage Server may do that."
    assert Guilds(town.clio.data).of(guild.id) == kept


@pytest_asyncio.fixture
async def diary(elsewhere: LocalDiscord, clio: BotProcess) -> AsyncIterator[tuple[Guild, Channel, str]]:
    """A server whose post is due from midnight on in a zone where it is noon, and a source of this very day."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    today = now.astimezone(ZoneInfo(zone))
    day = f"{today.day} {today:%B}"
    (clio.documents / "ferry.txt").write_text(
        f"The ferry to Sund\n{day} 1904\n\n"
        f"The ferry to Sund sailed for the first time on {day} 1904. @everyone cheered.\n",
        encoding="utf-8",
    )
    guild = elsewhere.create_guild("Diary")
    channel = guild.create_text_channel("diary")
    Guilds(data_folder(clio.data)).change(guild.id, daily_channel=channel.id, daily_hour=0, time_zone=zone)
    yield guild, channel, day


async def test_the_daily_post_comes_once_also_after_a_restart(
    clio: BotProcess, elsewhere: LocalDiscord, diary: tuple[Guild, Channel, str]
) -> None:
    guild, channel, day = diary
    quiet, closed = elsewhere.create_guild("Quiet"), elsewhere.create_guild("Closed")
    silent, hidden = quiet.create_text_channel("silent"), closed.create_text_channel("hidden")
    hidden.overwrite(elsewhere.bot, deny=Permission.SEND_MESSAGES)
    zone = Guilds(clio.data).of(guild.id).time_zone
    Guilds(clio.data).change(quiet.id, daily_channel=silent.id, daily_hour=0, time_zone=zone, shared=False)
    Guilds(clio.data).change(closed.id, daily_channel=hidden.id, daily_hour=0, time_zone=zone)

    await clio.start()
    post = await elsewhere.next_message(channel, timeout=READY_S)
    assert post.text.startswith(f"### On this day: {day}\n**1904** · **The ferry to Sund sailed for the first time on")
    assert not post.pings
    await clio.until_logged("No daily post in server")
    claims = Claims(clio.data).all()
    assert set(claims) == {guild.id, quiet.id, closed.id}
    assert (claims[closed.id].failures, claims[guild.id].failures) == (1, 0)

    await clio.kill()
    await elsewhere.gone()
    later = elsewhere.create_guild("Later")
    other = later.create_text_channel("other")
    Guilds(clio.data).change(later.id, daily_channel=other.id, daily_hour=0, time_zone=zone)
    await clio.start()
    second = await elsewhere.next_message(other, timeout=READY_S)  # so all that was due was looked at again
    assert second.text == post.text
    assert channel.messages == (post,)
    assert not silent.messages
    assert not hidden.messages
    assert clio.logged.count("No daily post in server") == 1
    assert not elsewhere.violations
