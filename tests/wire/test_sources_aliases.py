"""`/sources aliases`: a server's own list, and an answer that says what was searched."""

from tests.wire.conftest import Town
from tests.wire.house import JOB_S, open_house

QUESTION = "When was the lamp of the beacon of Haven Ammerstadt lit for the first time?"


async def test_a_list_is_changed_in_a_form_logged_and_searched_by(town: Town) -> None:
    house = open_house(town.discord)
    shown = await (await house.do("aliases")).message()
    assert shown.visible_to is house.mod
    assert shown.text.startswith("### Other names\n")
    assert "There are none yet." in shown.text
    form = await house.mod.press(shown, "Edit")
    await form.modal()
    late = await house.mod.press(shown, "Edit")
    await late.modal()
    typed = "Port Amsel = *Haven Ammerstadt* = @everyone\nonly one\n"
    saved = await (await house.mod.submit(form, {"Names for the same thing": typed})).message(JOB_S)
    assert saved.text.startswith("### Other names\n**Saved.**\n")
    assert "Port Amsel = Haven Ammerstadt = everyone" in saved.text.replace("\\", "").replace("@", "")
    assert "line 2 has no two names" in saved.text
    answer = await (await house.bob.slash(house.channel, "ask", question=QUESTION)).message(JOB_S)
    assert "\n-# Searched for: Port Amsel (for Haven Ammerstadt)\n" in answer.text
    assert "The lamp of the lighthouse of Port Amsel was lit" in answer.text
    more = await (await house.bob.press(answer, "More passages")).message(JOB_S)
    assert "\n-# Searched for: Port Amsel (for Haven Ammerstadt)\n" in more.text
    refused = await (await house.mod.submit(late, {"Names for the same thing": "a = b"})).message(JOB_S)
    assert refused.text.startswith("Somebody changed the list while you did")
    assert "```\na = b\n```" in refused.text
    log = await house.text("log")
    assert f"{house.mod.mention} changed the other names: 1 group of names" in log
    again = await house.mod.press(await (await house.do("aliases")).message(), "Edit")
    assert "only one" in str(await again.modal())
    await (await house.mod.submit(again, {"Names for the same thing": ""})).message(JOB_S)
    assert "There are none yet." in await house.text("aliases")


async def test_a_name_in_another_spelling_is_found_and_said(town: Town) -> None:
    house = open_house(town.discord)
    told = await house.ask("Which keeper was Erich Hollm, who left the tower?")
    assert "\n-# Searched for: " in told
    assert "The last keeper, Erik Holm, left the tower in 1978" in told
