"""A thousand servers, served by two processes of one bot on one PostgreSQL; at full size only."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.local_discord import LocalDiscord
from tests.postgres import OwnServer
from tests.wire.conftest import until_it_answers
from tests.wire.many import ask_everywhere, open_servers, set_private
from tests.wire.process import BotProcess
from tests.wire.sources import write_sources

SERVERS, OF_THEIR_OWN = 1_000, 120


@pytest.mark.timeout(900)
async def test_a_thousand_servers_are_served_by_two_processes(
    own_server: OwnServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], is_full: bool
) -> None:
    if not is_full:
        pytest.skip("some minutes; tests/wire/test_twins.py does it with a few servers")
    write_sources(tmp_path / "sources")
    async with LocalDiscord(shards=2) as discord:
        discord.rate_limits = False
        servers = open_servers(discord, SERVERS)
        first = BotProcess(
            discord.token, discord.api_url, tmp_path / "data", tmp_path / "sources", tmp_path / "log0", "0/2",
            own_server.url,
        )  # fmt: skip
        processes = first, replace(first, log=tmp_path / "log1", shards="1/2")
        try:
            for process in processes:
                await process.start()
            for place in servers[:2]:
                await until_it_answers(discord, place.owner, place.channel)
            private = await set_private(servers[:OF_THEIR_OWN])
            figures = [await ask_everywhere(servers, private, processes, own_server) for _ in range(2)]
        finally:
            statuses = [await process.stop() for process in processes]
        assert statuses == [0, 0]
        assert not discord.violations
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(figures) + "\n")
