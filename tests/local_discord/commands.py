"""The application commands that the bot has registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .command_rules import NESTED, CommandType, check_bulk, check_command
from .errors import ApiError, FormErrors
from .snowflakes import Snowflakes

OPTIONAL_KEYS = ("name_localizations", "description_localizations", "contexts")


@dataclass(frozen=True, slots=True)
class Command:
    """One registered command; `guild_id` is None for a global one, `body` is what Discord answers."""

    id: int
    guild_id: int | None
    body: dict[str, Any]

    @property
    def name(self) -> str:
        """The name that people type or click."""
        return str(self.body["name"])

    @property
    def type(self) -> CommandType:
        """Slash command, or context menu of a person or a message."""
        return CommandType(self.body["type"])

    @property
    def description(self) -> str:
        """What people read beside the name."""
        return str(self.body["description"])

    @property
    def options(self) -> tuple[dict[str, Any], ...]:
        """The options or sub-commands, as Discord spells them."""
        return tuple(self.body.get("options") or ())

    @property
    def contexts(self) -> frozenset[int]:
        """Where it is shown: 0 guilds, 1 direct messages with the bot, 2 other private channels."""
        declared = self.body["contexts"]
        return frozenset({0, 1, 2} if declared is None else declared)

    @property
    def integration_types(self) -> frozenset[int]:
        """For which installations it is shown: 0 of a guild, 1 of a person."""
        return frozenset(self.body["integration_types"])

    @property
    def default_permissions(self) -> int:
        """The permissions that a member needs unless the guild decides otherwise; 0 for none."""
        return int(self.body["default_member_permissions"] or 0)

    def leaf(self, path: tuple[str, ...]) -> tuple[dict[str, Any], ...] | None:
        """Return the options of the sub-command at `path`, or None when there is no such sub-command."""
        options = self.options
        for name in path:
            inner = [option for option in options if option["name"] == name and option["type"] in NESTED]
            if not inner:
                return None
            options = tuple(inner[0].get("options") or ())
        has_subcommands = any(option["type"] in NESTED for option in options)
        return None if has_subcommands else options


class Commands:
    """The registry, with the answers that Discord's routes for it give."""

    def __init__(self, ids: Snowflakes, application_id: int) -> None:
        """Start with no command."""
        self._ids = ids
        self._application_id = application_id
        self._registered: dict[int, Command] = {}
        self.sync_count = 0

    def all(self, guild_id: int | None = None) -> tuple[Command, ...]:
        """Return the global commands, or those of one guild."""
        return tuple(command for command in self._registered.values() if command.guild_id == guild_id)

    def overwrite(self, bodies: list[dict[str, Any]], guild_id: int | None) -> tuple[Command, ...]:
        """Replace all commands of a scope; one that keeps its type and name keeps its identifier.

        Raises InvalidForm when one of them is not acceptable.
        """
        errors = FormErrors()
        check_bulk(bodies, errors)
        errors.raise_any()
        old = {(command.type, command.name): command for command in self.all(guild_id)}
        for command in old.values():
            del self._registered[command.id]
        for body in bodies:
            kept = old.get((CommandType(body.get("type") or 1), body["name"]))
            self._store(body, guild_id, kept.id if kept else None)
        self.sync_count += 1
        return self.all(guild_id)

    def upsert(self, body: dict[str, Any], guild_id: int | None) -> Command:
        """Register one command, replacing one of the same type and name."""
        errors = FormErrors()
        check_command(body, errors)
        errors.raise_any()
        key = (CommandType(body.get("type") or 1), body["name"])
        same = [command.id for command in self.all(guild_id) if (command.type, command.name) == key]
        return self._store(body, guild_id, same[0] if same else None)

    def edit(self, number: int, guild_id: int | None, changes: dict[str, Any]) -> Command:
        """Change some fields of a command."""
        merged = self.get(number, guild_id).body | changes
        errors = FormErrors()
        check_command(merged, errors)
        errors.raise_any()
        return self._store(merged, guild_id, number)

    def delete(self, number: int, guild_id: int | None) -> None:
        """Remove a command."""
        del self._registered[self.get(number, guild_id).id]

    def get(self, number: int, guild_id: int | None) -> Command:
        """Return a command; raises ApiError 10063 when there is none."""
        command = self._registered.get(number)
        if command is None or command.guild_id != guild_id:
            raise ApiError(404, 10063, "Unknown application command")
        return command

    def _store(self, body: dict[str, Any], guild_id: int | None, number: int | None) -> Command:
        number = number or self._ids.next()
        command = Command(number, guild_id, self._normalised(body, number, guild_id))
        self._registered[number] = command
        return command

    def _normalised(self, body: dict[str, Any], number: int, guild_id: int | None) -> dict[str, Any]:
        permissions = body.get("default_member_permissions")
        scope = {} if guild_id is None else {"guild_id": str(guild_id)}
        return {
            "id": str(number),
            "application_id": str(self._application_id),
            "version": str(self._ids.next()),
            "type": body.get("type") or 1,
            "name": body["name"],
            "description": body.get("description") or "",
            "default_member_permissions": None if permissions is None else str(permissions),
            "dm_permission": body.get("dm_permission", True),
            "nsfw": bool(body.get("nsfw")),
            "options": body.get("options") or [],
            "integration_types": body.get("integration_types") or [0],
            **{key: body.get(key) for key in OPTIONAL_KEYS},
            **scope,
        }
