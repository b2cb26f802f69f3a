"""`/settings`: who may change what, where it shows, and what it does to answers."""

import asyncio
import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.guilds.settings import Guilds, GuildSettings
from bot.guilds.view import CHANNELS, COOLDOWN, MODERATORS, NO, PASSAGES, PRIVATE, SHARED, STYLE, YES
from index.archive import Archive
from tests.local_discord import Channel, ClientRefused, Guild, LocalDiscord, Message, Permission, Role, User
from tests.wire.conftest import READY_S, Town, until_it_answers
from tests.wire.process import BotProcess
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

ONLY_MANAGERS = "Only members with Manage Server may do that."
MINUTES_S = 600.0


@dataclass(frozen=True)
class House:
    """A server of one test's own: mia manages it, ada and bob are members."""

    town: Town
    guild: Guild
    channel: Channel
    mia: User
    ada: User
    bob: User

    async def open(self, who: User | None = None) -> Message:
        """The message that `/settings` answers with."""
        return await (await (who or self.mia).slash(self.channel, "settings")).message()

    async def choose(self, custom_id: str, *values: str | Role | Channel) -> Message:
        """Let mia change one setting, and return what she sees then."""
        return await (await self.mia.select(await self.open(), custom_id, values)).message()

    async def pause(self, seconds: object) -> Message:
        """Let mia set the pause between questions, and return what she sees then."""
        pressed = await self.mia.press(await self.open(), "Change")
        await pressed.modal()
        return await (await self.mia.submit(pressed, {"Seconds": str(seconds)})).message()

    async def ask(self, who: User, channel: Channel | None = None, **options: object) -> Message:
        """The answer to a question."""
        asked = await who.slash(channel or self.channel, "ask", question=LIGHTHOUSE_QUESTION, **options)
        return await asked.message()

    def mention(self, words: str = LIGHTHOUSE_QUESTION) -> str:
        """A message that speaks to the bot."""
        return f"{self.town.discord.bot.mention} {words}"


@pytest_asyncio.fixture
async def house(town: Town) -> House:
    return await move_in(town, "House")


async def move_in(town: Town, name: str) -> House:
    guild, mia = town.discord.create_guild(name), town.discord.create_user("mia")
    guild.add_member(mia, permissions=Permission.MANAGE_GUILD)
    for person in (town.ada, town.bob):
        guild.add_member(person)
    guild.open_command("settings")  # as a server may: so nothing but Clio itself refuses
    return House(town, guild, guild.create_text_channel("history"), mia, town.ada, town.bob)


def menu(message: Message, custom_id: str) -> dict[str, Any]:
    return next(part for part in message.selects if part["custom_id"] == custom_id)


def current(message: Message) -> dict[str, list[str]]:
    """What each menu shows as chosen."""
    return {
        part["custom_id"]: [str(default["id"]) for default in part.get("default_values", ())]
        + [option["value"] for option in part.get("options", ()) if option.get("default")]
        for part in message.selects
    }


async def test_it_is_offered_to_managers_in_servers(house: House) -> None:
    house.guild.commands_opened.clear()
    with pytest.raises(ClientRefused, match="MANAGE_GUILD"):
        await house.ada.slash(house.channel, "settings")
    with pytest.raises(ClientRefused, match="is not offered"):
        await house.mia.slash(house.mia.dm, "settings")
    assert (await house.open()).visible_to is house.mia


