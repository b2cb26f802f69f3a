"""What Discord accepts as a modal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from . import limits
from .component_rules import check_options, check_value_range
from .component_tree import SELECTS, Component, ComponentType, walk
from .errors import FormErrors, Path

IN_LABEL = SELECTS | {
    ComponentType.TEXT_INPUT,
    ComponentType.FILE_UPLOAD,
    ComponentType.RADIO_GROUP,
    ComponentType.CHECKBOX_GROUP,
    ComponentType.CHECKBOX,
}
OPTIONS_MOST = {
    ComponentType.STRING_SELECT: 25,
    ComponentType.RADIO_GROUP: 10,
    ComponentType.CHECKBOX_GROUP: 10,
}


def check_modal(data: dict[str, Any], errors: FormErrors, path: Path) -> None:
    """Check the `data` of a callback of type 9."""
    errors.length((*path, "title"), data.get("title"), 1, limits.MODAL_TITLE)
    errors.length((*path, "custom_id"), data.get("custom_id"), 1, limits.CUSTOM_ID)
    components = data.get("components")
    errors.length((*path, "components"), components, 1, limits.MODAL_COMPONENTS)
    for index, component in enumerate(components or []):
        _top(component, errors, (*path, "components", index))
    ids = Counter(part.get("custom_id") for _, part in walk(components or []) if part.get("custom_id"))
    for custom_id in (custom_id for custom_id, count in ids.items() if count > 1):
        words = f"Component custom id cannot be duplicated: {custom_id}"
        errors.add((*path, "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", words)


def _top(component: Component, errors: FormErrors, path: Path) -> None:
    kind = component.get("type")
    if kind == ComponentType.LABEL:
        _label(component, errors, path)
    elif kind == ComponentType.TEXT_DISPLAY:
        errors.length((*path, "content"), component.get("content"), 1, limits.TOTAL_TEXT)
    elif kind == ComponentType.ACTION_ROW:
        errors.length((*path, "components"), component.get("components"), 1, 1)
        for index, child in enumerate(component.get("components") or []):
            _field(child, {ComponentType.TEXT_INPUT}, errors, (*path, "components", index))
    else:
        errors.add((*path, "type"), "UNION_TYPE_CHOICES", f"A modal takes types 1, 10 and 18, not {kind}.")


def _label(label: Component, errors: FormErrors, path: Path) -> None:
    errors.length((*path, "label"), label.get("label"), 1, limits.LABEL_TEXT)
    errors.optional_length((*path, "description"), label.get("description"), 1, limits.LABEL_DESCRIPTION)
    if not isinstance(label.get("component"), dict):
        errors.required((*path, "component"))
    else:
        _field(label["component"], IN_LABEL, errors, (*path, "component"))


def _field(field: Component, allowed: set[Any] | frozenset[Any], errors: FormErrors, path: Path) -> None:
    kind = field.get("type")
    if kind not in allowed:
        choices = sorted(int(number) for number in allowed)
        errors.add((*path, "type"), "UNION_TYPE_CHOICES", f"The type must be one of {choices}, not {kind}.")
        return
    errors.length((*path, "custom_id"), field.get("custom_id"), 1, limits.CUSTOM_ID)
    if kind == ComponentType.TEXT_INPUT:
        _text_input(field, errors, path)
    if kind in OPTIONS_MOST:
        check_options(field, OPTIONS_MOST[ComponentType(kind)], errors, path)
    if kind == ComponentType.FILE_UPLOAD:
        check_value_range(field, limits.UPLOAD_FILES, errors, path)
    elif kind in SELECTS:
        check_value_range(field, limits.SELECT_OPTIONS, errors, path)


def _text_input(field: Component, errors: FormErrors, path: Path) -> None:
    if field.get("style") not in (1, 2):
        errors.choices((*path, "style"), "(1, 2)")
    errors.optional_length((*path, "value"), field.get("value"), 0, limits.TEXT_INPUT_VALUE)
    errors.optional_length((*path, "placeholder"), field.get("placeholder"), 0, limits.TEXT_INPUT_PLACEHOLDER)
    least, most = field.get("min_length") or 0, field.get("max_length") or limits.TEXT_INPUT_VALUE
    if not 0 <= least <= most <= limits.TEXT_INPUT_VALUE:
        errors.choices((*path, "max_length"), f"{max(1, least)} to {limits.TEXT_INPUT_VALUE}")
