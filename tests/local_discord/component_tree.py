"""Walking the components of a message or modal, as Discord nests them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Any

from .errors import Path

Component = dict[str, Any]


class ComponentType(IntEnum):
    """Discord's numbers for the kinds of components."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset({3, 5, 6, 7, 8})
NEEDS_V2 = frozenset({9, 10, 11, 12, 13, 14, 17})


def walk(components: Iterable[Component], path: Path = ()) -> Iterator[tuple[Path, Component]]:
    """Yield each component with the path to it, parents before their children."""
    for index, component in enumerate(components):
        here = (*path, index)
        yield here, component
        yield from walk(component.get("components") or (), (*here, "components"))
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from _walk_one(component[key], (*here, key))


def _walk_one(component: Component, path: Path) -> Iterator[tuple[Path, Component]]:
    yield path, component
    yield from walk(component.get("components") or (), (*path, "components"))


def texts(components: Iterable[Component]) -> tuple[str, ...]:
    """Return the content of every text display, in reading order."""
    found = (part for _, part in walk(components) if part.get("type") == ComponentType.TEXT_DISPLAY)
    return tuple(part["content"] for part in found)


def media(components: Iterable[Component]) -> Iterator[Component]:
    """Yield every media object: those of thumbnails, galleries and files."""
    for _, part in walk(components):
        if part.get("type") == ComponentType.MEDIA_GALLERY:
            yield from (item["media"] for item in part["items"])
        elif part.get("type") == ComponentType.THUMBNAIL:
            yield part["media"]
        elif part.get("type") == ComponentType.FILE:
            yield part["file"]


def number(components: Iterable[Component]) -> None:
    """Give each component without one an `id` that is unique in the message, as Discord does."""
    parts = [part for _, part in walk(components)]
    taken = {part["id"] for part in parts if part.get("id")}
    free = (candidate for candidate in range(1, 2**31) if candidate not in taken)
    for part in parts:
        if not part.get("id"):
            part["id"] = next(free)
