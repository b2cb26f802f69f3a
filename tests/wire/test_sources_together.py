"""Two moderators at work on the same sources, and sources that never could be read."""

import asyncio
import json

from tests.files.pdf import scan
from tests.local_discord import Message, Permission, Upload, User
from tests.wire.conftest import Town
from tests.wire.forging import said
from tests.wire.house import JOB_S, House, open_house, report

MILL = b"""---
title: The mill of Ostrel
date: 1811
---
The mill of Ostrel burned down in 1811, and the miller Jan Teller built it again in the same year.
"""
FERRY = b"The ferry of Marsk sank in 1788, and the ferryman Ole Dreyer drowned with his two sons.\n"
BAD = b"\x00\x01 no text"
MAY = Permission.MANAGE_GUILD


def second(house: House) -> User:
    """Another moderator of the house."""
    other = house.discord.create_user("second")
    house.guild.add_member(other, permissions=MAY)
    return other


async def offered(house: House, command: str) -> list[str]:
    """The names of the sources that a command offers."""
    choices = await house.mod.autocomplete(house.channel, f"sources {command}", "source", "")
    return sorted(str(choice.value) for choice in choices)


async def two_that_fail(house: House) -> Message:
    """Add a mill and two files that cannot be read; gives the report."""
    files = {
        "file": Upload("mill.md", MILL),
        "file_2": Upload("scan.pdf", scan()),
        "file_3": Upload("bad.docx", BAD),
    }
    added = await report(await house.do("add", **files))
    assert added.text.startswith("### 2 of 3 files could not be read")
    return added


async def test_of_two_edits_at_once_the_second_wipes_nothing(town: Town) -> None:
    house = open_house(town.discord)
    other = second(house)
    await house.add("mill.md", MILL)
    mine, theirs = (
        await house.do("edit", source="mill.md"),
        await other.slash(house.channel, "sources edit", source="mill.md"),
    )
    await mine.modal()
    await theirs.modal()
    await report(await other.submit(theirs, {"Title": "The first mill", "Author": "Ann Miller"}))
    told = await (await house.mod.submit(mine, {"Title": "The last mill", "Date": "1812"})).message()
    assert told.visible_to is house.mod
    assert told.text.startswith("“The first mill” was changed meanwhile; nothing of yours is saved yet.")
    assert "Unlike yours it now has: title The first mill; author Ann Miller; no date." in told.text
    assert "The first mill" in await house.text("list")
    again = await house.mod.press(told, "Edit again")
    modal = await again.modal()
    assert [field.component.get("value") for field in modal.fields] == ["The last mill", None, "1812", None]
    await report(await house.mod.submit(again, {"Author": "Ann Miller"}))
    shown = await house.text("show", source="mill.md")
    assert shown.startswith("### The last mill\n-# mill.md · 1812 · ")
    assert "**Author** Ann Miller" in shown


async def test_what_was_typed_over_an_older_state_stays_so_through_a_mistake(town: Town) -> None:
    house = open_house(town.discord)
    await house.add("mill.md", MILL)
    opened = await house.do("edit", source="mill.md")
    await opened.modal()
    faulty = await (await house.mod.submit(opened, {"Title": "Mine", "Date": "in spring"})).message()
    await house.add("mill.md", MILL.replace(b"1811", b"1812"), title="Theirs")
    again = await house.mod.press(faulty, "Edit again")
    await again.modal()
    told = await (await house.mod.submit(again, {"Date": "1813"})).message()
    assert told.text.startswith("“Theirs” was changed meanwhile; nothing of yours is saved yet.")
    assert "Theirs" in await house.text("list")


