"""Filling in a modal as a person does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .command_use import Resolved
from .component_tree import SELECTS, Component, ComponentType
from .modals import Field, Modal
from .refusals import ClientRefused


def filled_components(modal: Modal, answers: Mapping[str, object], resolved: Resolved) -> list[dict[str, Any]]:
    """Return the components of a modal with the answers in them, as the submission carries them.

    `answers` are keyed by label or custom_id. Raises ClientRefused when one is missing or does not fit.
    """
    by_id = {modal.field(name).custom_id: answer for name, answer in answers.items()}
    inputs = {field.custom_id: _filled(field, by_id.get(field.custom_id), resolved) for field in modal.fields}
    return [_wrapped(part, inputs) for part in modal.components]


def _wrapped(part: Component, inputs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    shell = {"type": part["type"], "id": part["id"]}
    if part["type"] == ComponentType.LABEL:
        return shell | {"component": inputs[part["component"]["custom_id"]]}
    if part["type"] == ComponentType.ACTION_ROW:
        return shell | {"components": [inputs[child["custom_id"]] for child in part["components"]]}
    return shell


def _filled(field: Field, answer: object, resolved: Resolved) -> dict[str, Any]:
    part = field.component
    shell = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
    if answer is None:
        answer = part.get("value") or part.get("default")
    _refuse_when(answer in (None, "", []) and field.required, field, "an answer is required")
    if field.type is ComponentType.TEXT_INPUT:
        return shell | {"value": _text(field, answer)}
    if field.type is ComponentType.CHECKBOX:
        return shell | {"value": bool(answer)}
    if field.type is ComponentType.RADIO_GROUP:
        return shell | {"value": None if answer is None else _option(field, answer)}
    return shell | {"values": _values(field, answer, resolved)}


def _text(field: Field, answer: object) -> str:
    text = str(answer or "")
    least, most = field.component.get("min_length") or 0, field.component.get("max_length") or 4000
    fits = (not text and not field.required) or least <= len(text) <= most
    _refuse_when(not fits, field, f"{len(text)} characters are not {least} to {most}")
    return text


def _values(field: Field, answer: object, resolved: Resolved) -> list[str]:
    given = answer if isinstance(answer, list | tuple) else [] if answer is None else [answer]
    most = field.component.get("max_values") or 1
    _refuse_when(len(given) > most, field, f"{len(given)} answers are more than {most}")
    if field.type in SELECTS - {ComponentType.STRING_SELECT} or field.type is ComponentType.FILE_UPLOAD:
        return [resolved.add(value) for value in given]
    return [_option(field, value) for value in given]


def _option(field: Field, answer: object) -> str:
    options = field.component["options"]
    found = [str(option["value"]) for option in options if answer in (option["value"], option["label"])]
    _refuse_when(not found, field, f"{answer!r} is none of {[option['label'] for option in options]}")
    return found[0]


def _refuse_when(refused: object, field: Field, why: str) -> None:
    if refused:
        msg = f"{field.label or field.custom_id}: {why}"
        raise ClientRefused(msg)