async def test_every_setting_is_shown_and_changed(house: House) -> None:
    message = await house.open()
    assert message.text.startswith("### Settings of this server\n**Moderators**")
    assert "**Pause between a member's questions**: none" in message.text
    assert "Server Settings → Integrations" not in message.text
    defaults = {MODERATORS: [], CHANNELS: [], PRIVATE: [NO], PASSAGES: ["3"], SHARED: [YES], STYLE: ["chicago"]}
    assert current(message) == defaults
    assert menu(message, CHANNELS)["channel_types"] == [0, 2, 5, 13, 15]  # text, voice, announcement, stage, forum

    role, other = house.guild.create_role("Archivists"), house.guild.create_text_channel("other")
    for custom_id, values in (
        (MODERATORS, [role]),
        (CHANNELS, [house.channel, other]),
        (PRIVATE, [YES]),
        (PASSAGES, ["5"]),
        (SHARED, [NO]),
        (STYLE, ["mla"]),
    ):
        changed = await (await house.mia.select(message, custom_id, values)).message()
        assert changed is message
        defaults |= {custom_id: [value if isinstance(value, str) else str(value.id) for value in values]}
        assert current(message) == defaults
    assert "allow them in **Server Settings → Integrations → clio**; a bot can't do that." in message.text
    assert "questions**: 2 minutes 30 seconds\n" in (await house.pause(150)).text

    again = await house.open()
    assert current(again) == defaults
    pressed = await house.mia.press(again, "Change")
    assert (await pressed.modal()).field("Seconds").component["value"] == "150"
    for custom_id in (MODERATORS, CHANNELS):
        await (await house.mia.select(again, custom_id, [])).message()
    assert current(again) == defaults | {MODERATORS: [], CHANNELS: []}


async def test_a_change_and_a_refusal_are_logged(house: House) -> None:
    role = house.guild.create_role("Archivists")
    message = await house.choose(MODERATORS, role)
    await house.choose(CHANNELS, house.channel)
    await house.pause(30)
    house.guild.set_roles(house.mia)
    await (await house.mia.select(message, PRIVATE, [YES])).message()
    await (await house.mia.slash(house.channel, "settings")).message()
    mia = str(house.mia.id)
    assert await logged(house, 5) == [
        (mia, "refused", "/settings", "not a moderator"),
        (mia, "refused", PRIVATE, "not a moderator"),
        (mia, "settings", "pause between questions", "30 seconds"),
        (mia, "settings", "channels", "#history"),
        (mia, "settings", "moderators' roles", "@Archivists"),
    ]


async def test_a_member_cannot_fill_the_log_with_refusals(house: House) -> None:
    message = await house.choose(PASSAGES, "2")
    house.guild.set_roles(house.mia)
    for _ in range(3):
        await (await house.mia.select(message, PRIVATE, [YES])).message()
        await (await house.mia.slash(house.channel, "settings")).message()
    await (await house.ada.slash(house.channel, "settings")).message()
    mia, ada = str(house.mia.id), str(house.ada.id)
    found = await logged(house, 4)
    refused = f"refused by {mia} in server {house.guild.id}: /settings "
    assert house.town.clio.logged.count(refused) == 3  # the operator's has each
    assert [(by, subject) for by, action, subject, _ in found if action == "refused"] == [
        (ada, "/settings"),
        (mia, "/settings"),
        (mia, PRIVATE),
    ]


