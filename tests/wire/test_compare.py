"""Several documents side by side, where they differ, and what is said twice."""

from tests.local_discord import Upload
from tests.wire.conftest import READY_S, Town
from tests.wire.house import House, open_house, report
from tests.wire.sources import LIGHTHOUSE_QUESTION

QUESTION = "When was the weir of Ostmark opened?"
GAZETTE = (
    "The weir of Ostmark was opened on 4 May 1911 by the minister Ada Lind, who had come by boat with her two sons and "
    "a band of fourteen trumpeters from the barracks at Hollum."
)
MEMOIRS = "The weir of Ostmark was opened on 3 May 1911. I stood in the rain with my brother and saw the water rise."
FRONT = "---\ntitle: {}\nauthor: [{{family: Brandt, given: Ilse}}]\nissued: 1912\ntype: book\n---\n{}\n"


async def filled(town: Town) -> House:
    """A server with three accounts of one day: one a reprint of another, the third of another date."""
    house = open_house(town.discord)
    for title, text in (("Gazette", GAZETTE), ("Reprint", GAZETTE.replace("boat", "boat,")), ("Memoirs", MEMOIRS)):
        file = Upload(f"{title.lower()}.md", FRONT.format(title, text).encode())
        await report(await house.do("add", file=file))
    return house


async def test_documents_are_compared_and_a_reprint_is_no_witness_of_its_own(town: Town) -> None:
    house = await filled(town)
    answer = await (await house.bob.slash(house.channel, "ask", question=QUESTION)).message(READY_S)
    assert answer.text.count("4 May 1911") == 1
    assert answer.text.count("\n-# also in *") == 1

    compared = await (await house.bob.slash(house.channel, "compare", question=QUESTION)).message(READY_S)
    head = compared.text.split("\n")[1]
    assert head.startswith("⚠️ **These differ:** **")
    assert "**4 May 1911** in" in head
    assert "**3 May 1911** in" in head
    assert head.count("*Gazette*") + head.count("*Reprint*") == 1
    assert compared.text.count("\n-# Ilse Brandt · 1912 · book\n") == 2
    assert not compared.pings
    assert [button.label for button in compared.buttons] == ["In context", "In context", "Cite"]
    page = await (await house.bob.press(compared, custom_id=compared.buttons[1].custom_id)).message()
    assert page.visible_to is house.bob
    cited = await (await house.bob.press(compared, "Cite")).message()
    assert cited.text.count("\nClio passage ") == 2


async def test_one_document_alone_is_said_to_be_alone_and_none_is_nothing(town: Town) -> None:
    alone = await town.ada.slash(town.channel, "compare", question=LIGHTHOUSE_QUESTION, documents=5, private=True)
    message = await alone.message()
    assert message.visible_to is town.ada
    assert "Only one document in " in message.text
    assert [button.label for button in message.buttons] == ["In context", "Cite"]
    nothing = await town.ada.slash(town.channel, "compare", question="How is a wireless router reset?")
    assert "answers that." in (await nothing.message()).text
