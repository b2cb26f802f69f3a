"""Two processes of one bot on one PostgreSQL: what one adds the other cites, what one leaves the other finishes.

And what people are told while the database is away, stands still or is full, and that all goes on by itself after it.
"""

import asyncio
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

import psycopg
import pytest

from index.errors import DatabaseReadOnly
from tests.local_discord import Message, Permission, Upload
from tests.local_discord.limits import IDENTIFY_SECONDS
from tests.wire.conftest import READY_S, Twins
from tests.wire.house import House, is_report, report
from tests.wire.load import EVERY_S, Load
from tests.wire.many import ask_everywhere, open_servers, set_private
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION
from tests.wire.town_register import register

REFUSED_S = 3.0  # in which who cannot be answered is told so
BACK_S = 10.0  # in which all is well again by itself
FRESH_S = 1.0  # in which one process cites what another one has added
TROUBLE_S = 1.0
RUNS, RUNS_IN_FULL = 3, 15
IMPORTED, IMPORTED_IN_FULL = 120, 600  # documents
SERVERS = 30  # tests/wire/test_many_servers.py has 1,000
READ_ONLY = DatabaseReadOnly("", "").for_people
STANDING = f"died = {2**63 - 1}"

Say = Callable[[str], None]
Trouble = Callable[[Twins], AbstractContextManager[None]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Tells what was measured."""

    def say(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return say


async def test_two_processes_on_one_database_have_one_library(twins: Twins) -> None:
    discord = twins.discord
    for house in twins.houses:
        said = await house.bob.say(house.channel, f"{discord.bot.mention} {LIGHTHOUSE_QUESTION}")
        assert LIGHTHOUSE_ANSWER in (await discord.next_message(house.channel, after=said)).text
    (one, at), (other, later) = discord.starts.times[:2]
    assert {one, other} == {0, 1}
    assert later - at >= IDENTIFY_SECONDS
    assert discord.sync_count == 1
    bob = twins.houses[1].bob
    for _ in range(2):
        said = await bob.direct_message(LIGHTHOUSE_QUESTION)
        assert LIGHTHOUSE_ANSWER in (await discord.next_message(bob.dm, after=said)).text
    assert [message.author for message in bob.dm.messages] == [bob, discord.bot, bob, discord.bot]


async def test_what_one_process_adds_the_other_cites_within_a_second(twins: Twins, say: Say, is_full: bool) -> None:
    waits: list[float] = []
    owner = twins.discord.application_owner
    for house in twins.houses:
        if owner.id not in house.guild.members:
            house.guild.add_member(owner, permissions=Permission.MANAGE_GUILD)
    for number in range(RUNS_IN_FULL if is_full else RUNS):
        here, there = twins.houses[number % 2], twins.houses[1 - number % 2]
        text = f"The ferry Amsel {number} was launched at Hollum on {number + 1} June 1921."
        (twins.processes[0].documents / f"ferry-{number}.txt").write_text(text)
        plan = await (await owner.slash(here.channel, "sources reindex", library="shared")).message(READY_S)
        done = await report(await owner.press(plan, "Start"))
        waits.append(await _until_cited(there, f"When was the ferry Amsel {number} launched?", text))
        assert "**Added**" in done.text
        assert text in await here.ask(f"When was the ferry Amsel {number} launched at Hollum?")
    say(
        f"from “done” in one process to the first answer of the other: {len(waits)} times, "
        f"median {statistics.median(waits) * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms"
    )
    assert statistics.median(waits) < FRESH_S


async def _until_cited(house: House, question: str, text: str) -> float:
    """Ask until an answer cites a text; gives how many seconds that took."""
    began = time.monotonic()
    async with asyncio.timeout(READY_S):
        while text not in await house.ask(question):
            pass
    return time.monotonic() - began


@pytest.mark.timeout(300)
async def test_a_job_whose_process_is_killed_is_finished_by_the_other(twins: Twins, say: Say, is_full: bool) -> None:
    (hearing, other), house = twins.processes, twins.houses[0]
    houses = IMPORTED_IN_FULL if is_full else IMPORTED
    os.kill(other.pid, signal.SIGSTOP)  # so that the job is not the other's from the beginning
    try:
        begun = await house.do("import", file=Upload("register.zip", register(houses, edition=1)))
        message = await begun.message(READY_S)
        with twins.server.connect() as database:
            await _until_done(database, house, 1)
    finally:
        os.kill(other.pid, signal.SIGCONT)
    await hearing.kill()
    killed = time.monotonic()
    assert LIGHTHOUSE_ANSWER in await twins.houses[1].ask(LIGHTHOUSE_QUESTION)
    with twins.server.connect() as database:
        if not is_full:
            _let_run_out(database, house)
        await _until_over(database, house)
    over_s = time.monotonic() - killed
    assert "Done" not in message.text  # the other tells nobody of it: it does not hear of the house
    await hearing.start()
    await _until_told(twins, message, houses)
    assert house.channel.messages[-1] is message
    _require_whole(twins, house, houses)
    say(f"{houses:,} documents: over {over_s:.1f} s after the process at work was killed")


@pytest.mark.timeout(300)
async def test_nothing_is_lost_when_the_database_stops_and_starts_under_load(
    twins: Twins, say: Say, is_full: bool
) -> None:
    house = twins.houses[1]
    houses, every_s = (IMPORTED_IN_FULL, EVERY_S) if is_full else (IMPORTED, 4 * EVERY_S)
    async with Load(twins.houses, every_s) as load:
        begun = await house.do("import", file=Upload("register.zip", register(houses, edition=2)))
        message = await begun.message(READY_S)
        for end in (twins.server.stop, twins.server.crash):
            with twins.server.connect() as database:
                await _until_done(database, house, _done(database, house) + 1)
            await asyncio.to_thread(end)
            await load.until_refused()
            await asyncio.sleep(TROUBLE_S)
            await asyncio.to_thread(twins.server.start)
            back_s = await load.until_answered()
            say(f"{end.__name__}: answered {back_s:.1f} s after the start")
            assert back_s < BACK_S
        with twins.server.connect() as database:
            await _until_over(database, house)
        await _until_told(twins, message, houses)
    _require_plain(load)
    _require_whole(twins, house, houses)
    say(f"throughout two outages and an import of {houses:,} documents: {load.figures}")


@contextmanager
def locked(twins: Twins) -> Iterator[None]:
    """Somebody holds what each question reads: every statement waits."""
    with twins.server.connect() as other, other.transaction():
        other.execute("LOCK TABLE passages, vectors IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def swallowed(twins: Twins) -> Iterator[None]:
    """What is said on the network gets lost, and nobody is told."""
    twins.network.swallows = True
    try:
        yield
    finally:
        twins.network.swallows = False


@contextmanager
def slowed(twins: Twins) -> Iterator[None]:
    """Each message on the network takes a third of a second."""
    twins.network.delay_s = 0.3
    try:
        yield
    finally:
        twins.network.delay_s = 0.0


@contextmanager
def taken_up(twins: Twins) -> Iterator[None]:
    """Others have all of the server's connections."""
    with ExitStack() as others, suppress(psycopg.OperationalError):
        one = others.enter_context(twins.server.connect())
        try:
            with suppress(psycopg.OperationalError):
                while True:
                    one.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^clio'"
                    )
                    others.enter_context(twins.server.connect())
            yield
        finally:
            others.pop_all().close()


