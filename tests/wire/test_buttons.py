"""Every button under an answer, pressed by whoever likes."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.local_discord import Message
from tests.wire.conftest import Town
from tests.wire.sources import KARSK_QUESTION, LIGHTHOUSE_ANSWER, LIGHTHOUSE_PARAGRAPHS, LIGHTHOUSE_QUESTION

EARLIER, LATER = "◀ Earlier", "Later ▶"
GOLD = 0xB8860B


async def answered(town: Town, question: str = LIGHTHOUSE_QUESTION) -> Message:
    return await (await town.ada.slash(town.channel, "ask", question=question)).message()


def ids(answer: Message) -> list[str]:
    """The ids of the passages that an answer shows."""
    return [button.custom_id.removeprefix("context:") for button in answer.buttons[:3] if button.custom_id]


async def in_context(town: Town, answer: Message, number: int = 0) -> Message:
    button = [button for button in answer.buttons if button.label == "In context"][number]
    page = await (await town.bob.press(answer, custom_id=button.custom_id)).message()
    assert page.visible_to is town.bob
    return page


def paragraphs(page: Message) -> list[int]:
    """The paragraphs that a page shows whole."""
    whole = [text for text in page.text.split("\n-# ") if "[…]" not in text]
    assert whole
    return [int(number) for number in re.findall(r"¶ (\d+)", page.text)]


async def test_in_context_shows_the_passage_among_its_neighbours(town: Town) -> None:
    answer = await answered(town)
    page = await in_context(town, answer)
    assert page.text.startswith(
        "### [The lighthouse of Port Amsel](https://example.org/amsel_%28lighthouse%29)\n"
        f"-# 2 May 1874 · passages 2–4 of {LIGHTHOUSE_PARAGRAPHS}\n"
    )
    (quoted,) = (part for part in page.components if part["type"] == 17)
    assert quoted["accent_color"] == GOLD
    assert quoted["components"][0]["content"].startswith(LIGHTHOUSE_ANSWER)
    assert quoted["components"][0]["content"].endswith(f"\n-# ¶ 3 · the passage quoted · `{ids(answer)[0]}`")
    assert paragraphs(page) == [2, 3, 4]


async def test_a_document_is_paged_to_both_its_ends(town: Town) -> None:
    page = await in_context(town, await answered(town))
    seen = set(paragraphs(page))
    for label in (EARLIER, LATER):
        while not page.button(label).disabled:
            turned = await (await town.bob.press(page, label)).message()
            assert turned is page
            seen.update(paragraphs(page))
        assert ({EARLIER: 1, LATER: LIGHTHOUSE_PARAGRAPHS}[label]) in paragraphs(page)
    assert seen == set(range(1, LIGHTHOUSE_PARAGRAPHS + 1))
    assert f"–{LIGHTHOUSE_PARAGRAPHS} of {LIGHTHOUSE_PARAGRAPHS}" in page.text


async def test_more_passages_go_on_to_the_last(town: Town) -> None:
    answer = await answered(town)
    found = re.findall(r"^\*\*(\d)\*\* · ", answer.text, re.MULTILINE)
    for shown in ("4–6", "7–9"):
        answer = await (await town.bob.press(answer, "More passages")).message()
        assert answer.visible_to is town.bob
        assert answer.text.startswith(f"### {LIGHTHOUSE_QUESTION}\n")
        assert answer.text.endswith(f"passages {shown} of 9")
        found += re.findall(r"^\*\*(\d)\*\* · ", answer.text, re.MULTILINE)
    assert found == list("123456789")
    assert answer.button("More passages").disabled


async def test_cite_gives_references_to_copy(town: Town) -> None:
    answer = await answered(town)
    references = await (await town.bob.press(answer, "Cite")).message()
    assert references.visible_to is town.bob
    blocks = re.findall(r"```\n(.*)\nClio passage ([a-z2-7]{13})\n```", references.text)
    assert [passage_id for _, passage_id in blocks] == ids(answer)
    assert "Brandt" in blocks[0][0]
    assert "The Lighthouse of Port Amsel" in blocks[0][0]
    assert "(https://example.org/amsel_%28lighthouse%29)" in references.text
    assert "-# Footnote\n```\nIlse Brandt, “The Lighthouse of Port Amsel,” para. 3, accessed " in references.text


async def test_references_are_had_in_every_style_and_as_files(town: Town) -> None:
    answer = await answered(town)
    references = await (await town.bob.press(answer, "Cite")).message()
    (menu,) = references.selects
    changed = await (await town.bob.select(references, menu["custom_id"], ["APA"])).message()
    assert changed is references
    assert (
        "-# In the text\n```\n(Brandt, n.d., para. 3)\n```\n-# References\n```\nBrandt, I. (n.d.)." in references.text
    )
    assert [option["label"] for option in references.selects[0]["options"] if option.get("default")] == ["APA"]
    for label, name, words in (
        ("BibTeX", "references.bib", "author = {Brandt, Ilse}"),
        ("RIS", "references.ris", "AU  - Brandt, Ilse"),
        ("CSL-JSON", "references.json", '"family": "Brandt"'),
    ):
        sent = await (await town.bob.press(references, label)).message()
        assert sent.visible_to is town.bob
        (file,) = sent.attachments
        assert file.filename == name
        assert words in file.data.decode()


async def test_each_person_has_one_vote_on_an_answer_and_can_take_it_back(town: Town) -> None:
    question = f"{KARSK_QUESTION} **@everyone** [x](https://evil.example)"
    answer = await answered(town, question)
    for person, emoji, reply in (
        (town.ada, "👍", "Thank you, that is noted."),
        (town.ada, "👍", "Your opinion on this answer is noted already."),
        (town.ada, "👎", "Thank you, your opinion is changed."),
        (town.bob, "👍", "Thank you, that is noted."),
    ):
        noted = await (await person.press(answer, emoji=emoji)).message()
        assert noted.text.startswith(reply)
        assert noted.visible_to is person
    assert kept(town, answer) == [
        (answer.id, town.ada.id, question, json.dumps(ids(answer)), 0),
        (answer.id, town.bob.id, question, json.dumps(ids(answer)), 1),
    ]
    forgotten = await (await town.ada.slash(town.channel, "forget")).message()
    assert forgotten.text.startswith("Deleted: your feedback on 1 answer.")
    assert forgotten.visible_to is town.ada
    assert [person for _, person, *_ in kept(town, answer)] == [town.bob.id]
    again = await (await town.ada.slash(town.channel, "forget")).message()
    assert again.text.startswith("You have given no feedback")


async def test_what_is_forgotten_stands_in_no_file(town: Town) -> None:
    word = "Quillonby"
    answer = await answered(town, f"{LIGHTHOUSE_QUESTION} {word}")
    await (await town.ada.press(answer, emoji="👍")).message()
    assert files_with(word, town.clio.data) == ["feedback.db"]
    await (await town.ada.slash(town.channel, "forget")).message()
    assert files_with(word, town.clio.data) == []


def files_with(word: str, folder: Path) -> list[str]:
    """The names of the files in which a word stands."""
    return [file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


def kept(town: Town, answer: Message) -> list[tuple[int, int, str, str, int]]:
    """The feedback on an answer in the file, by person."""
    columns = "message_id, person_id, question, passages, helpful"
    query = f"SELECT {columns} FROM feedback WHERE message_id = ? ORDER BY person_id"
    with closing(sqlite3.connect(town.clio.data / "feedback.db")) as database:
        return database.execute(query, (answer.id,)).fetchall()


async def test_quoted_text_is_harmless_in_context_and_in_references_too(town: Town) -> None:
    answer = await answered(town, KARSK_QUESTION)
    for message in (await in_context(town, answer), await (await town.bob.press(answer, "Cite")).message()):
        assert not message.pings
        outside_boxes = re.sub(r"```.*?```", "", message.text, flags=re.DOTALL)
        left = re.sub(r"\\[^0-9A-Za-z\s]|`[a-z2-7]{13}`", "", outside_boxes)
        assert not re.search(r"@|<|`|\|\||discord\.gg/|\]\(https://evil|^# ", left, re.MULTILINE)
        assert message.text.count("```") in (0, 12)
