"""What Discord accepts as the body of a message, new or edited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from . import limits
from .component_rules import ComponentCheck
from .errors import FormErrors, Path, empty_message

LEGACY_FIELDS = ("content", "embeds", "poll", "sticker_ids", "stickers")
PARSE_TYPES = {"roles", "users", "everyone"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a message that is about to be edited holds already; all empty for a new one."""

    v2: bool = False
    content: str = ""
    embeds: tuple[dict[str, Any], ...] = ()
    components: tuple[dict[str, Any], ...] = ()
    file_names: tuple[str, ...] = ()
    is_edit: bool = False


def check_message(body: dict[str, Any], standing: Standing, uploads: Collection[str], path: Path = ()) -> None:
    """Check a message body; `uploads` are the names of the files that come with it.

    Raises InvalidForm, or ApiError 50006 when nothing would be left in the message.
    """
    errors = FormErrors()
    v2 = _is_v2(body, standing, errors, path)
    errors.optional_length((*path, "content"), body.get("content"), 0, limits.MESSAGE_CONTENT)
    _check_embeds(body.get("embeds") or [], errors, path)
    _check_allowed_mentions(body.get("allowed_mentions"), errors, path)
    names = [*standing.file_names, *uploads]
    if len(names) > limits.MESSAGE_FILES:
        errors.length((*path, "attachments"), list(names), 0, limits.MESSAGE_FILES)
    if v2:
        _check_no_legacy(body, standing, errors, path)
    components = body.get("components")
    ComponentCheck(errors, v2=v2, files=names).check(components or [], (*path, "components"))
    errors.raise_any()
    if _is_empty(body, standing, names):
        raise empty_message()


def _is_v2(body: dict[str, Any], standing: Standing, errors: FormErrors, path: Path) -> bool:
    flags = body.get("flags")
    wanted = bool((flags or 0) & limits.FLAG_COMPONENTS_V2)
    if standing.v2 and flags is not None and not wanted:
        words = "The flag IS_COMPONENTS_V2 cannot be removed from a message"
        errors.add((*path, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", words)
    return standing.v2 or wanted


def _check_no_legacy(body: dict[str, Any], standing: Standing, errors: FormErrors, path: Path) -> None:
    kept = {
        "content": bool(standing.content) and "content" not in body,
        "embeds": bool(standing.embeds) and "embeds" not in body,
    }
    for name in LEGACY_FIELDS:
        if body.get(name) or kept.get(name):
            words = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            errors.add((*path, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words)


def _is_empty(body: dict[str, Any], standing: Standing, names: Collection[str]) -> bool:
    left: dict[str, Any] = {
        "content": (body["content"] or "").strip() if "content" in body else standing.content,
        "embeds": body.get("embeds", standing.embeds),
        "components": body.get("components", standing.components),
        "poll": body.get("poll"),
        "sticker_ids": body.get("sticker_ids"),
    }
    return not any(left.values()) and not names


def _check_embeds(embeds: list[dict[str, Any]], errors: FormErrors, path: Path) -> None:
    errors.length((*path, "embeds"), embeds, 0, limits.MESSAGE_EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        here = (*path, "embeds", index)
        for key, most in (("title", 256), ("description", 4096)):
            errors.optional_length((*here, key), embed.get(key), 0, most)
        errors.optional_length((*here, "fields"), embed.get("fields"), 0, 25)
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        total += sum(len(field["name"]) + len(field["value"]) for field in embed.get("fields") or [])
        total += len((embed.get("footer") or {}).get("text") or "")
    if total > limits.EMBED_TOTAL_CHARACTERS:
        words = f"Embed size exceeds maximum size of {limits.EMBED_TOTAL_CHARACTERS}"
        errors.add((*path, "embeds"), "MAX_EMBED_SIZE_EXCEEDED", words)


def _check_allowed_mentions(allowed: dict[str, Any] | None, errors: FormErrors, path: Path) -> None:
    if not allowed:
        return
    here = (*path, "allowed_mentions")
    parse = allowed.get("parse") or []
    for value in parse:
        if value not in PARSE_TYPES:
            errors.choices((*here, "parse"), sorted(PARSE_TYPES))
    for key in ("users", "roles"):
        errors.optional_length((*here, key), allowed.get(key), 0, limits.ALLOWED_MENTIONS_IDS)
        if key in parse and allowed.get(key):
            words = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            errors.add(here, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)
