"""Refusals in the form in which Discord's HTTP API words them.

ApiError              a status, a code, a message
└── InvalidForm       400 with code 50035 and the errors of each field
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]


class ApiError(Exception):
    """An answer that is not a success.

    `status` is the HTTP status, `code` Discord's own code, `message` its words. `violation` says whether
    a well-behaved bot can never receive this answer, so that a test ought to fail.
    """

    def __init__(self, status: int, code: int, message: str, *, violation: bool = True) -> None:
        """Keep the parts of the answer."""
        super().__init__(f"{status} (code {code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.violation = violation

    def body(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        return {"message": self.message, "code": self.code}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused field: where it stands, Discord's name for the mistake, and its words."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        """Return the error on one line."""
        return f"{'.'.join(map(str, self.path)) or '(body)'}: {self.code} {self.message}"


@dataclass(slots=True)
class FormErrors:
    """Collects the refused fields of one request body."""

    found: list[FieldError] = field(default_factory=list)

    def add(self, path: Path, code: str, message: str) -> None:
        """Note that the field at `path` is refused."""
        self.found.append(FieldError(path, code, message))

    def required(self, path: Path) -> None:
        """Note that the field at `path` is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choices(self, path: Path, allowed: object) -> None:
        """Note that the value at `path` is none of `allowed`."""
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def length(self, path: Path, value: object, least: int, most: int) -> None:
        """Note `value` when it is not a string or list of `least` to `most` parts."""
        if not isinstance(value, str | list):
            self.required(path)
        elif not least <= len(value) <= most:
            code = "BASE_TYPE_MAX_LENGTH" if least == 0 else "BASE_TYPE_BAD_LENGTH"
            words = f"Must be {most} or fewer" if least == 0 else f"Must be between {least} and {most}"
            self.add(path, code, f"{words} in length.")

    def optional_length(self, path: Path, value: object, least: int, most: int) -> None:
        """Check as `length` does, unless `value` is None."""
        if value is not None:
            self.length(path, value, least, most)

    def raise_any(self) -> None:
        """Raise InvalidForm when at least one field was refused."""
        if self.found:
            raise InvalidForm(self.found)


class InvalidForm(ApiError):
    """A request body with refused fields, listed in `fields`."""

    def __init__(self, fields: list[FieldError]) -> None:
        """Take the refused fields."""
        super().__init__(400, 50035, "Invalid Form Body")
        self.fields = tuple(fields)

    def body(self) -> dict[str, Any]:
        """Return the JSON body, with the errors nested as the request is."""
        tree: dict[str, Any] = {}
        for error in self.fields:
            node = tree
            for step in error.path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": error.code, "message": error.message})
        return super().body() | {"errors": tree}

    def __str__(self) -> str:
        """Return every refused field on one line."""
        return f"{super().__str__()}: " + "; ".join(map(str, self.fields))


def unknown_message() -> ApiError:
    """Return the answer for a message that is not there, which may simply have been deleted."""
    return ApiError(404, 10008, "Unknown Message", violation=False)


def unknown_channel() -> ApiError:
    """Return the answer for a channel that does not exist."""
    return ApiError(404, 10003, "Unknown Channel")


def missing_access() -> ApiError:
    """Return the answer for a place that the bot cannot see."""
    return ApiError(403, 50001, "Missing Access", violation=False)


def missing_permissions() -> ApiError:
    """Return the answer for an act that the bot is not allowed to do there."""
    return ApiError(403, 50013, "Missing Permissions", violation=False)


def no_reply_without_history() -> ApiError:
    """Return the answer for a reply where the bot may not see older messages."""
    return ApiError(400, 160002, "Cannot reply without permission to read message history", violation=False)


def empty_message() -> ApiError:
    """Return the answer for a message with nothing in it."""
    return ApiError(400, 50006, "Cannot send an empty message")


def unknown_webhook() -> ApiError:
    """Return the answer for an interaction token that is not usable (yet)."""
    return ApiError(404, 10015, "Unknown Webhook")


def invalid_webhook_token() -> ApiError:
    """Return the answer for an interaction token that has run out."""
    return ApiError(401, 50027, "Invalid Webhook Token")
