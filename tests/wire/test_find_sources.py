"""*Find sources*: what the library has on a message, for one person first, then for everyone."""

import pytest

from tests.local_discord import Channel, Message, Permission, Upload, User
from tests.wire.conftest import READY_S, Town
from tests.wire.house import open_house
from tests.wire.sources import LIGHTHOUSE_ANSWER

COMMAND = "Find sources"
CLAIM = "The lamp of the lighthouse of Port Amsel was first lit in 1880, wasn't it."
NOTHING = "-# Nothing in the library bears on this."
GREY = 0x808080


async def found(town: Town, message: Message, by: User | None = None) -> Message:
    """What somebody is answered to the command."""
    person = by or town.bob
    used = await person.use(message.channel, COMMAND, target=message)
    reply = await used.message(READY_S)
    assert reply.visible_to is person
    return reply


async def test_what_bears_on_a_message_is_shown_in_private(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, f"**hey** <#{channel.id}> {CLAIM} https://evil.example/x")
    reply = await found(town, said)
    link = f"https://discord.com/channels/{town.guild.id}/{channel.id}/{said.id}"
    assert reply.text.startswith(
        f"### On [this message]({link})\n-# Passages on the matter, word for word. They are no"
    )
    assert "\n> hey The lamp of the lighthouse of Port Amsel was first lit in 1880, wasn't it.\n" in reply.text
    assert f"**{LIGHTHOUSE_ANSWER}**" in reply.text
    assert "evil" not in reply.text
    assert [button.label for button in reply.buttons] == ["In context"] * 3 + ["Show everyone", "Cite"]
    assert "Clio passage" in (await (await town.bob.press(reply, "Cite")).message()).text
    assert [message for message in channel.messages if not message.ephemeral] == [said]


async def test_it_is_shown_to_everyone_once(town: Town, channel: Channel) -> None:
    reply = await found(town, await town.ada.say(channel, CLAIM))
    await town.bob.press(reply, "Show everyone")
    public = await town.discord.next_message(channel)
    assert public.visible_to is None
    assert not public.pings
    assert public.text == f"{reply.text}\n-# Shown by <@{town.bob.id}>"
    assert [button.label for button in public.buttons] == ["In context"] * 3 + ["Cite"]
    page = await (await town.ada.press(public, custom_id=public.buttons[0].custom_id)).message()
    assert page.visible_to is town.ada
    assert reply.button("Show everyone").disabled


async def test_each_sentence_is_looked_up(town: Town, channel: Channel) -> None:
    said = await town.ada.say(
        channel,
        "Jakob Thorsen drew the plans of the lighthouse of Port Amsel. He chose grey granite for it. "
        "The proclamation of Karsk was read by Ilya Brandt in 1919. lol what a day it was. "
        "Carrots hold vitamin A and so do 2 other vegetables.",
    )
    reply = await found(town, said)
    assert reply.text.count("\n> ") == 3
    assert "\n-# 2 more of its sentences were not looked up." in reply.text
    assert "The engineer Jakob Thorsen drew the plans." in reply.text
    assert (
        "> Carrots hold vitamin A and so do 2 other vegetables.\n-# Nothing in the library bears on this." in reply.text
    )


async def test_a_sentence_that_points_back_is_looked_up_with_the_one_before(town: Town, channel: Channel) -> None:
    said = await town.ada.say(
        channel, "The lighthouse of Port Amsel has a keeper. She climbed its steps with a lantern."
    )
    text = (await found(town, said)).text
    assert "-# Understood together with: “The lighthouse of Port Amsel has a keeper.”\n" in text


async def test_where_nothing_bears_on_it_that_is_said(town: Town, channel: Channel) -> None:
    reply = await found(town, await town.ada.say(channel, "Penguins sing best in the kitchen of my aunt."))
    assert reply.text.endswith(
        "> Penguins sing best in the kitchen of my aunt.\n-# Nothing in the library bears on this."
    )
    assert not reply.buttons
    assert reply.components[0]["accent_color"] == GREY


@pytest.mark.parametrize(
    ("text", "files", "said"),
    [
        ("", (Upload("a.png", b"png"),), "That message has no text that I could look up."),
        ("https://a.example/x", (), "That message says too little to be looked up."),
        ("😀", (), "That message says too little to be looked up."),
    ],
)
async def test_some_messages_say_nothing(
    town: Town, channel: Channel, text: str, files: tuple[Upload, ...], said: str
) -> None:
    assert (await found(town, await town.ada.say(channel, text, files=files))).text.startswith(said)


async def test_its_own_messages_quote_their_sources_already(town: Town, channel: Channel) -> None:
    answer = await (await town.ada.slash(channel, "ask", question="Who was the last keeper of the tower?")).message()
    assert (await found(town, answer)).text.startswith("That is a message of mine: it quotes its sources already.")


async def test_who_may_not_write_there_shows_nothing_to_everyone(town: Town) -> None:
    quiet = town.guild.create_text_channel("quiet")
    reply = await found(town, await town.ada.say(quiet, CLAIM))
    quiet.overwrite(town.bob, deny=Permission.SEND_MESSAGES)
    refused = await (await town.bob.press(reply, "Show everyone")).message()
    assert refused.visible_to is town.bob
    assert refused.text == "You may not send messages here, so this stays between us."
    assert len([message for message in quiet.messages if not message.ephemeral]) == 1


async def test_what_was_removed_meanwhile_is_not_shown(town: Town) -> None:
    house = open_house(town.discord)
    await house.add("mill.txt", b"The old mill of Brin burnt down on 3 May 1822 after a storm.\n")
    said = await house.mod.say(house.channel, "The old mill of Brin burnt down in 1822, they say.")
    reply = await found(town, said, house.bob)
    assert "The old mill of Brin burnt down on 3 May 1822" in reply.text
    await house.remove("mill.txt")
    await house.bob.press(reply, "Show everyone")
    public = await town.discord.next_message(house.channel, after=said)
    while "Shown by" not in public.text:
        public = await town.discord.next_message(house.channel, after=public)
    assert "3 May 1822" not in public.text
    assert "> The old mill of Brin burnt down in 1822, they say." in public.text


async def test_a_servers_settings_hold(town: Town) -> None:
    house = open_house(town.discord)
    said = await house.mod.say(house.channel, CLAIM)
    other = house.guild.create_text_channel("questions")
    shown = await (await house.mod.slash(house.channel, "settings")).message()
    await (await house.mod.select(shown, shown.selects[1]["custom_id"], [other])).message()
    refused = await found(town, said, house.bob)
    assert refused.text == f"In this server I answer in {other.mention}."


async def test_hostile_text_does_nothing(town: Town, channel: Channel) -> None:
    said = await town.ada.say(
        channel, r"> @everyone lighthouse of \*\*Port Amsel\*\* [lit](javascript:x) `in` <@!1> 1874 ||*"
    )
    reply = await found(town, said)
    assert not reply.pings
    assert "javascript:" not in reply.text.replace(r"javascript\:", "")
    await town.bob.press(reply, "Show everyone")
    assert not (await town.discord.next_message(channel)).pings
