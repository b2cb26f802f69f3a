"""Questions in every way that Discord offers, and what comes back."""

import re

from tests.local_discord import Channel, Permission, ResponseType
from tests.wire.conftest import READY_S, Town
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

IS_THINKING = ResponseType.DEFERRED_MESSAGE


async def test_from_the_first_second_it_says_how_far_it_is(town: Town) -> None:
    assert any("getting ready: indexing documents, " in words for words in town.first_words)
    for words in town.first_words:
        assert re.fullmatch(
            r"I am still getting ready: [a-z ]+(, \d+ of \d+ \(\d+ %\))?\. Ask again in a moment\.", words
        )


async def test_ask_in_a_server(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)
    first = await asked.first_response()
    assert first.type is IS_THINKING
    assert first.acknowledged_after < 3
    answer = await asked.message()
    assert not answer.ephemeral
    assert answer.text.startswith(f"### {LIGHTHOUSE_QUESTION}\n**1** · **{LIGHTHOUSE_ANSWER}** Three thousand people")
    source = "\n-# [The lighthouse of Port Amsel](https://example.org/amsel_%28lighthouse%29) · 2 May 1874 · ¶ 3\n"
    assert source in answer.text
    assert re.search(r"\n-# Quoted word for word from [123] of 3 documents · passages 1–3 of 9$", answer.text)
    labels = [button.label or button.emoji for button in answer.buttons]
    assert labels == ["In context"] * 3 + ["More passages", "Cite", "👍", "👎"]


async def test_ask_in_private(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION, private=True)
    assert (await asked.first_response()).ephemeral
    answer = await asked.message()
    assert answer.visible_to is town.ada
    assert LIGHTHOUSE_ANSWER in answer.text


async def test_ask_in_a_direct_message_and_as_an_app_of_ones_own(town: Town) -> None:
    in_dm = await (await town.ada.slash(town.ada.dm, "ask", question=LIGHTHOUSE_QUESTION)).message()
    assert LIGHTHOUSE_ANSWER in in_dm.text
    town.bob.install_app()
    elsewhere = town.discord.create_guild("Without Clio", with_bot=False)
    elsewhere.add_member(town.bob)
    for lobby in (elsewhere.create_text_channel("lobby"), town.discord.create_dm(town.bob, town.ada)):
        answer = await (await town.bob.slash(lobby, "ask", question=LIGHTHOUSE_QUESTION)).message()
        assert LIGHTHOUSE_ANSWER in answer.text
        context = await (await town.bob.press(answer, custom_id=answer.buttons[0].custom_id)).message()
        assert context.visible_to is town.bob


async def test_a_mention_is_answered_with_a_silent_reply(town: Town, channel: Channel) -> None:
    before = len(town.discord.typing)
    for mention in (town.discord.bot.mention, f"<@!{town.discord.bot.id}>"):
        said = await town.ada.say(channel, f"Tell me, {mention} when was the lamp of the Port Amsel lighthouse lit?")
        reply = await town.discord.next_message(channel, after=said)
        assert reply.reply_to is said
        assert not reply.pings
        assert reply.text.startswith("### Tell me, when was the lamp of the Port Amsel lighthouse lit?\n")
        assert LIGHTHOUSE_ANSWER in reply.text
    assert len(town.discord.typing) > before  # an answer may be quicker than the note


