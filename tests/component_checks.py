"""What Discord demands of every message made of components."""

from collections.abc import Iterator
from typing import Any

from bot.limits import COMPONENTS, CUSTOM_ID, MESSAGE_TEXT, SELECT_OPTIONS, units
from bot.replies import Reply

TEXT_DISPLAY, SELECTS = 10, (3, 5, 6, 7, 8)


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, parents before their children."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        yield from walk([component["accessory"]] if "accessory" in component else [])


def payload(reply: Reply) -> list[dict[str, Any]]:
    """The components as they are sent."""
    return list(reply.to_components())  # type: ignore[no-untyped-call]  # of discord.py


def check_limits(reply: Reply) -> list[str]:
    """Assert what Discord demands of a message, and return its texts."""
    found = list(walk(payload(reply)))
    shown_texts = [component["content"] for component in found if component["type"] == TEXT_DISPLAY]
    ids = [component["custom_id"] for component in found if "custom_id" in component]
    assert len(found) <= COMPONENTS
    assert all(text.strip() for text in shown_texts)
    assert sum(units(text) for text in shown_texts) <= MESSAGE_TEXT
    assert len(set(ids)) == len(ids)
    assert all(1 <= len(custom_id) <= CUSTOM_ID for custom_id in ids)
    for menu in (component for component in found if component["type"] in SELECTS):
        chosen = menu.get("default_values") or [option for option in menu.get("options", ()) if option["default"]]
        assert not chosen or menu["min_values"] <= len(chosen)
        assert len(chosen) <= menu["max_values"] <= SELECT_OPTIONS
    "".join(shown_texts).encode("utf-8")
    return shown_texts
