"""What Discord accepts as an application command."""

from __future__ import annotations

import unicodedata
from collections import Counter
from enum import IntEnum
from typing import Any

from . import limits
from .errors import FormErrors, Path


class CommandType(IntEnum):
    """Discord's numbers for the kinds of commands."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """Discord's numbers for the types of options."""

    SUBCOMMAND = 1
    SUBCOMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTED = frozenset({OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP})
CAN_HAVE_CHOICES = frozenset({OptionType.STRING, OptionType.INTEGER, OptionType.NUMBER})


def check_command(body: dict[str, Any], errors: FormErrors, path: Path = ()) -> None:
    """Check the definition of one command."""
    kind = body.get("type") or CommandType.CHAT_INPUT
    if kind not in (CommandType.CHAT_INPUT, CommandType.USER, CommandType.MESSAGE):
        errors.choices((*path, "type"), "(1, 2, 3)")
    elif kind == CommandType.CHAT_INPUT:
        _check_chat_name(body.get("name"), errors, (*path, "name"))
        errors.length((*path, "description"), body.get("description"), 1, limits.COMMAND_DESCRIPTION)
        _check_options(body.get("options") or [], errors, (*path, "options"), depth=0)
        _check_total(body, errors, path)
    else:
        _check_context_menu(body, errors, path)
    _check_choices(body.get("contexts"), {0, 1, 2}, errors, (*path, "contexts"))
    _check_choices(body.get("integration_types"), {0, 1}, errors, (*path, "integration_types"))


def check_bulk(bodies: list[dict[str, Any]], errors: FormErrors) -> None:
    """Check the commands of a bulk overwrite, one by one and together."""
    for index, body in enumerate(bodies):
        check_command(body, errors, (index,))
    kinds = Counter(body.get("type") or CommandType.CHAT_INPUT for body in bodies)
    for kind, count in kinds.items():
        most = limits.COMMANDS_CHAT if kind == CommandType.CHAT_INPUT else limits.COMMANDS_CONTEXT_MENU
        if count > most:
            errors.add((), "APPLICATION_COMMAND_TOO_MANY", f"Maximum number of commands of type {kind}: {most}")
    names = Counter((body.get("type") or 1, body.get("name")) for body in bodies)
    for (_, name), count in names.items():
        if count > 1:
            errors.add((), "APPLICATION_COMMANDS_DUPLICATE_NAME", f"Command name {name!r} is used {count} times")


def is_chat_name(name: str) -> bool:
    """Whether a name consists of the letters, digits, dashes and marks that slash commands may have."""
    return bool(name) and name == name.lower() and all(map(_is_name_character, name))


