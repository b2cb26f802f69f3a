"""Long jobs are told in the channel: how far they are, also after the interaction's 15 minutes and a restart."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import closing
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.job_place import JobPlace
from index.archive import Archive
from tests.data_folders import data_folder
from tests.local_discord import Channel, Interaction, LocalDiscord, Message, Permission, Upload
from tests.wire.conftest import Town, until_it_answers
from tests.wire.forging import said, use_planted
from tests.wire.house import JOB_S, House, is_report, open_house, report
from tests.wire.pace import Pace
from tests.wire.process import BotProcess
from tests.wire.town_register import register

pytestmark = pytest.mark.timeout(300)

LONG_S, LONGER_S = 4.0, 12.0  # that a job takes: long enough to be met at work, and to be told of several times
PACE = "passages/s"
TOKEN_S = 15 * 60.0
APPLICATION = "/oauth2/applications/@me"
LOOK_S = 0.2
LEAST_PAUSE_S = 4.9  # between two edits, but for the last


@pytest_asyncio.fixture(scope="module")
async def pace(town: Town) -> Pace:
    """How fast the town's bot indexes."""
    return await Pace.of(open_house(town.discord))


@pytest.fixture
def many(pace: Pace) -> int:
    """How many files make a job that can be met at work."""
    return pace.lasting(LONG_S)


async def begin(house: House, edition: int, houses: int) -> Interaction:
    """Begin a job; each test has an edition of its own, as known passages are done at once."""
    return await house.do("import", file=Upload("register.zip", register(houses, edition)))


async def under_way(begun: Interaction) -> Message:
    """Wait until it is told that the job has begun."""
    return await begun.message(JOB_S)


async def posted(discord: LocalDiscord, channel: Channel, after: Message) -> Message:
    """Wait for a later message in the channel that tells that the job is over."""
    message = await discord.next_message(channel, after=after, timeout=JOB_S)
    await discord._world.changes.until(lambda: is_report(message), "the report", lambda: message.text, JOB_S)
    return message


async def test_progress_is_shown_and_not_too_often(town: Town, pace: Pace) -> None:
    async def import_some(houses: int) -> Interaction:
        return await begin(open_house(town.discord), edition=1000 + houses, houses=houses)

    begun, message, houses = await told_of_its_pace(import_some, pace.lasting(LONGER_S))
    assert re.match(
        rf"### Importing {houses:,} files\n`[█]+[░]+` \d+ %\n-# [\d,]+ of {houses:,} files · [\d,]+ passages · "
        r"[\d,.]+ passages/s · about \d+ (s|min) left",
        message.text,
    )
    done = await report(begun)
    assert done.text.startswith(f"### Done: {houses:,} files\n**Added** house")
    assert f"and {houses - 10:,} more" in done.text
    assert f"{houses:,} added · {2 * houses:,} passages · took " in done.text
    versions = [version for version in done.history if version.text]
    assert all(later.at - earlier.at >= LEAST_PAUSE_S for earlier, later in pairwise(versions[:-1]))
    percents = [int(found[1]) for version in versions if (found := re.search(r"` (\d+) %", version.text))]
    assert percents == sorted(percents)


async def test_a_single_long_book_does_not_stand_still_at_nothing(town: Town, pace: Pace) -> None:
    async def add_book(chapters: int) -> Interaction:
        return await open_house(town.discord).do("add", file=Upload("book.txt", long_book(chapters)))

    begun, message, _ = await told_of_its_pace(add_book, pace.lasting(LONGER_S))
    assert re.search(r"` [1-9]\d? %\n-# 0 of 1 file · [\d,]+ passages · [\d.]+ passages/s · about ", message.text)
    assert (await report(begun)).text.startswith("### Done: 1 file")


