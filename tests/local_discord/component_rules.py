"""What Discord accepts as the components of a message."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from . import limits
from .component_tree import NEEDS_V2, SELECTS, Component, ComponentType, walk
from .errors import FormErrors, Path

TOP_LEVEL = frozenset({1, 9, 10, 12, 13, 14, 17})
IN_CONTAINER = frozenset({1, 9, 10, 12, 13, 14})
IN_ROW = SELECTS | {ComponentType.BUTTON}
ACCESSORIES = frozenset({ComponentType.BUTTON, ComponentType.THUMBNAIL})
DEFAULT_TYPES = {5: {"user"}, 6: {"role"}, 7: {"user", "role"}, 8: {"channel"}}
BUTTON_STYLE_LINK = 5
BUTTON_STYLE_PREMIUM = 6


class ComponentCheck:
    """One pass over the components of one message.

    `files` are the names that `attachment://` may refer to.
    """

    def __init__(self, errors: FormErrors, *, v2: bool, files: Collection[str]) -> None:
        """Collect what is wrong into `errors`."""
        self._errors = errors
        self._v2 = v2
        self._files = files
        self._rules: dict[int, Callable[[Component, Path], None]] = {
            ComponentType.ACTION_ROW: self._row,
            ComponentType.BUTTON: self._button,
            ComponentType.SECTION: self._section,
            ComponentType.TEXT_DISPLAY: self._text,
            ComponentType.THUMBNAIL: self._thumbnail,
            ComponentType.MEDIA_GALLERY: self._gallery,
            ComponentType.FILE: self._file,
            ComponentType.SEPARATOR: self._separator,
            ComponentType.CONTAINER: self._container,
            **dict.fromkeys(SELECTS, self._select),
        }

    def check(self, components: list[Component], path: Path) -> None:
        """Check every component, and the message's totals when the tree is sound."""
        before = len(self._errors.found)
        if not self._v2 and len(components) > limits.LEGACY_ROWS:
            self._errors.length(path, components, 0, limits.LEGACY_ROWS)
        allowed = TOP_LEVEL if self._v2 else frozenset({ComponentType.ACTION_ROW})
        self._children(components, allowed, path)
        if len(self._errors.found) == before:
            self._totals(components, path)

    def _children(self, children: list[Component], allowed: Collection[int], path: Path) -> None:
        for index, child in enumerate(children):
            self._one(child, allowed, (*path, index))

    def _one(self, component: object, allowed: Collection[int], path: Path) -> None:
        kind = component.get("type") if isinstance(component, dict) else None
        if isinstance(component, dict) and isinstance(kind, int) and kind in allowed:
            self._rules[kind](component, path)
        else:
            self._wrong_type(kind, allowed, path)

    def _wrong_type(self, kind: object, allowed: Collection[int], path: Path) -> None:
        choices = ", ".join(str(int(number)) for number in sorted(allowed))
        hint = " without the flag IS_COMPONENTS_V2" if kind in NEEDS_V2 and not self._v2 else ""
        words = f'Value of field "type" must be one of ({choices},){hint}; found {kind}.'
        self._errors.add((*path, "type"), "UNION_TYPE_CHOICES", words)

    def _totals(self, components: list[Component], path: Path) -> None:
        parts = list(walk(components, path))
        if len(parts) > limits.TOTAL_COMPONENTS:
            words = f"A message may have {limits.TOTAL_COMPONENTS} components in all, not {len(parts)}."
            self._errors.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", words)
        text = sum(len(part["content"]) for _, part in parts if part["type"] == ComponentType.TEXT_DISPLAY)
        if text > limits.TOTAL_TEXT:
            words = f"The displayable text of {text} characters exceeds {limits.TOTAL_TEXT}."
            self._errors.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words)
        self._unique(parts, "custom_id", "Component custom id cannot be duplicated")
        self._unique(parts, "id", "Component id cannot be duplicated")

    def _unique(self, parts: list[tuple[Path, Component]], key: str, words: str) -> None:
        seen: set[object] = set()
        for path, part in parts:
            value = part.get(key)
            if value and value in seen:
                self._errors.add((*path, key), f"COMPONENT_{key.upper()}_DUPLICATED", words)
            seen.add(value)

    def _row(self, row: Component, path: Path) -> None:
        children = row.get("components")
        if not isinstance(children, list) or not children:
            self._errors.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
            return
        self._children(children, IN_ROW, (*path, "components"))
        has_select = any(isinstance(child, dict) and child.get("type") in SELECTS for child in children)
        if len(children) > (1 if has_select else limits.ROW_BUTTONS):
            words = "The specified component exceeds the maximum width"
            self._errors.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)

    def _button(self, button: Component, path: Path) -> None:
        style = button.get("style")
        if style not in range(1, 7):
            self._errors.choices((*path, "style"), "(1, 2, 3, 4, 5, 6)")
        self._errors.optional_length((*path, "label"), button.get("label"), 0, limits.BUTTON_LABEL)
        if style != BUTTON_STYLE_PREMIUM and not (button.get("label") or button.get("emoji")):
            self._errors.add(path, "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI", "A label or emoji is required")
        wanted = {BUTTON_STYLE_LINK: "url", BUTTON_STYLE_PREMIUM: "sku_id"}.get(style or 0, "custom_id")
        for key in ("custom_id", "url", "sku_id"):
            if key != wanted and button.get(key):
                words = f"A button of style {style} takes a {wanted} and no {key}"
                self._errors.add((*path, key), "BUTTON_COMPONENT_INVALID_FIELD", words)
        self._button_target(button, wanted, path)

    def _button_target(self, button: Component, wanted: str, path: Path) -> None:
        if wanted == "custom_id":
            self._errors.length((*path, "custom_id"), button.get("custom_id"), 1, limits.CUSTOM_ID)
        elif wanted == "url":
            self._url(button.get("url"), (*path, "url"), ("http", "https", "discord"), limits.BUTTON_URL)
        elif not button.get("sku_id"):
            self._errors.required((*path, "sku_id"))

    def _select(self, select: Component, path: Path) -> None:
        self._errors.length((*path, "custom_id"), select.get("custom_id"), 1, limits.CUSTOM_ID)
        self._errors.optional_length((*path, "placeholder"), select.get("placeholder"), 0, limits.SELECT_PLACEHOLDER)
        check_value_range(select, limits.SELECT_OPTIONS, self._errors, path)
        if select["type"] == ComponentType.STRING_SELECT:
            check_options(select, limits.SELECT_OPTIONS, self._errors, path)
        else:
            self._defaults(select, path)

    def _defaults(self, select: Component, path: Path) -> None:
        defaults = select.get("default_values") or []
        if defaults:
            least = 1 if select.get("min_values") is None else select["min_values"]
            self._errors.length((*path, "default_values"), defaults, least, select.get("max_values") or 1)
        for index, default in enumerate(defaults):
            if default.get("type") not in DEFAULT_TYPES[select["type"]]:
                choices = f"({', '.join(sorted(DEFAULT_TYPES[select['type']]))})"
                self._errors.choices((*path, "default_values", index, "type"), choices)

    def _section(self, section: Component, path: Path) -> None:
        children = section.get("components")
        self._errors.length((*path, "components"), children, 1, limits.SECTION_TEXTS)
        self._children(children or [], {ComponentType.TEXT_DISPLAY}, (*path, "components"))
        if section.get("accessory") is None:
            self._errors.required((*path, "accessory"))
        else:
            self._one(section["accessory"], ACCESSORIES, (*path, "accessory"))

    def _text(self, display: Component, path: Path) -> None:
        content = display.get("content")
        shown = content.strip() if isinstance(content, str) else content
        self._errors.length((*path, "content"), shown, 1, limits.TOTAL_TEXT)

    def _thumbnail(self, thumbnail: Component, path: Path) -> None:
        self._errors.optional_length((*path, "description"), thumbnail.get("description"), 0, limits.MEDIA_DESCRIPTION)
        self._media(thumbnail.get("media"), (*path, "media"))

    def _gallery(self, gallery: Component, path: Path) -> None:
        items = gallery.get("items")
        self._errors.length((*path, "items"), items, 1, limits.GALLERY_ITEMS)
        for index, item in enumerate(items or []):
            self._thumbnail(item, (*path, "items", index))

    def _file(self, file: Component, path: Path) -> None:
        self._media(file.get("file"), (*path, "file"), schemes=("attachment",))

    def _media(self, media: object, path: Path, schemes: tuple[str, ...] = ("http", "https", "attachment")) -> None:
        url = media.get("url") if isinstance(media, dict) else None
        self._url(url, (*path, "url"), schemes, limits.MEDIA_URL)
        if isinstance(url, str) and url.startswith("attachment://"):
            name = url.removeprefix("attachment://")
            if name not in self._files:
                words = f"The referenced attachment {name!r} was not uploaded with the message"
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                self._errors.add((*path, "url"), code, words)

    def _url(self, url: object, path: Path, schemes: tuple[str, ...], most: int) -> None:
        self._errors.length(path, url, 1, most)
        if isinstance(url, str) and (urlsplit(url).scheme not in schemes or not urlsplit(url).netloc):
            words = f"Scheme must be one of {schemes}; found {url!r}."
            self._errors.add(path, "URL_TYPE_INVALID_SCHEME", words)

    def _separator(self, separator: Component, path: Path) -> None:
        if separator.get("spacing") not in (None, 1, 2):
            self._errors.choices((*path, "spacing"), "(1, 2)")

    def _container(self, container: Component, path: Path) -> None:
        children = container.get("components")
        self._errors.length((*path, "components"), children, 1, limits.TOTAL_COMPONENTS)
        self._children(children or [], IN_CONTAINER, (*path, "components"))
        if not 0 <= (container.get("accent_color") or 0) <= 0xFFFFFF:
            self._errors.choices((*path, "accent_color"), "0 to 0xFFFFFF")


def check_value_range(part: Component, most: int, errors: FormErrors, path: Path) -> None:
    """Check `min_values` and `max_values` of a select, file upload or group."""
    least = 1 if part.get("min_values") is None else part["min_values"]
    maximum = 1 if part.get("max_values") is None else part["max_values"]
    if not 0 <= least <= most:
        errors.choices((*path, "min_values"), f"0 to {most}")
    if not max(1, least) <= maximum <= most:
        errors.choices((*path, "max_values"), f"{max(1, least)} to {most}")


def check_options(part: Component, most: int, errors: FormErrors, path: Path) -> None:
    """Check the options that a person can choose from."""
    options = part.get("options")
    errors.length((*path, "options"), options, 1, most)
    values: set[object] = set()
    for index, option in enumerate(options or []):
        here = (*path, "options", index)
        for key in ("label", "value"):
            errors.length((*here, key), option.get(key), 1, limits.SELECT_TEXT)
        errors.optional_length((*here, "description"), option.get("description"), 0, limits.SELECT_TEXT)
        if option.get("value") in values:
            errors.add((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used")
        values.add(option.get("value"))
