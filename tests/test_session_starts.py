"""Processes that start their sessions at the same time start no more than Discord lets a bot start in a day."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import discord
import pytest

from bot.client import Clio
from bot.librarian import Librarian
from bot.session_starts import SessionStarts
from bot.settings import Settings
from bot.start_turns import FileTurns
from tests.local_discord import LocalDiscord

PROCESSES = 6
TURN_S, IDENTIFY_S = 0.3, 0.05
RENEWED_S = 1.5
TIMEOUT_S = 30.0


@pytest.mark.parametrize(("concurrency", "left"), [(1, 2), (2, 3), (16, 4)])
async def test_no_session_is_started_that_is_not_left(
    concurrency: int, left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []
    async with LocalDiscord(concurrency=concurrency) as local, AsyncExitStack() as clients:
        monkeypatch.setattr(discord.http.Route, "BASE", local.api_url)

        async def start(process: int) -> None:
            settings = Settings(local.token, tmp_path / str(process), (tmp_path,), discord_api=local.api_url)
            client = await clients.enter_async_context(Clio(settings, Librarian(settings.library)))
            await client.http.static_login(local.token)
            starts = SessionStarts(client, FileTurns(tmp_path, TURN_S))
            await starts.wait_for(1)
            await starts.take_turn(process)
            await starts.use_turn(process)
            await asyncio.sleep(IDENTIFY_S)  # until that reaches Discord
            started.append(local.starts.take(process))

        local.starts.leave(left, RENEWED_S)
        async with asyncio.timeout(TIMEOUT_S):
            await asyncio.gather(*(start(process) for process in range(PROCESSES)))
        assert started == [True] * PROCESSES
        assert local.starts.remaining > left  # the last ones had to wait for another day
        assert not local.violations