async def test_a_source_that_never_could_be_read_is_offered_removed_and_brought_back(town: Town) -> None:
    house = open_house(town.discord)
    added = await two_that_fail(house)
    assert await offered(house, "remove") == ["bad.docx", "mill.md", "scan.pdf"]
    assert await offered(house, "edit") == ["mill.md"]
    assert await offered(house, "restore") == []
    told = await said(await house.do("edit", source="scan.pdf"))
    assert told.text.startswith("“scan.pdf” could not be read yet, so it has no details to change.")
    shown = await (await house.do("show", source="scan.pdf")).message()
    confirm = await (await house.mod.press(shown, "Remove")).message()
    removed = await (await house.mod.press(confirm, "Remove")).message()
    assert removed.text.startswith("### Removed: scan.pdf")
    listed = await house.text("list")
    assert "scan.pdf" not in listed
    assert "2 sources · " in listed
    assert await offered(house, "restore") == ["scan.pdf"]
    retried = await report(await house.mod.press(added, "Retry failed"))
    assert retried.text.startswith("### 1 of 1 file could not be read")
    assert "bad.docx" in retried.text
    assert "scan.pdf" not in await house.text("list")
    told = await said(await house.mod.press(shown, "Try again"))
    assert told.text == "“scan.pdf” is not in the library any more; /sources restore brings it back."
    brought = await report(await house.mod.press(removed, "Bring it back"))
    assert brought.text.startswith("### 1 of 1 file could not be read")
    assert "scan.pdf" in await house.text("list")


async def test_what_is_removed_stays_out_also_when_its_newest_file_had_failed(town: Town) -> None:
    house = open_house(town.discord)
    await house.add("mill.md", MILL)
    failed = await report(await house.do("add", file=Upload("mill.md", b"\x00" * 40)))
    assert failed.text.startswith("### 1 of 1 file could not be read")
    assert "is a newer version of the one of <t:" in failed.text
    assert "which stays until this one is read" in failed.text
    await house.remove("mill.md")
    assert (await house.text("list")).startswith("### This server has no sources yet")
    told = await (await house.mod.press(failed, "Retry failed")).message(JOB_S)
    assert told.text == "Nothing of that report still fails, or it is being tried again already."
    assert (await house.text("list")).startswith("### This server has no sources yet")
    await report(await house.do("restore", source="mill.md"))
    assert "The mill of Ostrel" in await house.text("list")


async def test_of_a_report_only_what_still_fails_is_tried_again(town: Town) -> None:
    house = open_house(town.discord)
    added = await two_that_fail(house)
    await house.add("bad.docx", BAD + b"!")
    await house.remove("bad.docx")
    retried = await report(await house.mod.press(added, "Retry failed"))
    assert retried.text.startswith("### 1 of 1 file could not be read\n")
    assert "scan.pdf" in retried.text
    await house.remove("scan.pdf")
    told = await (await house.mod.press(added, "Retry failed")).message(JOB_S)
    assert told.text == "Nothing of that report still fails, or it is being tried again already."


async def test_of_two_who_start_a_plan_one_does(town: Town) -> None:
    house = open_house(town.discord)
    other = second(house)
    await house.add("ferry.txt", FERRY)
    plan = await (await house.do("reindex")).message()
    pressed = await asyncio.gather(house.mod.press(plan, "Start"), other.press(plan, "Start"))
    told = await pressed[1].message()
    assert told.visible_to is other
    assert told.text == "That was started already; the message tells how far it is."
    done = await report(pressed[0])
    assert done is plan
    (begun,) = (version for version in plan.history if version.text.endswith("\n-# It begins."))
    assert begun.text.startswith("### Read all of this server's sources again?")
    assert '"custom_id"' not in json.dumps(begun.components)
    assert (await house.text("log")).count("had read again") == 1


async def test_the_kinds_that_are_read_are_said_once(town: Town) -> None:
    house = open_house(town.discord)
    files = {"file": Upload("a.exe", b"MZ"), "file_2": Upload("b.exe", b"MZ"), "file_3": Upload("c", b"x")}
    told = await (await house.do("add", **files)).message()
    assert told.text.count("is of a kind that I can't read (\\.exe).\n") == 2
    assert told.text.count("I read PDF, Word (.docx), ") == 1