async def test_what_was_done_before_the_library_was_open_is_logged_when_it_is(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    mia, guild = elsewhere.create_user("mia"), elsewhere.create_guild("Early")
    guild.add_member(mia, permissions=Permission.MANAGE_GUILD)
    channel = guild.create_text_channel("history")
    await clio.start()
    await elsewhere.ready(READY_S)
    await elsewhere.commands_synced(READY_S)
    shown = await (await mia.slash(channel, "settings")).message()
    await (await mia.select(shown, PASSAGES, ["2"])).message()
    guild.set_roles(mia)
    await (await mia.select(shown, PASSAGES, ["5"])).message()
    await until_it_answers(elsewhere, mia, channel)
    assert await entries_of(clio, guild, 2) == [
        (str(mia.id), "refused", PASSAGES, "not a moderator"),
        (str(mia.id), "settings", "passages in an answer", "2"),
    ]
    assert "is not in the log of server" not in clio.logged
    assert not elsewhere.violations


async def logged(house: House, count: int) -> list[tuple[str, str, str, str]]:
    """The server's log with so many entries, newest first."""
    return await entries_of(house.town.clio, house.guild, count)


async def entries_of(clio: BotProcess, guild: Guild, count: int) -> list[tuple[str, str, str, str]]:
    """A server's log as soon as it has so many entries, newest first."""
    with closing(Archive(clio.data)) as archive:
        async with asyncio.timeout(READY_S):
            while archive.entries(str(guild.id))[1] < count:  # noqa: ASYNC110 a database cannot be awaited
                await asyncio.sleep(0.05)
        entries, _ = archive.entries(str(guild.id))
    return [(entry.by, entry.action, entry.subject, entry.detail) for entry in entries]


@pytest.mark.parametrize("seconds", ["-1", "3601", "1.5", "soon", "²", "9" * 90, " \u200b "])
async def test_a_pause_that_is_none_is_refused_with_a_sentence(house: House, seconds: str) -> None:
    message = await house.open()
    pressed = await house.mia.press(message, "Change")
    await pressed.modal()
    refused = await (await house.mia.submit(pressed, {"Seconds": seconds})).message()
    assert refused is not message
    assert refused.visible_to is house.mia
    assert refused.text.endswith("is not a whole number from 0 to 3600, so nothing is changed.")
    assert "**: none" in (await house.open()).text


async def test_who_is_no_moderator_is_refused_everywhere(house: House) -> None:
    assert (await house.open(house.ada)).text == ONLY_MANAGERS
    message = await house.open()
    pressed = await house.mia.press(message, "Change")
    await pressed.modal()
    house.guild.set_roles(house.mia)  # the role is lost between opening and pressing
    role = house.guild.create_role("Archivists")
    acts = [
        await house.mia.submit(pressed, {"Seconds": "10"}),
        await house.mia.press(message, custom_id=COOLDOWN),
        await house.mia.slash(house.channel, "settings"),
    ]
    for custom_id, values in (
        (MODERATORS, [role]),
        (CHANNELS, [house.channel]),
        (PRIVATE, [YES]),
        (PASSAGES, ["5"]),
        (SHARED, [NO]),
    ):
        acts.append(await house.mia.select(message, custom_id, values))
    for act in acts:
        refused = await act.message()
        assert refused.text == ONLY_MANAGERS
        assert refused.visible_to is house.mia
        assert act.shown_modal is None
    assert len(message.history) == 1
    assert Guilds(house.town.clio.data).of(house.guild.id) == GuildSettings()


async def test_a_role_makes_a_moderator_for_as_long_as_it_lasts(house: House) -> None:
    role = house.guild.create_role("Archi_vists")
    house.guild.set_roles(house.ada, role)
    assert (await house.open(house.ada)).text == ONLY_MANAGERS
    await house.choose(MODERATORS, role)
    message = await house.open(house.ada)
    assert current(await (await house.ada.select(message, PASSAGES, ["2"])).message())[PASSAGES] == ["2"]
    house.guild.set_roles(house.ada)
    refused = await (await house.ada.select(message, PASSAGES, ["4"])).message()
    assert refused.text == r"Only members with Manage Server, or with the role \@Archi\_vists, may do that."
    assert not refused.pings
    assert current(await house.open())[PASSAGES] == ["2"]
    house.guild.set_roles(house.ada, role)
    await house.choose(MODERATORS)  # the role is none of moderators any more
    assert (await (await house.ada.select(message, PASSAGES, ["4"])).message()).text == ONLY_MANAGERS


async def test_only_who_manages_the_server_chooses_the_moderators(house: House) -> None:
    role, other = house.guild.create_role("Archivists"), house.guild.create_role("Friends")
    house.guild.set_roles(house.ada, role)
    await house.choose(MODERATORS, role)
    message = await house.open(house.ada)
    assert "Beside members with Manage Server, who alone choose them: " in message.text
    refused = await (await house.ada.select(message, MODERATORS, [role, other])).message()
    assert refused.text == ONLY_MANAGERS
    assert refused.visible_to is house.ada
    assert current(await house.open())[MODERATORS] == [str(role.id)]
    assert (await logged(house, 2))[0] == (str(house.ada.id), "refused", MODERATORS, "without Manage Server")


async def test_everyone_is_no_moderators_role_and_that_is_said(house: House) -> None:
    role = house.guild.create_role("Archivists")
    chosen = await house.mia.select(await house.open(), MODERATORS, [house.guild.everyone, role])
    told = await chosen.followup()
    assert told.text == (
        r"\@everyone is left out: then every member could change this server's sources. "
        "The other roles that you chose are set."
    )
    assert told.visible_to is house.mia
    assert not told.pings
    assert current(await chosen.message())[MODERATORS] == [str(role.id)]
    alone = await house.mia.select(await house.open(), MODERATORS, [house.guild.everyone])
    assert (await alone.followup()).text.endswith("No roles are set now.")
    assert (await house.open(house.ada)).text == ONLY_MANAGERS


async def test_owner_and_administrators_may(house: House) -> None:
    boss = house.town.discord.create_user("boss")
    house.guild.add_member(boss, permissions=Permission.ADMINISTRATOR)
    for person in (boss, house.guild.owner):
        assert (await house.open(person)).text.startswith("### Settings")


async def test_roles_and_channels_that_are_gone_are_named_and_no_obstacle(house: House) -> None:
    role = house.guild.create_role("Archivists")
    chosen = {"moderators": (role.id, 4, 5), "channels": (6,)}
    Guilds(house.town.clio.data).change(house.guild.id, **chosen)  # before the bot has read them
    message = await house.open()
    assert current(message)[MODERATORS] == [str(role.id)]
    assert current(message)[CHANNELS] == []
    assert "2 roles chosen earlier no longer exist." in message.text
    assert "1 channel chosen earlier no longer exists. I answer nowhere until others are chosen." in message.text
    told = await house.ask(house.ada)
    assert told.visible_to is house.ada
    assert told.text.startswith("In this server I answer only in channels that no longer exist; a moderator can")
    await (await house.mia.select(message, CHANNELS, [house.channel])).message()
    assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada)).text


