"""Nothing is carried away from under a running bot."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import psycopg

from bot.on_database import no_bot
from index.database import on_server
from index.moving.ledger import TABLES, Ledger
from index.postgres.server import Server
from tests.postgres import TestServer
from tests.wire.conftest import Town, Twins
from tests.wire.process import ROOT, BotProcess


async def migrate(*arguments: str | Path) -> tuple[int | None, str]:
    """Run `clio migrate`: its exit status, and what it complains of."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "migrate", *map(str, arguments), cwd=ROOT, stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"CLIO_DATABASE_URL": ""},
    )  # fmt: skip
    _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_a_bot_that_runs_keeps_its_data_folder(town: Town, postgres_server: TestServer) -> None:
    with postgres_server.database() as url:
        status, said = await migrate("--to", url, "--data", town.clio.data)
    assert status == 1
    assert said.startswith(f"clio: Another clio run uses the data folder {town.clio.data}; stop it first")


async def test_bots_that_run_keep_their_database(twins: Twins, tmp_path: Path) -> None:
    status, said = await migrate("--from", twins.processes[0].database_url, "--data", tmp_path / "back")
    assert status == 1
    assert said.startswith("clio: A clio run uses the database ")
    assert " shard 0 of 2); stop it first." in said


async def test_a_bot_touches_nothing_of_what_is_being_carried_or_was_in_part(
    clio: BotProcess, database_url: str
) -> None:
    bot = replace(clio, database_url=database_url)
    with Server(database_url) as server, psycopg.connect(database_url, autocommit=True) as connection:
        with no_bot(server):
            await bot.start()
            await bot.until_logged("It seems that clio migrate is at work on this database")
            await asyncio.sleep(2)  # in which it would have opened the library
            assert await bot.stop() == 0
            assert tables(connection) == {"leases", "table_versions"}
        Ledger(on_server(server, TABLES)).begin("elsewhere")
        before = tables(connection)
        await bot.start()
        assert await bot.exit_status() == 1
        assert " holds a library in part: clio migrate" in bot.logged
        assert tables(connection) == before
    assert "Traceback" not in bot.logged


def tables(connection: "psycopg.Connection[tuple[str, ...]]") -> set[str]:
    """Those of a database."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in found}
