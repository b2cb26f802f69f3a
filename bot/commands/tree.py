"""The bot's commands as Discord is told them, once for every change."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.ask import ask
from bot.commands.bibliography import bibliography
from bot.commands.compare import compare
from bot.commands.days import onthisday
from bot.commands.feedback import forget
from bot.commands.find_sources import find_sources
from bot.commands.passage import passage
from bot.commands.settings import settings
from bot.commands.sources import add_to_sources, sources
from bot.commands.timeline import timeline
from bot.connection import in_one_line
from bot.mishaps import UNREACHABLE, tell

if TYPE_CHECKING:
    from bot.client import Clio

FILE = "commands.json"  # of the data folder: a digest of the commands that Discord was last told, by application
LEARN_EVERY_S, LEARN_TRIES = 10.0, 30  # until another process has told Discord new commands

log = logging.getLogger(__name__)


class Commands(app_commands.CommandTree["Clio"]):
    """All slash commands."""

    def __init__(self, client: Clio) -> None:
        super().__init__(client)
        self.add_command(ask)
        self.add_command(onthisday)
        self.add_command(timeline)
        self.add_command(compare)
        self.add_command(forget)
        self.add_command(bibliography)
        self.add_command(passage)
        self.add_command(settings)
        self.add_command(sources)
        self.add_command(add_to_sources)
        self.add_command(find_sources)
        self._ids: dict[str, int] = {}

    async def interaction_check(self, interaction: discord.Interaction[Clio], /) -> bool:
        """Let everyone use every command; this is the first that happens to one."""
        interaction.client.under_way.join()
        return True

    async def on_error(self, interaction: discord.Interaction[Clio], error: app_commands.AppCommandError, /) -> None:
        """Tell the person why the command has no answer."""
        await tell(interaction, error)

    def mention(self, path: str) -> str:
        """A command, such as "sources add", as markdown to click on; to copy from while Discord has not told its id."""
        number = self._ids.get(path.split()[0])
        return f"</{path}:{number}>" if number else f"`/{path}`"

    async def sync_if_changed(self, api: str, data: Path) -> None:
        """Tell Discord the commands, unless it was told these very ones. What goes wrong is logged: all else works."""
        application = f"{api} {self.client.application_id}"
        try:
            known = _read(data / FILE)
            if known.get(application) == (digest := self._digest()):
                log.debug("Discord knows the commands already.")
                await self._learn_ids()
                return
            self._note(synced := await self.sync())
            log.info("Told Discord %d commands.", len(synced))
            _write(data / FILE, {**known, application: digest})
        except (discord.DiscordException, *UNREACHABLE) as error:
            log.error("Discord could not be told the commands, so it may show old ones: %s", in_one_line(error))

    async def learn(self) -> None:
        """Learn under which ids Discord knows the commands, once the process that tells it of them has done so."""
        for _ in range(LEARN_TRIES):
            await self._learn_ids()
            if self._ids.keys() >= {command.name for command in self.get_commands()}:
                return
            await asyncio.sleep(LEARN_EVERY_S)

    async def _learn_ids(self) -> None:
        try:
            self._note(await self.fetch_commands())
        except (discord.DiscordException, *UNREACHABLE) as error:
            log.info("Discord did not tell its commands' ids, so none can be clicked on: %s", in_one_line(error))

    def _note(self, known: Iterable[app_commands.AppCommand]) -> None:
        """Remember under which ids Discord knows the commands."""
        self._ids = {command.name: command.id for command in known}

    def _digest(self) -> str:
        payloads = [command.to_dict(self) for command in self.get_commands()]
        return hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> dict[str, str]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path, known: dict[str, str]) -> None:
    written = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(json.dumps(known, indent=1), encoding="utf-8")
        written.replace(file)
    except OSError as error:
        log.warning("That could not be noted in %s, so Discord will be told again at the next start: %s", file, error)
