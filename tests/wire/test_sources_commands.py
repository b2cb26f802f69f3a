"""What each command of `/sources` shows and does."""

import io
import re
import zipfile

from tests.files.pdf import pdf, scan
from tests.files.tei import tei
from tests.local_discord import Interaction, Upload
from tests.wire.conftest import Town
from tests.wire.house import JOB_S, House, open_house, report

MILL = b"""---
title: The mill of Ostrel
date: 1811
author: [{family: Teller, given: Jan}]
URL: https://example.org/mill
---
The mill of Ostrel burned down in 1811, and the miller Jan Teller built it again in the same year.

Its second wheel turned until the railway took the water for its engines.
"""
FERRY = b"The ferry of Marsk sank in 1788, and the ferryman Ole Dreyer drowned with his two sons.\n"
LINKS_S = 25 * 3600.0  # after which links to files have expired


async def library(town: Town) -> House:
    """A server with the mill as its source."""
    house = open_house(town.discord)
    await house.add("mill.md", MILL)
    return house


async def test_an_empty_library_says_how_to_fill_it(town: Town) -> None:
    house = open_house(town.discord)
    assert (await house.text("list")).startswith("### This server has no sources yet\nGive me some with `/sources add`")
    assert "nothing to read again" in await house.text("reindex")
    exported = await house.do("export")
    assert "nothing to export" in (await exported.wait_until(lambda message: "export." in message.text)).text


async def test_the_list_names_title_date_passages_who_and_when(town: Town) -> None:
    house = await library(town)
    listed = await (await house.do("list")).message()
    assert listed.visible_to is house.mod
    assert not listed.pings
    assert "[The mill of Ostrel](https://example.org/mill)\n-# mill.md · 1811 · 1 passage · added by " in listed.text
    assert f"added by {house.mod.mention} <t:" in listed.text
    assert " MB used" in listed.text or "kB of 500 MB used" in listed.text
    shown = await (await house.mod.press(listed, "Show")).message()
    assert shown.text.startswith("### [The mill of Ostrel](https://example.org/mill)\n-# mill.md · 1811 · 1 passage")


async def test_a_long_list_is_paged_and_filtered(town: Town) -> None:
    house = open_house(town.discord)
    zipped = zip_of(
        {f"chapter-{number}.txt": b"Chapter %d\n\n%s" % (number, FERRY * number) for number in range(1, 13)}
    )
    await report(await house.do("import", file=Upload("all.zip", zipped)))
    listed = await (await house.do("list")).message()
    assert "1–10 of 12 sources" in listed.text
    assert listed.text.index("Chapter 2\n") < listed.text.index("Chapter 10\n")
    await (await house.mod.press(listed, "▶")).message()
    assert "11–12 of 12 sources" in listed.text
    assert "Chapter 12\n" in listed.text
    assert listed.button("▶").disabled
    choices = await house.mod.autocomplete(house.channel, "sources list", "filter", "chapter 1")
    assert [choice.value for choice in choices] == ["Chapter 1", "Chapter 10", "Chapter 11", "Chapter 12"]
    assert "1 source · " in await house.text("list", filter="chapter 11")
    assert (await house.text("list", filter="Berlin")).startswith("### No source matches “Berlin”")


async def test_a_source_is_shown_with_its_first_lines_reference_and_history(town: Town) -> None:
    house = await library(town)
    await report(await edited(house, {"Title": "The second mill"}))
    text = await house.text("show", source="the second mill")
    assert text.startswith("### [The second mill](https://example.org/mill)")
    assert "**Author** Jan Teller" in text
    assert "> The mill of Ostrel burned down in 1811" in text
    reference = (
        r"```\nTeller, Jan\. “The Second Mill\.” Accessed \w+ \d+, \d{4}\. https://example\.org/mill\. ¶¶ 1–2\.\n```"
    )
    assert re.search(reference, text)
    assert "-# **2** · current · title edited by <@" in text
    assert "-# **1** · replaced <t:" in text


async def test_a_file_with_many_documents_names_ten(town: Town) -> None:
    house = open_house(town.discord)
    parts = [(f"d{number}", f"Treaty {number}", f"Treaty {number} was signed at Marsk.") for number in range(12)]
    await house.add("treaties.xml", tei(parts, title="Treaties of Marsk"))
    text = await house.text("show", source="treaties.xml")
    assert "**12 documents**\nTreaty 0, Treaty 1, " in text
    assert "Treaty 9 and 2 more" in text


