"""How `clio run` ends when it cannot connect, and when it is told to end."""

from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from tests.local_discord import LocalDiscord
from tests.wire.conftest import Town, member, until_it_answers
from tests.wire.process import STOP_S, BotProcess
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION


async def last_words(clio: BotProcess) -> str:
    """Let it fail with status 1, without a traceback or its token, and return the reason."""
    await clio.start()
    assert await clio.exit_status() == 1
    assert "Traceback" not in clio.logged
    assert not clio.token or clio.token not in clio.logged
    return clio.logged.splitlines()[-1]


async def test_without_a_token_it_says_where_to_put_it(clio: BotProcess) -> None:
    reason = "clio: DISCORD_TOKEN is not set; put the bot's token there or into the file .env of this folder."
    assert await last_words(replace(clio, token="")) == reason


async def test_a_wrong_token_is_named_and_not_shown(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    assert (await last_words(replace(clio, token="not-the-token"))).startswith(
        "clio: Discord does not accept the token in DISCORD_TOKEN; "
    )
    elsewhere.violations.clear()


async def test_no_network_is_one_line(clio: BotProcess) -> None:
    reason = await last_words(replace(clio, api="http://127.0.0.1:9/api/v10"))
    assert reason.startswith("clio: Discord cannot be reached at http://127.0.0.1:9/api/v10: ")


@pytest.mark.parametrize("route", ["/users/@me", "/gateway/bot"])
async def test_a_refusal_of_discord_is_one_line(clio: BotProcess, elsewhere: LocalDiscord, route: str) -> None:
    elsewhere.fail_next("GET", route, 503)
    assert "https://discordstatus.com" in await last_words(clio)


async def test_a_refusal_by_the_gateway_is_one_line(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    rmtree(clio.documents)  # so that it need not load its model
    await clio.start()
    await clio.until_logged("Connected as")  # before that, discord.py takes a refusal for a lost connection
    await elsewhere.disconnect(code=4004)
    assert await clio.exit_status() == 1
    assert "Traceback" not in clio.logged
    assert "clio: Discord does not accept the token in DISCORD_TOKEN; " in clio.logged


async def test_neither_an_unusable_library_nor_refused_commands_stop_it(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    ada, _ = member(elsewhere)
    rmtree(clio.documents)
    elsewhere.fail_next("PUT", "/applications/{id}/commands", 503)
    await clio.start()
    await elsewhere.ready(STOP_S)
    await clio.until_logged("Discord could not be told the commands")
    await clio.until_logged("ERROR bot.librarian: The library cannot be opened: ")
    said = await ada.direct_message(LIGHTHOUSE_QUESTION)
    reply = await elsewhere.next_message(ada.dm, after=said)
    assert reply.text == "I can't open my library; my operator has to look at the log."
    assert "Traceback" not in clio.logged
    assert await clio.stop() == 0


async def test_commands_that_could_not_be_told_are_logged(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    rmtree(clio.documents)  # so that it need not load its model
    elsewhere.drop_next("PUT", "/applications/{id}/commands", times=2)  # aiohttp tries once more by itself
    await clio.start()
    await clio.until_logged("ERROR bot.commands.tree: Discord could not be told the commands")
    assert "Traceback" not in clio.logged


async def test_an_unusable_data_folder_keeps_no_command_from_discord(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    clio.data.write_text("in the way")
    await clio.start()
    assert {command.name for command in await elsewhere.commands_synced(STOP_S)} >= {"ask", "forget", "settings"}
    await clio.until_logged(f"That could not be noted in {clio.data / 'commands.json'}, so Discord will be told again")
    await clio.until_logged("ERROR bot.librarian: The library cannot be opened: ")
    assert "Discord could not be told" not in clio.logged
    assert "Traceback" not in clio.logged


async def test_two_do_not_share_a_data_folder(town: Town, tmp_path: Path) -> None:
    reason = await last_words(replace(town.clio, log=tmp_path / "log"))
    assert reason == (
        f"clio: another clio run uses the data folder {town.clio.data}; stop it first, or set CLIO_DATA to another."
    )


async def test_a_signal_ends_it_while_it_gets_ready(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    ada, _ = member(elsewhere)
    await clio.start()
    await elsewhere.ready(STOP_S)
    said = await ada.direct_message(LIGHTHOUSE_QUESTION)
    reply = await elsewhere.next_message(ada.dm, after=said)
    assert reply.text.startswith("I am still getting ready: ")
    assert await clio.stop() == 0
    assert "Traceback" not in clio.logged
    assert not elsewhere.violations


async def test_a_signal_leaves_nobody_without_a_word(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    ada, guild = member(elsewhere)
    channels = [guild.create_text_channel(f"history-{number}") for number in range(20)]
    await clio.start()
    await until_it_answers(elsewhere, ada, channels[0])
    said = [await ada.say(channel, f"{elsewhere.bot.mention} {LIGHTHOUSE_QUESTION}") for channel in channels]
    asked = [await ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION) for channel in channels]
    for interaction in asked:
        await interaction.first_response()
    assert await clio.stop() == 0
    assert "Traceback" not in clio.logged
    replies = {message.reply_to: message.text for channel in channels for message in channel.messages}
    words = [replies.get(message, "") for message in said] + [(await asking.message()).text for asking in asked]
    restarting = "I am being restarted; please ask again in a minute."
    assert [text for text in words if LIGHTHOUSE_ANSWER not in text and text != restarting] == []
    assert restarting in words
