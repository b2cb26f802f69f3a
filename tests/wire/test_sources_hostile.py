"""Hostile files given to a running bot: each refused with its own reason, and questions answered throughout."""

import asyncio
import re
import time
from collections.abc import Mapping

import pytest

from tests.hostile.cases import CASES, LIMITS
from tests.local_discord import LocalDiscord, Upload
from tests.wire.conftest import Town, settled
from tests.wire.house import House, open_house
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

AT_ONCE = 5  # files; the report names the reasons of the first ten
LARGEST = 10_000_000  # bytes that Discord lets a member upload
EVERY_S = 0.25
SOON_S = 3.0
PATIENCE_S = 300.0


def shown(markdown: str) -> str:
    """What Discord shows of a text that is escaped."""
    return re.sub(r"\\([^0-9A-Za-z\s])|\*\*", lambda match: match[1] or "", markdown)


async def refusals(house: House, files: Mapping[str, bytes]) -> str:
    """Give the files to the bot and wait for its report."""
    options = {
        f"file_{number}" if number > 1 else "file": Upload(name, data)
        for number, (name, data) in enumerate(files.items(), 1)
    }
    given = await house.do("add", **options)
    over = await given.wait_until(
        lambda message: not any(button.label == "Cancel" for button in message.buttons), timeout=PATIENCE_S
    )
    return shown(over.text)


async def ask_throughout(town: Town, done: asyncio.Event) -> list[float]:
    """Ask again and again; gives how many seconds each answer took."""
    waits: list[float] = []
    while not done.is_set():
        started = time.perf_counter()
        asked = await town.ada.slash(town.channel, "ask", question=LIGHTHOUSE_QUESTION)
        assert LIGHTHOUSE_ANSWER in await settled(asked)
        waits.append(time.perf_counter() - started)
        await asyncio.sleep(EVERY_S)
    return waits


@pytest.mark.timeout(600)
async def test_each_is_refused_with_its_reason_while_questions_are_answered(town: Town, discord: LocalDiscord) -> None:
    # Made before the clock runs: a bomb takes a second to make, and Discord stands in the process that makes it.
    by_bytes = {case.make(): case for case in CASES if case.limits == LIMITS}  # the same bytes again are recognised
    cases = {case.name: case for data, case in by_bytes.items() if len(data) <= LARGEST}
    files = {case.name: data for data, case in by_bytes.items() if case.name in cases}
    assert len(cases) >= 30
    house = open_house(discord, "The house of hostile files")
    done = asyncio.Event()
    asking = asyncio.create_task(ask_throughout(town, done))
    try:
        names = list(files)
        groups = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
        told = "\n".join([await refusals(house, {name: files[name] for name in group}) for group in groups])
    finally:
        done.set()
        waits = await asking
    for case in cases.values():
        assert re.search(rf"{re.escape(case.name)}[^\n]*{case.words}", told), f"{case.name} in {told}"
    assert max(waits) < SOON_S
    assert not re.search(r"(?<!\d)[1-9]\d* passages?", await house.text("list"))
