"""Modals and autocompletion, as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .component_tree import SELECTS, Component, ComponentType

INPUTS = SELECTS | {4, 19, 21, 22, 23}


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer of autocompletion: what the person reads, and what the app gets."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a modal, by the label above it."""

    label: str
    component: Component

    @property
    def custom_id(self) -> str:
        """The name by which the app knows the input."""
        return str(self.component["custom_id"])

    @property
    def type(self) -> ComponentType:
        """The kind of input."""
        return ComponentType(self.component["type"])

    @property
    def required(self) -> bool:
        """Whether the modal cannot be sent without it; so it is unless the app says otherwise."""
        return self.component.get("required") is not False and self.type is not ComponentType.CHECKBOX


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal: title, inputs, and the components as the app sent them."""

    title: str
    custom_id: str
    components: tuple[Component, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The inputs, from top to bottom."""
        found = []
        for part in self.components:
            inputs = [part["component"]] if part["type"] == ComponentType.LABEL else part.get("components", [])
            found += [
                Field(str(part.get("label") or field.get("label") or ""), field)
                for field in inputs
                if field["type"] in INPUTS
            ]
        return tuple(found)

    def field(self, name: str) -> Field:
        """Return the input with this label or custom_id; AssertionError when there is none."""
        for field in self.fields:
            if name in (field.label, field.custom_id):
                return field
        msg = f"the modal {self.title!r} has no input {name!r} but {[field.label for field in self.fields]}"
        raise AssertionError(msg)


def modal_from(data: dict[str, Any]) -> Modal:
    """Return the modal of a callback of type 9."""
    return Modal(data["title"], data["custom_id"], tuple(data["components"]))