@pytest.mark.parametrize("trouble", [locked, swallowed, slowed, taken_up])
async def test_who_asks_in_trouble_is_told_so_at_once(twins: Twins, say: Say, trouble: Trouble) -> None:
    async with Load(twins.houses) as load:
        await load.until_answered()
        with trouble(twins):
            await load.until_refused()
            await asyncio.sleep(TROUBLE_S)
        back_s = await load.until_answered()
    say(f"{trouble.__name__}: answered {back_s:.1f} s after it; {load.figures}")
    _require_plain(load)
    assert back_s < BACK_S


async def test_a_database_that_takes_no_changes_answers(twins: Twins, say: Say) -> None:
    house = twins.houses[0]
    file = Upload("crane.txt", b"The crane of Port Amsel was built by Ida Kroon in 1888.")
    twins.server.set("default_transaction_read_only", "on")
    try:
        async with Load(twins.houses) as load:
            await load.until_answered()
            refused = await (await house.do("add", file=file)).message(READY_S)
            assert refused.text == READ_ONLY
            await asyncio.sleep(TROUBLE_S)
        assert not [told.text for told in load.told if not told.is_answer]
        say(f"read only: {load.figures}")
    finally:
        twins.server.set("default_transaction_read_only", "off")
    assert "### Done" in (await report(await house.do("add", file=file))).text
    assert "Ida Kroon" in await house.ask("Who built the crane of Port Amsel?")


