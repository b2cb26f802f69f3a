"""What a moderator says of a source: checked, and kept in the message that tells what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from discord import Component
from discord.components import TextDisplay as TextComponent
from discord.ui import ActionRow, Button, TextDisplay

from bot.escaping import escape, one_line, shortened, unescape
from bot.replies import Reply
from index.details import LONGEST, checked
from index.errors import DetailsError
from index.model import Details

NO_DETAILS = Details()
TITLE, AUTHOR, DATE, LINK = LONGEST  # characters; escaped they all fit into one message
LENGTHS = {"title": TITLE, "author": AUTHOR, "date": DATE, "url": LINK}
_OTHER = 80  # characters of one of another's details
LABELS = {"title": "Title", "author": "Author", "date": "Date", "url": "Link"}


def details_from(title: str = "", author: str = "", date: str = "", url: str = "") -> Details:
    """The details as typed, each on one line and no longer than it may be."""
    typed = {"title": title, "author": author, "date": date, "url": url}
    # Twice, because what is cut may end in a joiner or a space, which then shows no more.
    return Details(**{name: one_line(one_line(value)[: LENGTHS[name]]) for name, value in typed.items()})


def faults(details: Details) -> Mapping[str, str]:
    """What is wrong with each field that cannot be used, in markdown, with what to write instead."""
    alone = (Details(title=details.title), Details(author=details.author), Details(date=details.date))
    found = {}
    for name, one in zip(("title", "author", "date", "url"), (*alone, Details(url=details.url)), strict=True):
        try:
            checked(one)
        except DetailsError as error:
            found[name] = escape(str(error))
    return found


def faults_reply(key: str, stamp: int, details: Details) -> Reply:
    """Say what is wrong with the details of the source with this key; a button opens them again as they were typed.

    `stamp` is that of the version which they were typed over.
    """
    return _again_reply("\n".join(faults(details).values()), key, stamp, details)


def changed_reply(why: str, key: str, stamp: int, details: Details, now: Details) -> Reply:
    """Say that the source has other details now than when these were typed; a button opens them again as typed.

    `why` is the sentence, and `stamp` that of the version which has those of `now`.
    """
    others = [_now(name, value) for name, value in asdict(now).items() if value != getattr(details, name)]
    is_now = f"\nUnlike yours it now has: {'; '.join(others)}." if others else ""
    told = f"{escape(why)}{is_now}\n*Edit again* opens what you typed; sent once more, it takes the place of that."
    return _again_reply(told, key, stamp, details)


def _again_reply(told: str, key: str, stamp: int, details: Details) -> Reply:
    typed = [TextDisplay[Any](f"{_label(name)}{escape(value)}") for name, value in asdict(details).items() if value]
    row = ActionRow[Any](Button(label="Edit again", custom_id=f"sources:again:{key}:{stamp}"))
    return Reply(TextDisplay(told), *typed, row)


def typed_in(components: Sequence[Component]) -> Details:
    """The details that such a message keeps."""
    texts = [component.content for component in components if isinstance(component, TextComponent)]
    found = {}
    for field in fields(Details):
        label = _label(field.name)
        found[field.name] = next((unescape(text.removeprefix(label)) for text in texts if text.startswith(label)), "")
    return Details(**found)


def _now(name: str, value: str) -> str:
    label = LABELS[name].lower()
    return f"{label} {escape(shortened(value, _OTHER))}" if value else f"no {label}"


def _label(name: str) -> str:
    return f"-# {LABELS[name]}: "
