"""`/bibliography`: what was quoted openly in a channel or thread, and nothing else."""

import asyncio

from bot.cited import Cited, Place
from tests.local_discord import Channel, LocalDiscord, Message, User
from tests.wire.conftest import READY_S, Town
from tests.wire.house import open_house
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

NOTHING = "### Nothing was cited here yet"


async def listed(person: User, channel: Channel, **options: object) -> Message:
    return await (await person.slash(channel, "bibliography", **options)).message(READY_S)


async def listed_when(person: User, channel: Channel, words: str) -> Message:
    """The list as soon as it holds some words: what is quoted is kept beside."""
    async with asyncio.timeout(READY_S):
        while words not in (message := await listed(person, channel)).text:  # noqa: ASYNC110 as a list cannot be awaited
            await asyncio.sleep(0.05)
    return message


async def test_open_answers_of_a_channel_and_a_thread_are_listed_each_document_once(
    town: Town, channel: Channel
) -> None:
    thread = town.guild.create_thread(channel, "On the lighthouse")
    assert (await listed(town.bob, channel)).text == NOTHING
    await (await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)).message(READY_S)
    said = await town.ada.say(thread, f"{town.discord.bot.mention} {KARSK_QUESTION}")
    await town.discord.next_message(thread, after=said)
    message = await listed_when(town.bob, channel, "Lighthouse")
    assert message.visible_to is town.bob
    assert message.text.count("Lighthouse of Port Amsel") == 1
    assert "Brandt, Ilse. “The Lighthouse of Port Amsel.” Accessed" in message.text
    assert "arsk" in (await listed_when(town.bob, thread, "arsk")).text

    changed = await (await town.bob.select(message, "bibliography:style", ["apa"])).message()
    assert changed is message
    assert message.text.startswith("### References\n-# ")
    assert "Brandt, I. (n.d.). The lighthouse of Port Amsel." in message.text
    (file,) = (await (await town.bob.press(message, "RIS")).message()).attachments
    assert file.data.decode().count("TI  - The lighthouse of Port Amsel\n") == 1


async def test_what_was_private_never_appears(town: Town, channel: Channel) -> None:
    private = await (await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION, private=True)).message(READY_S)
    assert LIGHTHOUSE_ANSWER in private.text
    await (await town.ada.press(private, "Cite")).message()
    await (await town.ada.press(private, custom_id=private.buttons[0].custom_id)).message()
    await (await town.ada.press(private, "More passages")).message()
    beside = town.guild.create_text_channel("beside")  # once this is kept, the others would be
    await (await town.ada.slash(beside, "ask", question=LIGHTHOUSE_QUESTION)).message(READY_S)
    await listed_when(town.bob, beside, "Lighthouse")
    assert (await listed(town.ada, channel)).text == NOTHING


async def test_cite_below_an_open_answer_counts_also_when_the_answer_is_forgotten(town: Town, channel: Channel) -> None:
    answer = await (await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)).message(READY_S)
    await listed_when(town.bob, channel, "Lighthouse")
    Cited(town.clio.data).forget_channel(channel.id)
    assert (await listed(town.ada, channel)).text == NOTHING
    await (await town.bob.press(answer, "Cite")).message()
    await listed_when(town.bob, channel, "Lighthouse")


async def test_a_server_that_removes_clio_leaves_nothing(town: Town, discord: LocalDiscord) -> None:
    house = open_house(discord, "A house to leave")
    await (await house.bob.slash(house.channel, "ask", question=LIGHTHOUSE_QUESTION)).message(READY_S)
    await listed_when(house.bob, house.channel, "Lighthouse")
    cited, place = Cited(town.clio.data), Place(house.channel.id, house.guild.id)
    assert cited.of(place)
    house.guild.remove_member(discord.bot)
    async with asyncio.timeout(READY_S):
        while cited.of(place):  # noqa: ASYNC110 a file cannot be awaited
            await asyncio.sleep(0.05)


async def test_a_server_lists_only_what_its_people_may_see_and_can_forget(town: Town, discord: LocalDiscord) -> None:
    house, other = open_house(discord, "A house"), open_house(discord, "Another house")
    await house.add(
        "diary.md", b"# The diary of Wenna Tolk\n\nWenna Tolk opened the herring market of Brunsholm in 1811.\n"
    )
    await house.ask("Who opened the herring market of Brunsholm?")
    assert "Diary of Wenna Tolk" in (await listed_when(house.bob, house.channel, "Wenna")).text
    assert (await listed(other.bob, other.channel)).text == NOTHING

    await house.remove("diary.md")
    gone = (await listed_when(house.bob, house.channel, "no longer in the library")).text
    assert "The diary of Wenna Tolk · ¶ 1" in gone
    refused = await listed(house.bob, house.channel, forget=True)
    assert refused.text.startswith("Only members with Manage Server")
    assert "Deleted" in (await listed(house.mod, house.channel, forget=True)).text
    assert (await listed(house.bob, house.channel)).text == NOTHING