async def test_details_are_edited_and_nonsense_is_not_lost(town: Town) -> None:
    house = await library(town)
    opened = await house.do("edit", source="mill.md")
    modal = await opened.modal()
    assert modal.field("Title").component["placeholder"] == "The mill of Ostrel"
    assert modal.field("Author").component["placeholder"] == "Jan Teller"
    typed = {"Title": "A *new* mill", "Date": "in spring", "Link": "example", "Author": "Ann Miller; Bo Teller"}
    told = await (await house.mod.submit(opened, typed)).message()
    assert told.visible_to is house.mod
    assert "is no date that I can read. Write it as 18 October 1991" in told.text
    assert "is no web address" in told.text
    again = await house.mod.press(told, "Edit again")
    modal = await again.modal()
    assert {field.label: field.component["value"] for field in modal.fields} == typed
    right = {"Date": "1811–1813", "Link": "https://example.org/new"}
    changed = await report(await house.mod.submit(again, right))
    assert "**Changed** mill" in changed.text
    listed = await house.text("list")
    assert "[A \\*new\\* mill](https://example.org/new)\n-# mill.md · 1811–1813 · " in listed
    opened = await house.do("edit", source="mill.md")
    assert (await opened.modal()).field("Title").component["value"] == "A *new* mill"
    told = await (await house.mod.submit(opened, {})).message()
    assert told.text == "Those are the details that it has already, so nothing is changed."


async def test_files_come_by_a_form_with_their_details(town: Town) -> None:
    house = open_house(town.discord)
    opened = await house.do("add")
    modal = await opened.modal()
    assert [field.label for field in modal.fields] == ["Files", "Title", "Author", "Date", "Link"]
    answers = {"Files": [Upload("ferry.txt", FERRY)], "Title": "The ferry", "Date": "nonsense"}
    added = await report(await house.mod.submit(opened, answers))
    assert "is no date that I can read" in added.text
    assert "`/sources edit` sets it" in added.text
    assert "The ferry\n" in await house.text("list")


async def test_one_bad_file_does_not_stop_the_others(town: Town) -> None:
    house = open_house(town.discord)
    files = {
        "file": Upload("ferry.txt", FERRY),
        "file_2": Upload("scan.pdf", scan()),
        "file_3": Upload("setup.exe", b"MZ"),
        "file_4": Upload("empty.md", b""),
        "file_5": Upload("locked.pdf", pdf(["A text."], password="x")),
        "file_6": Upload("huge.txt", b"x" * 20_000_001),
    }
    added = await report(await house.do("add", **files, title="All"))
    assert added.text.startswith("### 2 of 3 files could not be read\n**Added** ferry")
    assert "setup.exe** is of a kind that I can't read" in added.text
    assert "empty" in added.text
    assert "over the limit of 20 MB a file" in added.text
    assert "Title, date and link hold for one file at a time" in added.text
    assert [button.label for button in added.buttons] == ["Retry failed"]
    listed = await house.text("list")
    assert "3 sources · " in listed
    assert listed.count("⚠️ the file ") == 2
    retried = await report(await house.mod.press(added, "Retry failed"))
    assert retried.text.startswith("### 2 of 2 files could not be read")
    shown = await (await house.do("show", source="scan.pdf")).message()
    assert (await report(await house.mod.press(shown, "Try again"))).text.startswith("### 1 of 1 file could not")
    (menu,) = added.selects
    opened = await house.mod.select(added, menu["custom_id"], ["ferry.txt"])
    assert (await opened.modal()).title == "Edit details"


async def test_only_bad_files_are_refused_to_the_moderator_alone(town: Town) -> None:
    house = open_house(town.discord)
    told = await (await house.do("add", file=Upload("setup.exe", b"MZ"))).message()
    assert told.visible_to is house.mod
    assert "setup.exe** is of a kind that I can't read" in told.text


async def test_files_of_a_message_are_added_from_its_menu(town: Town) -> None:
    house = open_house(town.discord)
    files = (Upload("ferry.txt", FERRY), Upload("cat.png", b"\x89PNG"))
    message = await house.bob.say(house.channel, "look", files=files)
    added = await report(await house.mod.use(house.channel, "Add to sources", message))
    assert "**Added** ferry" in added.text
    assert "cat.png** is of a kind that I can't read" in added.text
    bare = await house.bob.say(house.channel, "nothing here")
    told = await (await house.mod.use(house.channel, "Add to sources", bare)).message()
    assert told.text.startswith("That message has no files. I take documents: PDF, Word (.docx), ")


async def test_a_removal_is_confirmed_and_done_once(town: Town) -> None:
    house = await library(town)
    first = await (await house.do("remove", source="mill.md")).message()
    second = await (await house.do("remove", source="mill.md")).message()
    third = await (await house.do("remove", source="mill.md")).message()
    assert "[The mill of Ostrel](https://example.org/mill)\n-# mill.md · 1 passage\n" in first.text
    await (await house.mod.press(third, "Keep")).message()
    assert third.text == "Nothing is removed."
    await (await house.mod.press(first, "Remove")).message()
    assert "For 30 days `/sources restore` brings it back, or this button." in first.text
    told = await (await house.mod.press(second, "Remove")).followup()
    assert told.text == "“mill.md” is not in the library any more; /sources restore brings it back."
    assert (await house.text("list")).startswith("### This server has no sources yet")
    assert "Versions" in await house.text("show", source="mill.md")
    choices = await house.mod.autocomplete(house.channel, "sources restore", "source", "mi")
    assert [choice.value for choice in choices] == ["mill.md"]
    await report(await house.mod.press(first, "Bring it back"))
    assert "The mill of Ostrel" in await house.text("list")


