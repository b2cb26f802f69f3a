"""A passage by its id, for everyone to see, also after its document has changed."""

import re

from tests.local_discord import Interaction, Message, Upload
from tests.wire.conftest import READY_S, Town
from tests.wire.forging import use_planted
from tests.wire.house import House, open_house, report
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

QUESTION = "When was the weir of Ostmark opened?"
OPENED = (
    "The weir of Ostmark was opened on 4 May 1911 by the minister Ada Lind, who had come by boat with her two sons and "
    "a band of fourteen trumpeters from the barracks at Hollum."
)
CORRECTED = OPENED.replace("4 May", "3 May")
GONE = "No passage has the id"


def weir(*paragraphs: str) -> bytes:
    return "\n\n".join(["# The weir of Ostmark", *paragraphs]).encode()


async def shown(house: House, passage_id: str, **options: object) -> Interaction:
    return await house.bob.slash(house.channel, "passage", id=passage_id, **options)


async def text_of(house: House, passage_id: str) -> str:
    return (await (await shown(house, passage_id)).message(READY_S)).text


def first_id(answer: Message) -> str:
    return (answer.buttons[0].custom_id or "").removeprefix("context:")


async def test_a_passage_is_shown_to_all_with_its_neighbours_and_reference(town: Town) -> None:
    answer = await (await town.ada.slash(town.channel, "ask", question=LIGHTHOUSE_QUESTION)).message()
    copied = f"Clio passage {first_id(answer).upper()}"
    page = await (await town.bob.slash(town.channel, "passage", id=copied)).message()
    assert not page.ephemeral
    assert not page.pings
    assert LIGHTHOUSE_ANSWER in page.text
    assert "The engineer Jakob Thorsen" in page.text
    assert "\n-# Brandt, Ilse. " in page.text
    assert [button.label for button in page.buttons] == ["In context", "Cite"]
    private = await town.bob.slash(town.channel, "passage", id=copied, private=True)
    assert (await private.message()).visible_to is town.bob


async def test_what_is_no_id_is_told_to_who_typed_it_alone(town: Town) -> None:
    asked = await town.bob.slash(town.channel, "passage", id="**x** @everyone")
    said = await asked.message()
    assert said.visible_to is town.bob
    assert "is not the id of a passage. An id has 13 characters" in said.text
    assert not said.pings
    unknown = await town.bob.slash(town.channel, "passage", id="a" * 13)
    assert GONE in (await unknown.message()).text


async def test_a_changed_passage_says_so_and_leads_on_until_its_source_is_removed(town: Town) -> None:
    house, stranger = open_house(town.discord), open_house(town.discord, "Strangers")
    await house.add("weir.md", weir(OPENED))
    answer = await (await house.bob.slash(house.channel, "ask", question=QUESTION)).message(READY_S)
    passage_id = first_id(answer)
    assert OPENED in await text_of(house, passage_id)

    await report(await house.do("add", file=Upload("weir.md", weir("Nobody knew of it before.", CORRECTED))))
    page = await text_of(house, passage_id)
    assert "**This text has been changed since it was quoted** (on " in page
    assert CORRECTED in page
    in_context = await (await house.bob.press(answer, custom_id=f"context:{passage_id}")).message()
    assert "**This text has been changed since" in in_context.text
    assert CORRECTED in in_context.text
    cited = await (await house.bob.press(answer, "Cite")).message()
    assert "of the passages has been changed since: cited is what stands there now." in cited.text
    successor = re.findall(r"`([a-z2-7]{13})`", page)[0]
    assert successor in cited.text

    for known in (passage_id, successor):
        assert GONE in await text_of(stranger, known)
        forged = await use_planted(town.discord, stranger.bob, stranger.channel, f"context:{known}")
        assert GONE in (await forged.message()).text

    await house.remove("weir.md")
    for known in (passage_id, successor):
        said = await text_of(house, known)
        assert GONE in said
        assert "weir" not in said