async def test_answers_are_private_where_the_server_wants_it(house: House) -> None:
    await house.choose(PRIVATE, YES)
    assert (await house.ask(house.ada)).visible_to is house.ada
    assert not (await house.ask(house.ada, private=False)).ephemeral
    said = await house.ada.say(house.channel, house.mention())
    assert LIGHTHOUSE_ANSWER in (await house.town.discord.next_message(house.channel, after=said)).text
    await house.choose(PRIVATE, NO)
    assert not (await house.ask(house.ada)).ephemeral
    assert (await house.ask(house.ada, private=True)).visible_to is house.ada


async def test_only_chosen_channels_get_answers(house: House) -> None:
    discord, other = house.town.discord, house.guild.create_text_channel("other")
    third = house.guild.create_text_channel("third")
    earlier = await house.ask(house.ada, other)
    await house.choose(CHANNELS, house.channel, third)
    hint = f"In this server I answer in {house.channel.mention}, {third.mention}."

    thread, elsewhere = house.guild.create_thread(house.channel, "here"), house.guild.create_thread(other, "there")
    for channel in (house.channel, third, thread):
        assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada, channel)).text
    for person, channel in ((house.ada, other), (house.ada, elsewhere), (house.mia, other)):
        told = await house.ask(person, channel)
        assert told.text == hint
        assert told.visible_to is person

    said = await house.ada.say(other, house.mention())
    told = await discord.next_message(other, after=said)
    assert told.text == hint
    assert told.reply_to is said
    assert not told.pings
    await house.bob.say(other, house.mention())  # is left without another hint, within the minute
    await house.bob.say(other, house.mention(""))
    said = await house.bob.say(elsewhere, house.mention())
    assert (await discord.next_message(elsewhere, after=said)).text == hint
    said = await house.ada.say(thread, house.mention())
    assert LIGHTHOUSE_ANSWER in (await discord.next_message(thread, after=said)).text
    assert [message for message in other.messages if message.author is discord.bot and not message.ephemeral] == [
        earlier,
        told,
    ]

    assert "Clio passage" in (await (await house.bob.press(earlier, "Cite")).message()).text
    assert "passages 4–6" in (await (await house.bob.press(earlier, "More passages")).message()).text
    said = await house.ada.direct_message(LIGHTHOUSE_QUESTION)
    assert LIGHTHOUSE_ANSWER in (await discord.next_message(house.ada.dm, after=said)).text


