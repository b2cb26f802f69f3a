"""How `clio run` ends when it cannot connect, and when it is told to end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest
import pytest_asyncio

from tests.local_discord import LocalDiscord, User
from tests.wire.process import STOP_S, BotProcess
from tests.wire.sources import LIGHTHOUSE_QUESTION, write_sources


@pytest_asyncio.fixture
async def elsewhere() -> AsyncIterator[LocalDiscord]:
    """A Discord of one test's own."""
    async with LocalDiscord() as discord:
        yield discord


@pytest_asyncio.fixture
async def clio(elsewhere: LocalDiscord, tmp_path: Path) -> AsyncIterator[BotProcess]:
    write_sources(tmp_path / "sources")
    clio = BotProcess(elsewhere.token, elsewhere.api_url, tmp_path / "data", tmp_path / "sources", tmp_path / "log")
    yield clio
    if clio.is_running:
        await clio.stop()


def member(discord: LocalDiscord) -> User:
    """Somebody who shares a server with the bot and so may write to it."""
    ada = discord.create_user("ada")
    discord.create_guild("History").add_member(ada)
    return ada


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
    await clio.start()
    await elsewhere.ready(STOP_S)
    await elsewhere.disconnect(code=4004)
    assert await clio.exit_status() == 1
    assert "Traceback" not in clio.logged
    assert "clio: Discord does not accept the token in DISCORD_TOKEN; " in clio.logged


async def test_neither_an_unusable_library_nor_refused_commands_stop_it(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    ada = member(elsewhere)
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


async def test_a_signal_ends_it_while_it_gets_ready(clio: BotProcess, elsewhere: LocalDiscord) -> None:
    ada = member(elsewhere)
    await clio.start()
    await elsewhere.ready(STOP_S)
    said = await ada.direct_message(LIGHTHOUSE_QUESTION)
    reply = await elsewhere.next_message(ada.dm, after=said)
    assert reply.text.startswith("I am still getting ready: ")
    assert await clio.stop() == 0
    assert "Traceback" not in clio.logged
    assert not elsewhere.violations
