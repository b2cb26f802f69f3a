"""A restart in between: old buttons work on, and what Discord knows already it is not told again."""

import re
import sqlite3
from contextlib import closing

from tests.wire.conftest import READY_S, Town, until_it_answers
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

MONTHS_S = 100 * 24 * 3600.0


async def test_old_buttons_work_after_a_restart(town: Town) -> None:
    answer = await (await town.ada.slash(town.channel, "ask", question=LIGHTHOUSE_QUESTION)).message()
    context = answer.buttons[0].custom_id
    page = await (await town.bob.press(answer, custom_id=context)).message()
    syncs = town.discord.sync_count

    assert await town.clio.stop() == 0
    await town.discord.gone()
    town.discord.clock.advance(MONTHS_S)
    await town.clio.start()
    await town.discord.ready(READY_S)
    early = await (await town.bob.press(answer, "More passages")).message()
    assert early.text.startswith("I am still getting ready: ")
    assert early.visible_to is town.bob
    assert all("indexing" not in words for words in await until_it_answers(town.discord, town.ada, town.channel))

    assert LIGHTHOUSE_ANSWER in (await (await town.bob.press(answer, custom_id=context)).message()).text
    assert "passages 4–6 of 9" in (await (await town.bob.press(answer, "More passages")).message()).text
    assert "Clio passage" in (await (await town.bob.press(answer, "Cite")).message()).text
    assert "noted" in (await (await town.bob.press(answer, emoji="👎")).message()).text
    before = page.text
    assert (await (await town.bob.press(page, "Later ▶")).message()).text != before
    assert town.discord.sync_count == syncs


async def test_a_lost_session_is_made_anew(town: Town) -> None:
    await town.discord.invalidate_session()
    await town.discord.gone()
    await town.discord.ready(READY_S)
    said = await town.ada.direct_message(LIGHTHOUSE_QUESTION)
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(town.ada.dm, after=said)).text


async def test_changed_documents_and_commands_are_noticed_at_the_next_start(town: Town) -> None:
    answer = await (await town.ada.slash(town.channel, "ask", question="What happened in Hollum in 1902?")).message()
    assert await town.clio.stop() == 0
    (town.clio.documents / "bridge.txt").unlink()
    (town.clio.data / "commands.json").write_text("{}")  # as if Discord had been told others before
    syncs = town.discord.sync_count
    await town.clio.start()
    await until_it_answers(town.discord, town.ada, town.channel)
    for label, custom_id in (("Cite", None), (None, answer.buttons[0].custom_id)):
        gone = await (await town.bob.press(answer, label, custom_id=custom_id)).message()
        assert gone.text.startswith("No passage has the id ")
        assert gone.visible_to is town.bob
    assert town.discord.sync_count == syncs + 1


async def test_the_log_tells_no_secrets_and_shows_no_faults(town: Town) -> None:
    assert town.discord.token not in town.clio.logged
    assert "lighthouse" not in town.clio.logged
    assert "Traceback" not in town.clio.logged
    assert "ERROR" not in town.clio.logged


async def test_a_fault_of_its_own_is_told_with_a_reference_to_the_log(town: Town) -> None:
    answer = await (await town.ada.slash(town.channel, "ask", question=LIGHTHOUSE_QUESTION)).message()
    with closing(sqlite3.connect(town.clio.data / "clio.db")) as database:
        database.execute("ALTER TABLE feedback RENAME COLUMN helpful TO unknown_to_the_bot")
    told = (await (await town.bob.press(answer, emoji="👍")).message()).text
    reference = re.match(r"Something went wrong on my side \(reference ([0-9a-f]{6})\)\. That is a fault of mine", told)
    assert reference
    logged = town.clio.logged.partition(f"Unexpected error, reference {reference[1]}\n")[2]
    assert logged.startswith("Traceback")
    assert "sqlite3.OperationalError" in logged
