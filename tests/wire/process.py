"""`clio run` as a process of its own."""

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
STOP_S = 30.0  # the model may be loading, which cannot be stopped half-way


@dataclass
class BotProcess:
    """The bot with its settings; it may be started and stopped several times. What it logs goes to `log`."""

    token: str
    api: str
    data: Path
    documents: Path
    log: Path
    shards: str = ""
    database_url: str = ""
    program: tuple[str, ...] = ("-m", "bot", "run")  # what Python is given
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> Self:
        """Start it, without waiting for anything."""
        environment = os.environ | {
            "DISCORD_TOKEN": self.token,
            "CLIO_DISCORD_API": self.api,
            "CLIO_DATA": str(self.data),
            "CLIO_DOCUMENTS": str(self.documents),
            "CLIO_LOG": "",
            "CLIO_SHARDS": self.shards,
            "CLIO_DATABASE_URL": self.database_url,
        }
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self.program, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        return self

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The number that the system knows it by."""
        assert self._process is not None
        return self._process.pid

    async def exit_status(self) -> int:
        """Wait until it ends by itself."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), STOP_S)

    async def stop(self) -> int:
        """Send SIGTERM and return the exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            with suppress(ProcessLookupError):  # it may have ended just now
                self._process.terminate()
        return await self.exit_status()

    async def kill(self) -> None:
        """Send SIGKILL, as a loss of power would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def until_logged(self, words: str, times: int = 1) -> None:
        """Wait until the log holds these words, so many times."""
        async with asyncio.timeout(STOP_S):
            while self.logged.count(words) < times:  # noqa: ASYNC110 a file cannot be awaited
                await asyncio.sleep(0.05)

    @property
    def logged(self) -> str:
        """What it wrote to stdout and stderr so far."""
        return self.log.read_text(encoding="utf-8")