async def test_members_wait_between_questions(house: House) -> None:
    await house.pause(3600)
    waits = re.compile(
        r"Please wait (60 minutes|59 minutes \d+ seconds?) before your next question; "
        r"this server asks for 60 minutes between questions\."
    )
    assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada)).text
    refused = await house.ask(house.ada)
    assert waits.fullmatch(refused.text)
    assert refused.visible_to is house.ada
    said = await house.ada.say(house.channel, house.mention())
    assert waits.fullmatch((await house.town.discord.next_message(house.channel, after=said)).text)

    said = await house.bob.say(house.channel, house.mention())
    answer = await house.town.discord.next_message(house.channel, after=said)
    assert LIGHTHOUSE_ANSWER in answer.text
    assert waits.fullmatch((await house.ask(house.bob)).text)
    assert "passages 4–6" in (await (await house.bob.press(answer, "More passages")).message()).text

    for _ in range(2):
        assert LIGHTHOUSE_ANSWER in (await house.ask(house.mia)).text  # moderators need not wait
        said = await house.mia.say(house.channel, house.mention())
        assert LIGHTHOUSE_ANSWER in (await house.town.discord.next_message(house.channel, after=said)).text
        elsewhere = await house.town.ada.slash(house.town.channel, "ask", question=LIGHTHOUSE_QUESTION)
        assert LIGHTHOUSE_ANSWER in (await elsewhere.message()).text
    assert "**: none" in (await house.pause(0)).text
    assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada)).text


async def test_a_question_without_an_answer_of_the_library_does_not_count(house: House) -> None:
    await house.pause(600)
    await house.choose(CHANNELS, house.channel)
    other = house.guild.create_text_channel("other")
    assert (await house.ask(house.ada, other)).text.startswith("In this server I answer in")
    assert "For example" in (await (await house.ada.slash(house.channel, "ask", question="?")).message()).text
    said = await house.ada.say(house.channel, house.mention("*" * 501))
    assert "501 characters" in (await house.town.discord.next_message(house.channel, after=said)).text
    house.town.discord.drop_next("PATCH", "/webhooks/{id}/{token}/messages/@original")
    assert (await house.ask(house.ada)).text == "Discord is having trouble; please ask again."
    assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada)).text
    assert (await house.ask(house.ada)).text.startswith("Please wait ")


@pytest.mark.parametrize("count", [1, 2, 5])
async def test_an_answer_shows_as_many_passages_as_are_set(house: House, count: int) -> None:
    await house.choose(PASSAGES, str(count))
    answer = await house.ask(house.ada)
    said = await house.ada.say(house.channel, house.mention())
    for message in (answer, await house.town.discord.next_message(house.channel, after=said)):
        assert numbered(message) == list(range(1, count + 1))
    ids = [button.custom_id for button in answer.buttons if button.label == "In context"]
    assert len(ids) == count
    references = await (await house.bob.press(answer, "Cite")).message()
    assert [f"context:{found}" for found in re.findall(r"Clio passage (\w{13})", references.text)] == ids
    assert "noted" in (await (await house.bob.press(answer, emoji="👍")).message()).text

    await house.choose(PASSAGES, "3")  # is for later answers: this one goes on as it began
    seen, page = numbered(answer), answer
    while not page.button("More passages").disabled:
        page = await (await house.bob.press(page, "More passages")).message()
        seen += numbered(page)
        assert len(numbered(page)) == min(count, 9 - int(numbered(page)[0]) + 1)
    assert seen == list(range(1, 10))
    assert numbered(await house.ask(house.ada)) == [1, 2, 3]


def numbered(message: Message) -> list[int]:
    """The ranks of the passages that a message shows."""
    return [int(number) for number in re.findall(r"^\*\*(\d+)\*\* · ", message.text, re.MULTILINE)]