async def test_what_was_replaced_meanwhile_is_not_removed(town: Town) -> None:
    house = await library(town)
    confirm = await (await house.do("remove", source="mill.md")).message()
    await house.add("mill.md", MILL.replace(b"1811", b"1812"))
    told = await (await house.mod.press(confirm, "Remove")).followup()
    assert told.text.startswith("“The mill of Ostrel” was changed meanwhile; nothing is removed.")


async def test_a_version_is_brought_back_from_a_menu_or_by_its_number(town: Town) -> None:
    house = await library(town)
    await house.add("mill.md", MILL.replace(b"Ostrel", b"Westrel"))
    shown = await (await house.do("show", source="mill.md")).message()
    (menu,) = shown.selects
    assert menu["options"][0]["label"].startswith("Version 1 · replaced 20")
    await report(await house.mod.select(shown, menu["custom_id"], ["1"]))
    assert "The mill of Ostrel" in await house.text("list")
    await report(await house.do("restore", source="mill.md", version=2))
    assert "The mill of Westrel" in await house.text("list")
    assert "has no version 99 any more" in await house.text("restore", source="mill.md", version=99)
    assert "There is no source named" in await house.text("restore", source="nothing.md")


async def test_a_reindex_says_what_it_will_do_and_waits(town: Town) -> None:
    house = await library(town)
    plan = await (await house.do("reindex")).message()
    assert plan.text.startswith("### Read all of this server's sources again?\nI will read 1 file again (")
    assert "): now 1 document with 1 passage.\nUntil each document is ready" in plan.text
    await (await house.mod.press(plan, "Cancel")).message()
    assert plan.text == "Nothing is read again."
    shown = await (await house.do("show", source="mill.md")).message()
    plan = await (await house.mod.press(shown, "Reindex")).message()
    assert plan.text.startswith("### Read The mill of Ostrel again?")
    done = await report(await house.mod.press(plan, "Start"))
    assert done is plan
    assert "**Unchanged** 1 file" in done.text or "**Changed** mill" in done.text


async def test_the_log_says_who_did_what(town: Town) -> None:
    house = await library(town)
    await report(await edited(house, {"Title": "Another"}))
    await house.remove("mill.md")
    await report(await house.do("restore", source="mill.md"))
    lines = (await house.text("log")).split("\n")
    done = [line.partition(" · ")[2] for line in lines if line.startswith("<t:") and house.mod.mention in line]
    assert [line.removeprefix(f"{house.mod.mention} ").split(" **")[0] for line in done] == [
        "brought back",
        "removed",
        "changed the details of",
        "added",
    ]
    assert any("Clio finished bringing a version back: " in line for line in lines)


async def test_the_log_is_paged(town: Town) -> None:
    house = open_house(town.discord)
    await report(await house.do("import", file=Upload("a.zip", zip_of({f"{n}.txt": FERRY * n for n in range(1, 18)}))))
    logged = await (await house.do("log")).message()
    assert "-# 1–15 of 18 entries" in logged.text
    await (await house.mod.press(logged, "▶")).message()
    assert "-# 16–18 of 18 entries" in logged.text


async def test_what_is_exported_can_be_imported_elsewhere(town: Town) -> None:
    house, other = await library(town), open_house(town.discord)
    await report(await edited(house, {"Title": "The *first* mill"}))
    exported = await house.do("export")
    sent = await exported.followup(timeout=JOB_S)
    assert sent.visible_to is house.mod
    (file,) = sent.attachments
    assert file.filename == "library-1.zip"
    summary = await exported.wait_until(lambda message: "exported" in message.text)
    assert summary.text == "**1 file** exported. `/sources import` takes the zips again, here or elsewhere."
    imported = await report(await other.do("import", file=Upload(file.filename, file.data)))
    assert "**Added** mill" in imported.text
    assert "The \\*first\\* mill" in await other.text("list")
    assert "exported the library: 1 file" in await house.text("log")
    again = await (await other.do("import", file=Upload(file.filename, file.data))).message()
    assert "is already here as" in again.text


async def test_a_zip_that_cannot_be_imported_says_why(town: Town) -> None:
    house = open_house(town.discord)
    told = await house.text("import", file=Upload("photo.zip", b"not a zip"))
    assert (
        told
        == "photo.zip is not a zip file, or is damaged or cut short; download or make it anew. Nothing was imported."
    )


async def test_a_file_whose_link_has_expired_is_asked_for_again(town: Town) -> None:
    house = open_house(town.discord)
    message = await house.bob.say(house.channel, "look", files=(Upload("ferry.txt", FERRY),))
    town.discord.clock.advance(LINKS_S)
    told = await (await house.mod.use(house.channel, "Add to sources", message)).message()
    assert told.text == "❌ **ferry.txt** could not be fetched from Discord. Please give it to me again."


async def edited(house: House, answers: dict[str, object]) -> Interaction:
    """Let the moderator change the details of the mill."""
    opened = await house.do("edit", source="mill.md")
    await opened.modal()
    return await house.mod.submit(opened, answers)


def zip_of(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return held.getvalue()
