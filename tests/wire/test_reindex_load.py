"""Questions while a server's library of many documents is replaced by its next edition."""

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass, field

import pytest

from tests.data_folders import data_folder
from tests.local_discord import Channel, Interaction, LocalDiscord, Upload, User
from tests.wire.conftest import member, until_it_answers
from tests.wire.process import BotProcess
from tests.wire.town_register import editions_shown, register

HOUSES, HOUSES_IN_FULL = 60, 2_000
EVERY_S = 0.05
IDLE = 40  # questions before the work begins, to compare with
PATIENCE_S = 400.0


@dataclass
class Asking:
    """Somebody who asks every 50 ms, and notes how long each answer took, in milliseconds, and what it showed."""

    person: User
    channel: Channel
    houses: int
    waits: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def ask(self, times: int | None, until: asyncio.Event) -> None:
        """Ask so many times, or until something happened, and wait for the last answer."""
        while not until.is_set() and (times is None or len(self._tasks) < times):
            self._tasks.append(asyncio.create_task(self.ask_once(len(self._tasks) * 37 % self.houses)))
            await asyncio.sleep(EVERY_S)
        await asyncio.gather(*self._tasks)

    async def ask_once(self, house: int) -> None:
        """Ask about a house, and note how long that took and what it showed."""
        started = time.perf_counter()
        question = f"What did House {house} of Amsel Street have, who owned it, and for how much was it sold?"
        asked = await self.person.slash(self.channel, "ask", question=question)
        answer = await asked.message(PATIENCE_S)
        self.waits.append((time.perf_counter() - started) * 1000)
        self.texts.append(answer.text)

    @property
    def figures(self) -> str:
        """Median and 99th percentile."""
        ordered = sorted(self.waits)
        median, last = statistics.median(ordered), ordered[len(ordered) * 99 // 100]
        return f"{len(ordered)} questions, median {median:.0f} ms, 99th percentile {last:.0f} ms"


async def add_all(person: User, channel: Channel, houses: int, edition: int) -> Interaction:
    """Import an edition of the register; gives the interaction whose message tells how far it is."""
    zipped = Upload(f"register-{edition}.zip", register(houses, edition))
    return await person.slash(channel, "sources import", file=zipped)


@pytest.mark.timeout(900)
async def test_no_question_fails_or_sees_half_a_document_while_all_are_replaced(
    clio: BotProcess, elsewhere: LocalDiscord, capsys: pytest.CaptureFixture[str], is_full: bool
) -> None:
    houses = HOUSES_IN_FULL if is_full else HOUSES
    elsewhere.rate_limits = False
    ada, guild = member(elsewhere)
    moderator = guild.owner
    channel, work = guild.create_text_channel("questions"), guild.create_text_channel("sources")
    data_folder(clio.data)
    await clio.start()
    await until_it_answers(elsewhere, ada, channel)
    await (await add_all(moderator, work, houses, 1)).wait_until(
        lambda message: f"{houses:,} added" in message.text, timeout=PATIENCE_S
    )

    idle = Asking(ada, channel, houses)
    await idle.ask(IDLE, asyncio.Event())
    done = asyncio.Event()
    busy = Asking(ada, channel, houses)
    asking = asyncio.create_task(busy.ask(None, done))
    replaced = await add_all(moderator, work, houses, 2)
    await replaced.wait_until(lambda message: f"{houses:,} changed" in message.text, timeout=PATIENCE_S)
    done.set()
    await asking
    await busy.ask_once(0)

    for text in busy.texts:
        shown = editions_shown(text)
        assert shown, text
        assert all(len(editions) == 1 for editions in shown.values()), text
    assert 2 in set().union(*editions_shown(busy.texts[-1]).values())
    with capsys.disabled():
        sys.stdout.write(f"\nidle: {idle.figures}; throughout a reindex of {houses:,} documents: {busy.figures}\n")