async def told_of_its_pace(
    begin_one: Callable[[int], Awaitable[Interaction]], size: int
) -> tuple[Interaction, Message, int]:
    """Begin a job of some size, and a larger one where it was over before that could be told; gives what was begun."""
    while True:
        begun = await begin_one(size)
        told = await begun.wait_until(lambda message: is_report(message) or PACE in message.text, "progress", JOB_S)
        if not is_report(told):
            return begun, told, size
        size *= 2


def long_book(chapters: int) -> bytes:
    """A text of so many paragraphs, each a passage or so."""
    return "\n\n".join(f"{chapter(number)} " * 4 for number in range(chapters)).encode()


def chapter(number: int) -> str:
    """Some words that no other chapter has."""
    return f"In the year {number} the ferry of Marsk carried {number * 7} sheep and {number * 3} sacks over the water."


async def test_a_job_is_cancelled_once(town: Town, many: int) -> None:
    house = open_house(town.discord)
    begun = await begin(house, edition=2, houses=many)
    message = await under_way(begun)
    await house.mod.press(message, "Cancel")
    done = await report(begun)
    assert re.match(rf"### Cancelled after \d+ of {many:,} files", done.text)
    assert "cancelled" in await house.text("log")
    listed = await house.text("list")
    assert f"{many:,} sources" not in listed


async def test_after_fifteen_minutes_it_goes_on_in_a_message(town: Town, many: int) -> None:
    house = open_house(town.discord)
    begun = await begin(house, edition=3, houses=many)
    before = await under_way(begun)
    town.discord.clock.advance(TOKEN_S)
    done = await posted(town.discord, house.channel, before)
    assert town.discord.violations.take("50027")
    assert done.author is town.discord.bot
    assert not done.pings
    assert "This goes on from [an earlier message](https://discord.com/channels/" in done.text
    assert done.text.startswith(f"### Done: {many:,} files")
    (menu,) = done.selects
    opened = await house.mod.select(done, menu["custom_id"], [menu["options"][0]["value"]])
    assert (await opened.modal()).title == "Edit details"


async def test_where_it_may_not_write_it_says_so_before(town: Town, many: int) -> None:
    house = open_house(town.discord)
    house.channel.overwrite(town.discord.bot, deny=Permission.SEND_MESSAGES)
    begun = await begin(house, edition=4, houses=many)
    message = await under_way(begun)
    assert "I may not write messages in this channel." in message.text
    town.discord.clock.advance(TOKEN_S)
    await town.clio.until_logged("could not be told: 403 Forbidden")
    assert town.discord.violations.take("50027")
    assert [seen.author for seen in house.channel.messages] == [town.discord.bot]  # nothing but the response


async def test_a_deleted_message_stays_away_until_the_report(town: Town, many: int) -> None:
    house = open_house(town.discord)
    begun = await begin(house, edition=5, houses=many)
    message = await under_way(begun)
    town.discord._world.store.delete(message)
    done = await posted(town.discord, house.channel, message)
    assert done.text.startswith(f"### Done: {many:,} files")
    assert len(done.history) == 1


async def test_a_job_that_begins_at_once_is_not_said_to_wait(town: Town) -> None:
    house = open_house(town.discord)
    done = await house.add("ferry.txt", chapter(1).encode())
    assert not [version for version in done.history if "waits for its turn" in version.text]


async def test_the_log_names_jobs_and_refusals_in_words(town: Town) -> None:
    house = open_house(town.discord)
    await house.add("ferry.txt", chapter(1).encode())
    plan = await (await house.do("reindex")).message()
    await report(await house.mod.press(plan, "Start"))
    await said(await use_planted(town.discord, house.bob, house.channel, "job:retry:own:5"))
    await town.clio.until_logged(f"refused by {house.bob.id} in server {house.guild.id}: job:retry:own:5 ")
    mod, bob = f"<@{house.mod.id}>", f"<@{house.bob.id}>"
    told = await log_with(house, f"{bob} was refused the button *Retry failed* of a job: not a moderator")
    assert f"{mod} had read again all sources\n" in told
    assert re.search(r"Clio finished reading sources again: 1 (un)?changed, 1 passage\n", told)
    assert "Clio finished adding files: 1 added, 1 passage\n" in told
    assert not re.search(r"job\\?:[a-z]|reindex|retry", told)


