"""What a person does in Discord's app, each ending in an event for the bot.

Anything that the app would not let a person do raises ClientRefused with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .channels import Channel
from .command_rules import CommandType
from .command_use import Resolved, fill_options
from .commands import Command
from .component_tree import ComponentType, walk
from .form_filling import filled_components
from .guilds import Role
from .interaction_payloads import CONTEXT_GUILD, context_of
from .interactions import Interaction, InteractionType, integration_owners
from .messages import Message
from .modals import Choice
from .payloads import message_payload
from .permissions import Permission, names_of
from .refusals import ClientRefused
from .speech import Speech
from .waiting import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from .users import User


class Actions(Speech):
    """The acts of a person that concern the app; `User` is the person."""

    async def slash(self, channel: Channel, command: str, /, **options: object) -> Interaction:
        """Use a slash command, such as "ask" or, with a sub-command, "library add".

        Options are text, numbers, True and False; a User, Role, Channel or Upload where one is asked for.
        """
        name, *path = command.split()
        found = self._command(channel, name, CommandType.CHAT_INPUT)
        resolved = Resolved(self._world, channel.guild, self._me)
        filled = fill_options(self._leaf(found, path), options, resolved)
        return self._use_command(channel, found, {"options": _nested(path, filled)}, resolved)

    async def use(self, channel: Channel, command: str, /, target: Message | User) -> Interaction:
        """Use a command of the context menu of a message or a person."""
        is_message = isinstance(target, Message)
        found = self._command(channel, command, CommandType.MESSAGE if is_message else CommandType.USER)
        resolved = Resolved(self._world, channel.guild, self._me)
        if isinstance(target, Message):
            self._must_see(target)
            payload = message_payload(target, self._world, sees_all=True)
            resolved.data["messages"] = {str(target.id): payload}
        else:
            resolved.add_user(target)
        return self._use_command(channel, found, {"target_id": str(target.id)}, resolved)

    async def autocomplete(
        self,
        channel: Channel,
        command: str,
        option: str,
        text: str,
        /,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109
        **others: object,
    ) -> tuple[Choice, ...]:
        """Type `text` into an option that completes itself, and wait for what the bot offers."""
        name, *path = command.split()
        found = self._command(channel, name, CommandType.CHAT_INPUT)
        leaf = self._leaf(found, path)
        if not any(declared["name"] == option and declared.get("autocomplete") for declared in leaf):
            msg = f"/{command} has no option {option!r} that completes itself"
            raise ClientRefused(msg)
        resolved = Resolved(self._world, channel.guild, self._me)
        filled = fill_options(leaf, others | {option: text}, resolved, focused=option)
        data = {"options": _nested(path, filled)}
        return await self._use_command(channel, found, data, resolved, InteractionType.AUTOCOMPLETE).choices(timeout)

    async def press(
        self,
        message: Message,
        label: str | None = None,
        *,
        custom_id: str | None = None,
        emoji: str | None = None,
    ) -> Interaction:
        """Press the one button of a message that has this label, custom_id or emoji."""
        self._must_see(message)
        button = message.button(label, custom_id, emoji)
        if button.custom_id is None or button.disabled:
            msg = f"{button} cannot be pressed: it is disabled or a link"
            raise ClientRefused(msg)
        data = {"component_type": int(ComponentType.BUTTON), "custom_id": button.custom_id}
        return self._dispatch(
            InteractionType.COMPONENT, message.channel, data | _part_id(message, data), source=message
        )

    async def select(
        self, message: Message, custom_id: str, values: Sequence[str | User | Role | Channel]
    ) -> Interaction:
        """Choose values in a select menu: the options' values or labels, or people, roles and channels."""
        self._must_see(message)
        menu = next((part for part in message.selects if part["custom_id"] == custom_id), None)
        if menu is None or menu.get("disabled"):
            msg = f"no select menu {custom_id!r} can be used; the message has {list(message.selects)}"
            raise ClientRefused(msg)
        resolved = Resolved(self._world, message.channel.guild, self._me)
        data: dict[str, Any] = {"component_type": menu["type"], "custom_id": custom_id}
        data["values"] = [_chosen(menu, value, resolved) for value in values]
        if (
            not (1 if menu.get("min_values") is None else menu["min_values"])
            <= len(values)
            <= (menu.get("max_values") or 1)
        ):
            msg = f"the menu does not take {len(values)} values"
            raise ClientRefused(msg)
        if resolved.data:
            data["resolved"] = resolved.data
        return self._dispatch(
            InteractionType.COMPONENT, message.channel, data | _part_id(message, data), source=message
        )

    async def submit(self, interaction: Interaction, answers: Mapping[str, object]) -> Interaction:
        """Fill in the modal that an interaction opened, by label or custom_id, and send it."""
        modal = interaction.shown_modal
        if modal is None or interaction.user is not self:
            msg = f"{interaction!r} opened no modal for {self!r}"
            raise ClientRefused(msg)
        resolved = Resolved(self._world, interaction.channel.guild, self._me)
        data: dict[str, Any] = {"custom_id": modal.custom_id}
        data["components"] = filled_components(modal, answers, resolved)
        data["resolved"] = resolved.data
        return self._dispatch(
            InteractionType.MODAL_SUBMIT,
            interaction.channel,
            data,
            command=interaction.command,
            source=interaction.source,
            parent=interaction,
        )

    def _command(self, channel: Channel, name: str, kind: CommandType) -> Command:
        guild_id = channel.guild.id if channel.guild else None
        scopes = [*(self._world.commands.all(guild_id) if guild_id else ()), *self._world.commands.all()]
        found = next((command for command in scopes if (command.name, command.type) == (name, kind)), None)
        if found is None:
            known = sorted(f"{command.name} ({command.type.name})" for command in scopes)
            msg = f"no command {name!r} of type {kind.name} is registered; there are {known}"
            raise ClientRefused(msg)
        self._must_be_offered(channel, found)
        return found

    def _must_be_offered(self, channel: Channel, command: Command) -> None:
        context = context_of(channel)
        if context not in command.contexts or not integration_owners(self._world, self._me, channel, command):
            msg = (
                f"{command.name!r} is not offered to {self!r} in {channel!r}: context {context} of"
                f" {sorted(command.contexts)}, installations {sorted(command.integration_types)}"
            )
            raise ClientRefused(msg)
        if context != CONTEXT_GUILD or channel.guild is None or command.name in channel.guild.commands_opened:
            return
        needed = Permission(command.default_permissions) | Permission.USE_APPLICATION_COMMANDS
        missing = needed & ~channel.permissions_of(self._me)
        if missing:
            msg = f"{self!r} is not offered {command.name!r}: it takes {names_of(missing)} by default"
            raise ClientRefused(msg)

    def _leaf(self, command: Command, path: list[str]) -> tuple[dict[str, Any], ...]:
        leaf = command.leaf(tuple(path))
        if leaf is None:
            msg = f"/{command.name} has no sub-command {' '.join(path)!r}"
            raise ClientRefused(msg)
        return leaf

    def _use_command(
        self,
        channel: Channel,
        command: Command,
        details: dict[str, Any],
        resolved: Resolved,
        kind: InteractionType = InteractionType.COMMAND,
    ) -> Interaction:
        data = {"id": str(command.id), "name": command.name, "type": int(command.type), **details}
        if command.guild_id is not None:
            data["guild_id"] = str(command.guild_id)
        if resolved.data:
            data["resolved"] = resolved.data
        return self._dispatch(kind, channel, data, command=command)

    def _dispatch(
        self,
        kind: InteractionType,
        channel: Channel,
        data: dict[str, Any],
        *,
        command: Command | None = None,
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        interaction = Interaction(self._world, kind, self._me, channel, data, command, source, parent)
        self._world.interactions[interaction.token] = interaction
        interaction.heard = self._world.events.interaction_created(interaction)
        return interaction


def _nested(path: list[str], options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for depth, name in reversed(list(enumerate(path))):
        is_group = depth == 0 and len(path) > 1
        options = [{"name": name, "type": 2 if is_group else 1, "options": options}]
    return options


def _part_id(message: Message, data: dict[str, Any]) -> dict[str, int]:
    ids = [part["id"] for _, part in walk(message.components) if part.get("custom_id") == data["custom_id"]]
    return {"id": ids[0]}


def _chosen(menu: dict[str, Any], value: object, resolved: Resolved) -> str:
    if menu["type"] != ComponentType.STRING_SELECT:
        return resolved.add(value)
    for option in menu["options"]:
        if value in (option["value"], option["label"]):
            return str(option["value"])
    msg = f"{value!r} is none of the options {[option['label'] for option in menu['options']]}"
    raise ClientRefused(msg)
