"""Checking requests against Discord's own OpenAPI specification, where it is at hand."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPECIFICATION = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
NAME = "urn:discord"
SHOWN_ERRORS = 3


class OpenApi:
    """The specification; validators are made per route when they are first needed."""

    def __init__(self, specification: dict[str, Any]) -> None:
        """Take the parsed specification."""
        self._operations = {_anonymous(path): operations for path, operations in specification["paths"].items()}
        resource = Resource.from_contents(specification, default_specification=DRAFT202012)
        registry: Registry[Any] = Registry()
        self._registry = registry.with_resource(NAME, resource)
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}

    def mismatches(self, method: str, template: str, body: Any) -> list[str]:  # noqa: ANN401 - any JSON
        """Return in what a JSON body differs from the specification of a route; empty when in nothing."""
        validator = self._validator(method, template)
        if validator is None:
            return [] if body is None else [f"the specification knows no body for {method} {template}"]
        return [_told(error) for error in validator.iter_errors(_tolerated(body))][:SHOWN_ERRORS]

    def _validator(self, method: str, template: str) -> Draft202012Validator | None:
        key = (method, template)
        if key not in self._validators:
            operation = self._operations.get(_anonymous(template), {}).get(method.lower(), {})
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            self._validators[key] = None if schema is None else self._made(schema)
        return self._validators[key]

    def _made(self, schema: dict[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(_absolute(schema), registry=self._registry)


@cache
def load(path: Path = SPECIFICATION) -> OpenApi | None:
    """Read the specification, once per process; None when there is no such file."""
    return OpenApi(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _anonymous(template: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", template)


def _absolute(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, list):
        return [_absolute(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: NAME + value if key == "$ref" else _absolute(value) for key, value in schema.items()}


def _told(error: ValidationError) -> str:
    """Return the error within the alternative that was most likely meant."""
    while error.context:
        error = _likeliest(error.context)[0]
    place = "/".join(str(step) for step in error.absolute_path) or "(body)"
    return f"{place}: {error.message[:300]}"


def _likeliest(errors: Iterable[ValidationError]) -> list[ValidationError]:
    """Return the errors of one alternative: of the right type if possible, and with the fewest errors."""
    branches: dict[object, list[ValidationError]] = {}
    for error in errors:
        branches.setdefault(error.schema_path[0], []).append(error)
    return min(branches.values(), key=lambda branch: (any(map(_is_of_another_type, branch)), len(branch)))


def _is_of_another_type(error: ValidationError) -> bool:
    if error.validator == "type":
        return error.validator_value == "null" and not error.path
    return error.validator == "enum" and list(error.path) == ["type"]


def _tolerated(body: Any) -> Any:  # noqa: ANN401 - any JSON
    changed = copy.deepcopy(body)
    _to_text(changed, "recipient_id")
    for message in _message_bodies(changed):
        _integer_snowflakes(message)
    return changed


def _message_bodies(body: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(body, dict):
        yield body
        if isinstance(body.get("data"), dict):
            yield body["data"]


def _integer_snowflakes(message: dict[str, Any]) -> None:
    """Turn integers into the strings that snowflakes should be.

    discord.py sends these as integers, and Discord takes a snowflake in either form: message_reference (the
    replied-to message), attachments[].id (the index of an uploaded file, or a kept file),
    allowed_mentions.users and .roles, and, outside of messages, recipient_id (with whom to open direct messages).
    """
    for key in ("message_id", "channel_id", "guild_id"):
        _to_text(message.get("message_reference"), key)
    for attachment in message.get("attachments") or []:
        _to_text(attachment, "id")
    allowed = message.get("allowed_mentions") or {}
    for key in ("users", "roles"):
        if isinstance(allowed.get(key), list):
            allowed[key] = [str(number) if isinstance(number, int) else number for number in allowed[key]]


def _to_text(holder: Any, key: str) -> None:  # noqa: ANN401 - any JSON
    if isinstance(holder, dict) and isinstance(holder.get(key), int):
        holder[key] = str(holder[key])