def _is_name_character(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return unicodedata.name(character, "").split(" ")[0] in ("DEVANAGARI", "THAI")


def _check_chat_name(name: object, errors: FormErrors, path: Path) -> None:
    errors.length(path, name, 1, limits.COMMAND_NAME)
    if isinstance(name, str) and not is_chat_name(name):
        words = "Command name is invalid: lower-case letters, digits, '-', '_' and \"'\" only"
        errors.add(path, "APPLICATION_COMMAND_INVALID_NAME", words)


def _check_context_menu(body: dict[str, Any], errors: FormErrors, path: Path) -> None:
    errors.length((*path, "name"), body.get("name"), 1, limits.COMMAND_NAME)
    for key in ("description", "options"):
        if body.get(key):
            words = f"Context menu commands cannot have {key}"
            errors.add((*path, key), f"APPLICATION_COMMAND_CONTEXT_MENU_{key.upper()}", words)


def _check_choices(values: list[int] | None, allowed: set[int], errors: FormErrors, path: Path) -> None:
    if values is not None and (not values or not set(values) <= allowed or len(set(values)) < len(values)):
        errors.choices(path, sorted(allowed))


def _check_options(options: list[dict[str, Any]], errors: FormErrors, path: Path, depth: int) -> None:
    errors.length(path, options, 0, limits.COMMAND_OPTIONS)
    nested = [option.get("type") in NESTED for option in options]
    if any(nested) and not all(nested):
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        errors.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    names = Counter(option.get("name") for option in options)
    seen_optional = False
    for index, option in enumerate(options):
        here = (*path, index)
        if names[option.get("name")] > 1:
            errors.add((*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name is taken")
        if option.get("required") and seen_optional:
            words = "Required options must be placed before non-required options"
            errors.add((*here, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        seen_optional = seen_optional or not option.get("required")
        _check_option(option, errors, here, depth)


def _check_option(option: dict[str, Any], errors: FormErrors, path: Path, depth: int) -> None:
    kind = option.get("type")
    _check_chat_name(option.get("name"), errors, (*path, "name"))
    errors.length((*path, "description"), option.get("description"), 1, limits.COMMAND_DESCRIPTION)
    if kind not in range(1, 12) or (kind == OptionType.SUBCOMMAND_GROUP and depth > 0) or (kind == 1 and depth > 1):
        errors.choices((*path, "type"), "the option types that may stand here")
    if kind in NESTED:
        if option.get("required"):
            errors.add((*path, "required"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Not for sub-commands")
        # A sub-command's own options cannot nest further: treat them as being at the deepest level.
        deeper = 2 if kind == OptionType.SUBCOMMAND else 1
        _check_options(option.get("options") or [], errors, (*path, "options"), deeper)
    _check_bounds(option, errors, path)
    _check_option_choices(option, errors, path)


def _check_bounds(option: dict[str, Any], errors: FormErrors, path: Path) -> None:
    for key, least in (("min_length", 0), ("max_length", 1)):
        value = option.get(key)
        if value is None:
            continue
        if option["type"] != OptionType.STRING or not least <= value <= limits.STRING_OPTION_LENGTH:
            errors.choices((*path, key), f"{least} to {limits.STRING_OPTION_LENGTH}, for strings only")
    for key in ("min_value", "max_value"):
        if option.get(key) is not None and option["type"] not in (OptionType.INTEGER, OptionType.NUMBER):
            errors.add((*path, key), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "For numbers only")


def _check_option_choices(option: dict[str, Any], errors: FormErrors, path: Path) -> None:
    choices = option.get("choices") or []
    can_have = option.get("type") in CAN_HAVE_CHOICES
    if (choices or option.get("autocomplete")) and not can_have:
        errors.add((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Not for options of this type")
    if choices and option.get("autocomplete"):
        words = "An option cannot have both choices and autocomplete"
        errors.add((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", words)
    check_choice_list(choices, errors, (*path, "choices"))


def check_choice_list(choices: list[dict[str, Any]], errors: FormErrors, path: Path) -> None:
    """Check the choices of an option, or those that autocompletion offers."""
    errors.length(path, choices, 0, limits.COMMAND_CHOICES)
    for index, choice in enumerate(choices):
        errors.length((*path, index, "name"), choice.get("name"), 1, limits.CHOICE_TEXT)
        value = choice.get("value")
        if isinstance(value, str):
            errors.length((*path, index, "value"), value, 1, limits.CHOICE_TEXT)
        elif not isinstance(value, int | float):
            errors.required((*path, index, "value"))


def _check_total(body: dict[str, Any], errors: FormErrors, path: Path) -> None:
    total = _characters(body)
    if total > limits.COMMAND_TOTAL_CHARACTERS:
        words = f"Command exceeds maximum size ({limits.COMMAND_TOTAL_CHARACTERS}): {total}"
        errors.add(path, "APPLICATION_COMMAND_TOO_LARGE", words)


def _characters(part: dict[str, Any]) -> int:
    own = len(part.get("name") or "") + len(part.get("description") or "")
    choices = sum(len(choice["name"]) + len(str(choice.get("value"))) for choice in part.get("choices") or [])
    return own + choices + sum(map(_characters, part.get("options") or []))