async def test_two_servers_have_nothing_to_do_with_each_other(house: House) -> None:
    other = await move_in(house.town, "Other house")
    role = house.guild.create_role("Archivists")
    await house.choose(MODERATORS, role)
    await house.choose(PASSAGES, "1")
    await house.pause(600)
    before = await other.open()
    assert current(before) == {
        MODERATORS: [],
        CHANNELS: [],
        PRIVATE: [NO],
        PASSAGES: ["3"],
        SHARED: [YES],
        STYLE: ["chicago"],
    }
    await other.choose(PASSAGES, "2")
    assert numbered(await house.ask(house.ada)) == [1]
    assert numbered(await other.ask(other.ada)) == [1, 2]
    assert numbered(await other.ask(other.ada)) == [1, 2]
    other.guild.add_member(house.mia)
    assert (await other.open(house.mia)).text == ONLY_MANAGERS
    assert Guilds(house.town.clio.data).of(house.guild.id) == GuildSettings((role.id,), cooldown_s=600, passages=1)


async def test_where_clio_was_not_added_the_defaults_hold(house: House) -> None:
    house.bob.install_app()
    without = house.town.discord.create_guild("Without Clio", with_bot=False)
    without.add_member(house.bob)
    Guilds(house.town.clio.data).change(without.id, passages=1, private=True)  # as if it had been there once
    answer = await house.ask(house.bob, without.create_text_channel("lobby"))
    assert numbered(answer) == [1, 2, 3]
    asked = await house.bob.slash(answer.channel, "ask", question="Which vitamin is in carrots?")
    assert "\nNothing in the library answers that.\n" in (await asked.message()).text


async def test_settings_and_their_message_outlive_a_restart(house: House) -> None:
    town = house.town
    role = house.guild.create_role("Archivists")
    message = await house.choose(MODERATORS, role)
    answer = await house.ask(house.ada)
    await house.choose(PASSAGES, "4")
    opened = await house.mia.press(await house.open(), "Change")
    await opened.modal()
    assert await town.clio.stop() == 0
    await town.discord.gone()
    town.discord.clock.advance(MINUTES_S)
    await town.clio.start()
    await until_it_answers(town.discord, town.ada, town.channel)
    await town.discord.ready(READY_S)

    sent = await (await house.mia.submit(opened, {"Seconds": "10"})).message()
    assert "questions**: 10 seconds\n" in sent.text
    await house.pause(0)
    house.guild.set_roles(house.bob, role)
    await (await house.mia.select(message, PRIVATE, [YES])).message()
    expected = {
        MODERATORS: [str(role.id)],
        CHANNELS: [],
        PRIVATE: [YES],
        PASSAGES: ["4"],
        SHARED: [YES],
        STYLE: ["chicago"],
    }
    assert current(message) == current(await house.open(house.bob)) == expected
    refused = await (await house.ada.slash(house.channel, "settings")).message()
    assert refused.text == r"Only members with Manage Server, or with the role \@Archivists, may do that."
    assert numbered(await house.ask(house.ada)) == [1, 2, 3, 4]
    nothing = await house.ada.slash(house.channel, "ask", question="Which vitamin is in carrots?")
    assert re.search(r"</sources add:\d+>\.$", (await nothing.message()).text)
    assert numbered(await (await house.ada.press(answer, "More passages")).message()) == [4, 5, 6]


async def test_a_shared_library_that_is_not_searched(house: House) -> None:
    answer = await house.ask(house.ada)
    await house.choose(SHARED, NO)
    asked = await house.ada.slash(house.channel, "ask", question=KARSK_QUESTION)
    told = await asked.message()
    (sources,) = (command for command in house.town.discord.commands if command.name == "sources")
    assert told.text == f"This server has no sources yet. A moderator can add some with </sources add:{sources.id}>."
    said = await house.ada.say(house.channel, house.mention(KARSK_QUESTION))
    assert (await house.town.discord.next_message(house.channel, after=said)).text == told.text
    context = await (await house.bob.press(answer, custom_id=answer.buttons[0].custom_id)).message()
    assert LIGHTHOUSE_ANSWER in context.text  # what was answered once can still be looked at
    await house.choose(SHARED, YES)
    assert LIGHTHOUSE_ANSWER in (await house.ask(house.ada)).text