async def test_a_reply_with_a_ping_is_a_question_and_one_without_is_silence(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    answer = await town.discord.next_message(channel, after=said)
    await town.ada.say(channel, "And who was the last keeper of the tower?", reply_to=answer, ping=False)
    await town.ada.say(channel, "@everyone who was the last keeper?")
    await town.ada.say(channel, "Who was the last keeper of the tower, does anyone know?")
    asked = await town.ada.say(channel, "Who was the last keeper of the tower?", reply_to=answer)
    reply = await town.discord.next_message(channel, after=answer)
    assert reply.reply_to is asked
    assert "**The last keeper, Erik Holm, left the tower in 1978" in reply.text


async def test_a_direct_message_is_a_question(town: Town) -> None:
    said = await town.ada.direct_message("Who was the last keeper of the tower?")
    reply = await town.discord.next_message(town.ada.dm, after=said)
    assert "**The last keeper, Erik Holm, left the tower in 1978" in reply.text


async def test_a_mention_without_a_question_gets_help(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, f" {town.discord.bot.mention} ")
    assert "For example: *When did" in (await town.discord.next_message(channel, after=said)).text
    for nothing in (" \u200b ", "???", "😀 🏛️"):
        told = await (await town.ada.slash(channel, "ask", question=nothing)).message()
        assert "For example: *When did" in told.text
        assert told.visible_to is town.ada


async def test_a_question_may_be_500_characters_long(town: Town) -> None:
    said = await town.ada.direct_message("*" * 501)
    reply = await town.discord.next_message(town.ada.dm, after=said)
    assert reply.text == "That question is 501 characters long; please ask it in 500 or fewer."
    longest = "Why? " + "*" * 495
    said = await town.ada.direct_message(longest)
    heading = (await town.discord.next_message(town.ada.dm, after=said)).text.split("\n")[0]
    assert heading == "### Why? " + r"\*" * 495


async def test_nothing_answers(town: Town, channel: Channel) -> None:
    question = "Which vitamin is in carrots?"
    answer = await (await town.ada.slash(channel, "ask", question=question)).message()
    assert answer.text.startswith(f"### {question}\nNothing in this server's sources answers that.\n-# Closest")
    (sources,) = (command for command in town.discord.commands if command.name == "sources")
    assert answer.text.endswith(f". A moderator can add sources with </sources add:{sources.id}>.")
    assert not answer.buttons
    said = await town.ada.direct_message(question)
    reply = await town.discord.next_message(town.ada.dm, after=said)
    assert reply.text.startswith(f"### {question}\nNothing in the library answers that.\n-# Closest")
    assert "moderator" not in reply.text


async def test_a_document_pings_nobody_and_formats_nothing(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {KARSK_QUESTION} @everyone")
    answer = await town.discord.next_message(channel, after=said)
    assert not answer.pings
    assert r"\@everyone in the square of Karsk heard how \*\*Mayor Ilya Brandt\*\* read" in answer.text
    assert r"see https\://evil.example/y and discord.gg\/karsk \`\`\`or not\`\`\` \|\|hidden\|\|." in answer.text
    assert (
        r"-# The \*proclamation\* of Karsk \[free\](https\://evil.example/x) \@everyone · 3 March 1919" in answer.text
    )
    left = re.sub(r"\\[^0-9A-Za-z\s]", "", answer.text)
    assert not re.search(r"@|<|`|\|\||discord\.gg/|\]\(https://evil|^# ", left, re.MULTILINE)


async def test_it_answers_although_the_question_was_deleted(town: Town, channel: Channel) -> None:
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    await town.ada.delete(said)
    reply = await town.discord.next_message(channel, after=said)
    assert LIGHTHOUSE_ANSWER in reply.text


async def test_where_it_may_not_see_older_messages_it_answers_without_a_reply(town: Town) -> None:
    forgetful = town.guild.create_text_channel("forgetful")
    forgetful.overwrite(town.discord.bot, deny=Permission.READ_MESSAGE_HISTORY)
    said = await town.ada.say(forgetful, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    answer = await town.discord.next_message(forgetful, after=said)
    assert LIGHTHOUSE_ANSWER in answer.text
    assert answer.reply_to is None


async def test_a_thread_is_a_place_to_ask_in_too(town: Town, channel: Channel) -> None:
    thread = town.guild.create_thread(channel, "the lighthouse")
    said = await town.ada.say(thread, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(thread, after=said)).text
    asked = await town.ada.slash(thread, "ask", question=LIGHTHOUSE_QUESTION)
    assert LIGHTHOUSE_ANSWER in (await asked.message()).text
    assert all(message.author is not town.discord.bot for message in channel.messages)


async def test_an_answer_comes_although_it_cannot_show_that_it_types(town: Town, channel: Channel) -> None:
    town.discord.fail_next("POST", f"/channels/{channel.id}/typing", 500, times=5)
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(channel, after=said)).text


async def test_trouble_of_discord_is_not_told_as_a_fault(town: Town, channel: Channel) -> None:
    town.discord.fail_next("POST", f"/channels/{channel.id}/messages", 503)
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    reply = await town.discord.next_message(channel, after=said)
    assert reply.text == "Discord is having trouble; please ask again."
    await town.clio.until_logged("WARNING bot.mishaps: Discord is having trouble: 503 ")


async def test_a_connection_that_breaks_is_trouble_too(town: Town, channel: Channel) -> None:
    town.discord.drop_next("PATCH", "/webhooks/{id}/{token}/messages/@original")
    asked = await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)
    assert (await asked.message()).text == "Discord is having trouble; please ask again."
    town.discord.drop_next("POST", f"/channels/{channel.id}/messages")
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    reply = await town.discord.next_message(channel, after=said)
    assert reply.text == "Discord is having trouble; please ask again."


async def test_a_connection_may_break_while_a_question_is_under_way(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)
    await town.discord.disconnect()
    assert LIGHTHOUSE_ANSWER in (await asked.message()).text
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    await town.discord.resumed(timeout=READY_S)
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(channel, after=said)).text


async def test_where_it_may_not_write_it_keeps_silent_and_goes_on(town: Town, channel: Channel) -> None:
    closed = town.guild.create_text_channel("closed")
    closed.overwrite(town.discord.bot, deny=Permission.SEND_MESSAGES)
    await town.ada.say(closed, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    said = await town.ada.say(channel, f"{town.discord.bot.mention} {LIGHTHOUSE_QUESTION}")
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(channel, after=said)).text
    assert all(message.author is town.ada for message in closed.messages)


async def test_a_time_or_a_source_is_asked_alone_and_more_keeps_to_it(town: Town, channel: Channel) -> None:
    question = "What happened to the light and the tower?"
    options = {"from": "1930", "to": "the 20th of June 1960", "source": "lighthouse"}
    answer = await (await town.ada.slash(channel, "ask", question=question, **options)).message()
    only = "-# Searched only from “1930” to “the 20th of June 1960” in “lighthouse”\n"
    assert f"### {question}\n{only}" in answer.text
    assert "electric in 1931" in answer.text
    assert answer.text.endswith("passages 1–2 of 2")  # the others tell of other times
    options = {"from": "1870", "to": "1880", "source": "lighthouse"}  # of which the whole document is
    answer = await (await town.ada.slash(channel, "ask", question=question, **options)).message()
    more = await (await town.bob.press(answer, "More passages")).message()
    assert "-# Searched only from “1870” to “1880” in “lighthouse”\n" in more.text
    assert more.text.endswith("1 of 3 documents · passages 4–6 of 9")
    for wrong, told in [
        ({"from": "long ago"}, "'long ago' is no date that I can read."),
        ({"from": "1960", "to": "1930"}, "1960 is after 1930"),
    ]:
        asked = await town.ada.slash(channel, "ask", question=question, **wrong)
        message = await asked.message()
        assert message.visible_to is town.ada
        assert message.text.startswith(told)
    for typed, offered in [("LIGHT", 1), ("", 3), ("zzz", 0)]:
        choices = await town.ada.autocomplete(channel, "ask", "source", typed)
        assert len(choices) == offered