async def log_with(house: House, words: str) -> str:
    """The server's log as soon as it holds some words: it is written beside the answer."""
    async with asyncio.timeout(JOB_S):
        while words not in (told := await house.text("log")):  # noqa: ASYNC110 a log is asked for, not announced
            await asyncio.sleep(LOOK_S)
    return told


async def test_discord_that_does_not_say_who_the_operator_is_holds_up_nobody(town: Town) -> None:
    house = open_house(town.discord)
    town.discord.limit_next("GET", APPLICATION, retry_after=10.0)
    pressed = await use_planted(town.discord, house.mod, house.channel, "job:cancel:shared:1")
    assert (await said(pressed)).text == "Discord is having trouble; please ask again."


async def test_a_job_goes_on_after_restarts_in_the_same_message(
    clio: BotProcess, elsewhere: LocalDiscord, many: int
) -> None:
    house = open_house(elsewhere)
    data_folder(clio.data)
    await clio.start()
    await until_it_answers(elsewhere, house.bob, house.channel)
    begun = await begin(house, edition=6, houses=many)
    message = await under_way(begun)
    assert await clio.stop() == 0
    assert message.text.startswith(f"### Importing {many:,} files: paused")
    assert "This goes on by itself from where it is" in message.text
    await clio.start()
    await until(elsewhere, message, lambda: "I was restarted in between; this goes on from" in message.text)
    assert await clio.stop() == 0
    await clio.start()
    await until(elsewhere, message, lambda: is_report(message))
    assert f"{many:,} added" in message.text
    assert message.text.count("I was restarted in between") == 1
    assert house.channel.messages[-1] is message
    assert not elsewhere.violations


async def test_after_a_loss_of_power_the_message_with_its_notes_is_told_on(
    clio: BotProcess, elsewhere: LocalDiscord, many: int
) -> None:
    house, other = open_house(elsewhere), open_house(elsewhere, "Another house")
    data_folder(clio.data)
    await clio.start()
    await until_it_answers(elsewhere, house.bob, house.channel)
    await report(await begin(house, edition=7, houses=1))
    message = await under_way(await begin(house, edition=7, houses=many))
    gone = await under_way(await begin(other, edition=8, houses=many))
    assert "is already here as" in message.text
    await until_kept(clio, message)
    await until_kept(clio, gone)
    await clio.kill()
    await elsewhere.gone()
    assert message.button("Cancel")
    elsewhere._world.store.delete(gone)
    await clio.start()
    await until(elsewhere, message, lambda: is_report(message))
    assert "I was restarted in between" in message.text
    assert "is already here as" in message.text
    assert house.channel.messages[-1] is message
    done = await posted(elsewhere, other.channel, gone)
    assert done.text.startswith(f"### Done: {many:,} files")
    assert len(done.history) == 1  # it stays away until the report
    assert not elsewhere.violations


async def until_kept(clio: BotProcess, message: Message) -> None:
    """Wait until the place of a message is kept with its job, which then lasts beyond the process."""
    with closing(Archive(clio.data)) as archive:
        async with asyncio.timeout(JOB_S):
            while message.id not in [place.message for place in places(archive)]:  # noqa: ASYNC110 as above
                await asyncio.sleep(LOOK_S)


def places(archive: Archive) -> list[JobPlace]:
    """Where jobs are told."""
    return [place for job in archive.jobs(None) if (place := JobPlace.read(job.place))]


async def until(discord: LocalDiscord, message: Message, holds: Callable[[], bool]) -> None:
    """Wait until something holds of a message."""
    await discord._world.changes.until(holds, "the message to change", lambda: message.text, JOB_S)
