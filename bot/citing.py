"""*Cite*'s reply: references ready to copy in one style, a menu for the others, and buttons for files.

Custom ids carry the ids of the passages, at most five, and nothing is kept about the message, so that all of it works
for as long as the message exists.
"""

from collections.abc import Sequence
from typing import Any

from discord import SelectOption
from discord.ui import ActionRow, Button, Container, Item, Select, TextDisplay

from bot.buttons import IDS_PATTERN
from bot.conversation import HEADING
from bot.escaping import code_block, one_line, shortened
from bot.limits import MESSAGE_TEXT, units
from bot.replies import GOLD, Reply, title_link
from index.citation import Reference, Style
from index.citation.formats import Format
from index.model import Passage

FILES = "|".join(form.value for form in Format)
STYLE_PATTERN = rf"style:{IDS_PATTERN}"
FILE_PATTERN = rf"file:(?P<form>{FILES}):{IDS_PATTERN}"

_TITLE_UNITS = 300  # of a line with title and link
_FRAME = 100  # units around the two forms of a reference: their names, the boxes and the passage's id


def citation_reply(
    references: Sequence[tuple[Passage, Reference]], style: Style, gone: int = 0, changed: int = 0
) -> Reply:
    """Give the references of one to five passages, each form in a box to copy from, with the passage's id.

    `gone` is how many more passages there were when the question was answered; of those that are cited, `changed` do
    not say any more what they said then.
    """
    heading = f"{HEADING}References, ready to copy"
    notes = _notes(gone, changed)
    room = (MESSAGE_TEXT - units("".join([heading, *notes]))) // len(references)
    texts = [heading, *(_reference(passage, reference, style, room) for passage, reference in references), *notes]
    ids = ",".join(passage.id for passage, _ in references)
    children: list[Item[Any]] = [TextDisplay(text) for text in texts]
    rows = (ActionRow[Any](style_menu(f"style:{ids}", style)), ActionRow[Any](*file_buttons("file", f":{ids}")))
    return Reply(Container(*children, *rows, accent_colour=GOLD))


def style_menu(custom_id: str, chosen: Style) -> Select[Any]:
    """Choose a style."""
    options = [SelectOption(label=style.label, value=style.value, default=style is chosen) for style in Style]
    return Select(custom_id=custom_id, options=options)


def file_buttons(kind: str, rest: str = "") -> list[Button[Any]]:
    """Download the works in each format."""
    return [Button(label=form.label, custom_id=f"{kind}:{form.value}{rest}") for form in Format]


def _notes(gone: int, changed: int) -> list[str]:
    notes = [f"-# {gone} of the passages {'is' if gone == 1 else 'are'} no longer in the library."] if gone else []
    if changed:
        have = "has been" if changed == 1 else "have been"
        notes.append(f"-# {changed} of the passages {have} changed since: cited is what stands there now.")
    return notes


def _reference(passage: Passage, reference: Reference, style: Style, room: int) -> str:
    title = title_link(passage.document, min(_TITLE_UNITS, room // 3))
    left = (room - units(title) - _FRAME) // 2
    note, entry = (_fitting(form, left) for form in (reference.note, reference.entry))
    note_box, entry_box = code_block(note), code_block(f"{entry}\nClio passage {passage.id}")
    return f"{title}\n-# {style.note_name}\n{note_box}\n-# {style.entry_name}\n{entry_box}"


def _fitting(text: str, room: int) -> str:
    text = one_line(text)
    length = min(len(text), room)
    while units(text) > room:  # in a box to copy from nothing is escaped: as much as fits
        text, length = shortened(text, length), length - 1
    return text
