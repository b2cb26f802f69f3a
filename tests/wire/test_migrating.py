"""Nothing is carried away from under a running bot."""

import asyncio
import os
import sys
from pathlib import Path

from tests.postgres import TestServer
from tests.wire.conftest import Town, Twins
from tests.wire.process import ROOT


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
