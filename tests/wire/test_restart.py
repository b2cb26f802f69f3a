"""A restart in between: old buttons work on, and what Discord knows already it is not told again."""

import re
import sqlite3
from contextlib import closing
from datetime import date

from bot.daily.claims import Claims
from tests.data_folders import data_folder
from tests.local_discord import LocalDiscord
from tests.wire.conftest import READY_S, Town, member, until_it_answers
from tests.wire.process import BotProcess
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

MONTHS_S = 100 * 24 * 3600.0


async def test_old_buttons_work_after_a_restart(town: Town) -> None:
    answer = await (await town.ada.slash(town.channel, "ask", question=LIGHTHOUSE_QUESTION)).message()
    context = answer.buttons[0].custom_id
    page = await (await town.bob.press(answer, custom_id=context)).message()
    references = await (await town.bob.press(answer, "Cite")).message()
    said = await town.ada.say(town.channel, LIGHTHOUSE_ANSWER)
    sources = await (await town.bob.use(town.channel, "Find sources", target=said)).message(READY_S)
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
    last = town.channel.messages[-1]
    await town.bob.press(sources, "Show everyone")
    assert "Shown by" in (await town.discord.next_message(town.channel, after=last)).text
    before = references.text
    await (await town.bob.select(references, references.selects[0]["custom_id"], ["MLA"])).message()
    assert references.text != before
    before = page.text
    assert (await (await town.bob.press(page, "Later ▶")).message()).text != before
    assert town.discord.sync_count == syncs


async def test_a_lost_session_is_made_anew(town: Town) -> None:
    await town.discord.invalidate_session()
    await town.discord.gone()
    await town.discord.ready(READY_S)
    said = await town.ada.direct_message(LIGHTHOUSE_QUESTION)
    assert LIGHTHOUSE_ANSWER in (await town.discord.next_message(town.ada.dm, after=said)).text


async def test_changed_documents_and_commands_are_noticed_at_the_next_start(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    ada, guild = member(elsewhere)
    channel = guild.create_text_channel("general")
    data_folder(clio.data)
    await clio.start()
    await until_it_answers(elsewhere, ada, channel)
    answer = await (await ada.slash(channel, "ask", question=KARSK_QUESTION)).message()
    assert await clio.stop() == 0
    (clio.documents / "karsk.txt").unlink()
    (clio.data / "commands.json").write_text("{}")  # as if Discord had been told others before
    syncs = elsewhere.sync_count
    await clio.start()
    await until_it_answers(elsewhere, ada, channel)
    assert elsewhere.sync_count == syncs + 1
    await clio.until_logged("Indexed: 0 added, 0 changed, 1 removed")  # until then it answers as it did before

    context = await (await ada.press(answer, custom_id=answer.buttons[0].custom_id)).message()
    assert context.text.startswith("No passage has the id ")
    more = await (await ada.press(answer, "More passages")).message()
    assert more.text.startswith(f"### {KARSK_QUESTION}\nNothing in this server's sources answers that.\n")
    cited = await (await ada.press(answer, "Cite")).message()
    assert cited.text.count("Clio passage ") == 1
    assert cited.text.endswith("\n-# 2 of the passages are no longer in the library.")
    assert not elsewhere.violations


async def test_a_fault_of_its_own_is_told_with_a_reference_to_the_log(
    clio: BotProcess, elsewhere: LocalDiscord
) -> None:
    ada, guild = member(elsewhere)
    channel = guild.create_text_channel("general")
    data_folder(clio.data)
    with closing(sqlite3.connect(clio.data / "feedback.db")) as database:
        database.execute("CREATE TABLE feedback (unknown_to_the_bot TEXT)")
    Claims(clio.data).claim(guild.id, date(2026, 6, 5))
    with closing(sqlite3.connect(clio.data / "servers.db")) as database, database:
        database.execute("UPDATE daily SET day = 'some day'")
    await clio.start()
    await until_it_answers(elsewhere, ada, channel)
    answer = await (await ada.slash(channel, "ask", question=LIGHTHOUSE_QUESTION)).message()
    told = (await (await ada.press(answer, emoji="👍")).message()).text
    assert told == "My library's storage has a problem; my operator finds the reason in the log."
    assert "feedback.db cannot be used (no such column: helpful)" in clio.logged
    told = (await (await guild.owner.slash(channel, "settings")).message()).text
    reference = re.match(r"Something went wrong on my side \(reference ([0-9a-f]{6})\)\. That is a fault of mine", told)
    assert reference
    logged = clio.logged.partition(f"Unexpected error, reference {reference[1]}\n")[2]
    assert logged.startswith("Traceback")
    assert "ValueError" in logged
