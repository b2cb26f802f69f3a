"""Questions that go on from answers: in replies, in threads, in direct messages, and on and on."""

from tests.local_discord import Channel, Message, Permission, User
from tests.wire.conftest import Town
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

UNDERSTOOD = f"-# Understood together with: “{LIGHTHOUSE_QUESTION}”\n"
PLANS_QUESTION = "And who drew the plans of it?"
PLANS_ANSWER = "**The engineer Jakob Thorsen drew the plans.**"


async def asked(
    town: Town, channel: Channel, question: str, reply_to: Message | None = None, by: User | None = None
) -> Message:
    """What Clio answers to a mention."""
    said = await (by or town.ada).say(channel, f"{town.discord.bot.mention} {question}", reply_to=reply_to)
    return await town.discord.next_message(channel, after=said)


async def test_a_reply_to_an_answer_goes_on_from_it(town: Town, channel: Channel) -> None:
    first = await asked(town, channel, LIGHTHOUSE_QUESTION)
    answer = await asked(town, channel, PLANS_QUESTION, first, town.bob)
    assert answer.text.startswith(f"### {PLANS_QUESTION}\n{UNDERSTOOD}**1** · {PLANS_ANSWER}")
    by_itself = await asked(town, channel, PLANS_QUESTION)
    assert "Understood together with" not in by_itself.text


async def test_more_passages_below_a_follow_up_go_on_where_it_ends(town: Town, channel: Channel) -> None:
    answer = await asked(town, channel, PLANS_QUESTION, await asked(town, channel, LIGHTHOUSE_QUESTION))
    seen = [button.custom_id for button in answer.buttons if button.label == "In context"]
    for shown in ("4–6", "7–9"):
        answer = await (await town.bob.press(answer, "More passages")).message()
        assert answer.text.startswith(f"### {PLANS_QUESTION}\n{UNDERSTOOD}")
        assert answer.text.endswith(f"passages {shown} of 9")
        seen += [button.custom_id for button in answer.buttons if button.label == "In context"]
    assert len(set(seen)) == 9


async def test_a_conversation_goes_on(town: Town, channel: Channel) -> None:
    second = await asked(town, channel, PLANS_QUESTION, await asked(town, channel, LIGHTHOUSE_QUESTION))
    third = await asked(town, channel, "From which quarries did he take the granite?", second)
    assert f"\n-# Understood together with: “{PLANS_QUESTION}” · “{LIGHTHOUSE_QUESTION}”\n**1** · " in third.text
    assert "Hollum" in third.text.split("**2** · ")[0]
    fourth = await asked(town, channel, "And what did he say about brick?", third)
    line = fourth.text.split("\n")[1]
    assert line == (
        f"-# Understood together with: “From which quarries did he take the granite?” · “{LIGHTHOUSE_QUESTION}”"
    )


async def test_a_question_that_stands_by_itself_is_answered_as_such(town: Town, channel: Channel) -> None:
    answer = await asked(town, channel, KARSK_QUESTION, await asked(town, channel, LIGHTHOUSE_QUESTION))
    assert answer.text.startswith(f"### {KARSK_QUESTION}\n**1** · ")
    assert "Mayor Ilya Brandt" in answer.text


async def test_a_thread_that_hangs_on_an_answer_goes_on_from_it(town: Town, channel: Channel) -> None:
    first = await asked(town, channel, LIGHTHOUSE_QUESTION)
    thread = town.guild.create_thread(channel, "The lighthouse", message=first)
    second = await asked(town, thread, PLANS_QUESTION)
    assert second.text.startswith(f"### {PLANS_QUESTION}\n{UNDERSTOOD}")
    await town.bob.say(thread, "Is that so?")
    third = await asked(town, thread, "Where did he take the granite from?")
    assert f"“{PLANS_QUESTION}” · “{LIGHTHOUSE_QUESTION}”" in third.text


async def test_a_thread_without_an_answer_has_nothing_to_go_on_from(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, "Let us talk about the lighthouse.")
    for thread in (town.guild.create_thread(channel, "talk", message=said), town.guild.create_thread(channel, "more")):
        assert "Understood together with" not in (await asked(town, thread, PLANS_QUESTION)).text


async def test_direct_messages_are_one_conversation(town: Town) -> None:
    carol = town.discord.create_user("carol")
    town.guild.add_member(carol)
    for question, start in ((LIGHTHOUSE_QUESTION, "**1** · "), (PLANS_QUESTION, UNDERSTOOD), ("Is it so?", "-# ")):
        said = await carol.direct_message(question)
        reply = await town.discord.next_message(carol.dm, after=said)
        assert reply.text.startswith(f"### {question}\n{start}")


async def test_what_cannot_be_read_is_not_gone_on_from(town: Town) -> None:
    forgetful = town.guild.create_text_channel("forgetful")
    first = await asked(town, forgetful, LIGHTHOUSE_QUESTION)
    thread = town.guild.create_thread(forgetful, "hidden", message=first)
    town.discord.sends_referenced = False
    try:
        fetched = await asked(town, forgetful, PLANS_QUESTION, first)
        forgetful.overwrite(town.discord.bot, deny=Permission.READ_MESSAGE_HISTORY)
        hidden = [await asked(town, place, PLANS_QUESTION, first) for place in (forgetful, thread)]
    finally:
        town.discord.sends_referenced = True
    assert UNDERSTOOD in fetched.text
    for answer in hidden:
        assert answer.text.startswith(f"### {PLANS_QUESTION}\n**1** · ")


async def test_trouble_in_looking_back_costs_no_answer(town: Town, channel: Channel) -> None:
    thread = town.guild.create_thread(channel, "trouble")
    town.discord.drop_next("GET", f"/channels/{thread.id}/messages", times=5)
    answer = await asked(town, thread, "And when was the lamp of the lighthouse of Port Amsel lit for the first time?")
    assert LIGHTHOUSE_ANSWER in answer.text


async def test_only_answers_of_its_own_are_gone_on_from(town: Town, channel: Channel) -> None:
    copied = await town.bob.say(channel, f"### {LIGHTHOUSE_QUESTION}\nNothing in the library answers that.")
    help_ = await asked(town, channel, "")
    for message in (copied, help_):
        assert "Understood together with" not in (await asked(town, channel, PLANS_QUESTION, message)).text


async def test_after_nothing_was_found_a_question_goes_on_too(town: Town, channel: Channel) -> None:
    nothing = await asked(town, channel, "Which vitamin is in carrots?")
    assert not nothing.buttons
    answer = await asked(town, channel, "And the lighthouse of Port Amsel?", nothing)
    assert answer.text.startswith("### And the lighthouse of Port Amsel?\n-# Understood together with: “Which vitamin")


async def test_the_line_pings_nobody_and_forges_nothing(town: Town, channel: Channel) -> None:
    hostile = "Who lit **it** @everyone <@1> “x” · “y” [a](https://evil.example) discord.gg/x -# ### in Port Amsel?"
    first = await asked(town, channel, hostile)
    answer = await asked(town, channel, PLANS_QUESTION, first)
    assert not answer.pings
    line = answer.text.split("\n")[1]
    assert line.startswith(r"-# Understood together with: “Who lit \*\*it\*\* \@everyone")
    assert "https://" not in line
    more = await (await town.bob.press(answer, "More passages")).message()
    assert more.text.split("\n")[1] == line