async def test_many_servers_are_served_by_the_two(twins: Twins, say: Say) -> None:
    servers = open_servers(twins.discord, SERVERS)
    private = await set_private(servers[::10])
    say(await ask_everywhere(servers, private, twins.processes, twins.server))


def _require_plain(load: Load) -> None:
    """See that each question had the answer or, in time, the sentence that says why not."""
    assert load.refusals
    assert not [told.text for told in load.told if not told.is_answer and not told.is_refusal]
    assert max(told.waited_s for told in load.refusals) < REFUSED_S


def _require_whole(twins: Twins, house: House, houses: int) -> None:
    """See that each document stands in the house's library once, with both of its passages."""
    with twins.server.connect() as database:
        of_house = "JOIN shelves ON shelves.id = shelf WHERE collection = %s"
        found = database.execute(
            f"SELECT count(*), count(DISTINCT file), sum(passages) FROM documents {of_house} AND {STANDING} "
            "AND file LIKE 'house-%%'",
            (str(house.guild.id),),
        ).fetchone()
        assert found == (houses, houses, 2 * houses)
        found = database.execute(
            f"SELECT count(*), count(DISTINCT passage_id) FROM passages {of_house} AND {STANDING}",
            (str(house.guild.id),),
        ).fetchone()
        assert found is not None
        assert found[0] == found[1] >= 2 * houses


def _done(database: psycopg.Connection, house: House) -> int:
    """With how many files the last job of a house has dealt."""
    row = database.execute(
        "SELECT count(*) FROM items WHERE outcome <> '' AND job = (SELECT max(number) FROM jobs WHERE collection = %s)",
        (str(house.guild.id),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _let_run_out(database: psycopg.Connection, house: House) -> None:
    """Let what a killed process has of a house's job, and its shard, run out now instead of in ten seconds."""
    database.execute(
        "DELETE FROM leases WHERE name ~ 'shard 0 of 2$' "
        "OR name IN (SELECT 'reindexing shelf ' || id FROM shelves WHERE collection = %s)",
        (str(house.guild.id),),
    )
    database.execute("UPDATE jobs SET until = 0 WHERE collection = %s", (str(house.guild.id),))


async def _until_done(database: psycopg.Connection, house: House, files: int) -> None:
    async with asyncio.timeout(READY_S):
        while _done(database, house) < files:  # noqa: ASYNC110 a database cannot be awaited
            await asyncio.sleep(0.05)


async def _until_over(database: psycopg.Connection, house: House) -> None:
    last = "SELECT state FROM jobs WHERE collection = %s ORDER BY number DESC LIMIT 1"
    async with asyncio.timeout(READY_S):
        while database.execute(last, (str(house.guild.id),)).fetchone() != ("done",):  # noqa: ASYNC110 as above
            await asyncio.sleep(0.05)


async def _until_told(twins: Twins, message: Message, houses: int) -> None:
    """Wait until the message that a job was begun with tells how it ended: that all was dealt with."""
    changes = twins.discord._world.changes
    await changes.until(lambda: is_report(message), "the report", lambda: message.text, READY_S)
    assert message.text.startswith(f"### Done: {houses:,} files")
