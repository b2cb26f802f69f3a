"""Interactions: what a person did with the app, and how the app answered."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from . import limits
from .command_rules import CommandType
from .messages import Message
from .modals import Choice, Modal
from .payloads import user_payload
from .waiting import DEFAULT_TIMEOUT, Found, WaitTimeout

if TYPE_CHECKING:
    from .channels import Channel
    from .commands import Command
    from .users import User
    from .world import World


class InteractionType(IntEnum):
    """Discord's numbers for what a person can do."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class ResponseType(IntEnum):
    """Discord's numbers for first responses."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """The one first response: its type, message flags, `data`, and seconds after the interaction."""

    type: ResponseType
    flags: int
    data: dict[str, Any]
    acknowledged_after: float

    @property
    def ephemeral(self) -> bool:
        """Whether the response is for the person alone."""
        return bool(self.flags & limits.FLAG_EPHEMERAL)


class Interaction:
    """One act of one person. The waiting methods raise WaitTimeout with what was seen instead."""

    def __init__(
        self,
        world: World,
        kind: InteractionType,
        user: User,
        channel: Channel,
        data: dict[str, Any],
        command: Command | None = None,
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> None:
        """Note what happened; `source` is the pressed message, `parent` what led to a modal."""
        self._world = world
        self.id = world.ids.next()
        self.token = secrets.token_urlsafe(48)
        self.type = kind
        self.user = user
        self.channel = channel
        self.data = data
        self.command = command
        self.source = source
        self.parent = parent
        self.created = world.clock.now()
        self.first: FirstResponse | None = None
        self.original: Message | None = None
        self.followups: list[Message] = []
        self.shown_modal: Modal | None = None
        self.offered: tuple[Choice, ...] | None = None
        self.updates = 0
        self.heard = False

    @property
    def age(self) -> float:
        """Seconds since the person acted."""
        return self._world.clock.now() - self.created

    @property
    def failed(self) -> bool:
        """Whether the person is told that the application did not respond."""
        return self.first is None and self.age > limits.FIRST_RESPONSE_SECONDS

    @property
    def names_command(self) -> bool:
        """Whether a message in answer to this carries the name of a command."""
        return self.type is InteractionType.COMMAND

    @property
    def is_chat_command(self) -> bool:
        """Whether it is a slash command."""
        return self.command is not None and self.command.type is CommandType.CHAT_INPUT

    @property
    def owners(self) -> dict[str, str]:
        """Discord's authorizing_integration_owners: the guild (key 0) and person (key 1) with the app."""
        return integration_owners(self._world, self.user, self.channel, self.command)

    def message_fields(self) -> dict[str, Any]:
        """Return what a message in answer to this says about it."""
        metadata: dict[str, Any] = {
            "id": str(self.id),
            "type": int(self.type),
            "user": user_payload(self.user),
            "authorizing_integration_owners": self.owners,
        }
        if self.source is not None:
            metadata["interacted_message_id"] = str(self.source.id)
        if self.type is InteractionType.MODAL_SUBMIT and self.parent is not None:
            metadata["triggering_interaction_metadata"] = self.parent.message_fields()["interaction_metadata"]
        app_id = str(self._world.application_id)
        fields = {"interaction_metadata": metadata, "application_id": app_id, "webhook_id": app_id}
        if self.command is not None and self.names_command:
            fields["interaction"] = {
                "id": str(self.id),
                "type": int(self.type),
                "name": self.command.name,
                "user": user_payload(self.user),
            }
        return fields

    async def first_response(self, timeout: float = DEFAULT_TIMEOUT) -> FirstResponse:  # noqa: ASYNC109
        """Wait for the first response of any type."""
        return await self._until(lambda: self.first, "the first response", timeout)

    async def message(self, timeout: float = DEFAULT_TIMEOUT) -> Message:  # noqa: ASYNC109
        """Wait until the original response has real content, rather than that the app is thinking.

        After a deferred update that is the pressed message, once it was edited by this interaction.
        """
        return await self.wait_until(lambda _: True, "the message that answers", timeout)

    async def wait_until(
        self,
        predicate: Callable[[Message], object],
        what: str = "a fitting answer",
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109
    ) -> Message:
        """Wait until the original response has content for which `predicate` holds."""

        def find() -> Message | None:
            found = self.original
            waits = self.first is not None and self.first.type is ResponseType.DEFERRED_UPDATE
            if found is None or found.loading or (waits and not self.updates):
                return None
            return found if predicate(found) else None

        return await self._until(find, what, timeout)

    async def settled(self, quiet: float = 0.3, timeout: float = DEFAULT_TIMEOUT) -> Message:  # noqa: ASYNC109
        """Wait until the original response has content and no edit came for `quiet` real seconds."""
        message = await self.message(timeout)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            versions = len(message.history)
            await asyncio.sleep(quiet)
            if versions == len(message.history):
                return message
        text = f"waited {timeout:g} s for the answer to {self!r} to stop changing; instead: {self._seen()}"
        raise WaitTimeout(text)

    async def followup(self, index: int = 0, timeout: float = DEFAULT_TIMEOUT) -> Message:  # noqa: ASYNC109
        """Wait for a further message, the first one by default."""
        what = f"follow-up number {index + 1}"
        return (await self._until(lambda: self.followups[index : index + 1], what, timeout))[0]

    async def modal(self, timeout: float = DEFAULT_TIMEOUT) -> Modal:  # noqa: ASYNC109
        """Wait for the modal that the app opens."""
        return await self._until(lambda: self.shown_modal, "a modal", timeout)

    async def choices(self, timeout: float = DEFAULT_TIMEOUT) -> tuple[Choice, ...]:  # noqa: ASYNC109
        """Wait for the choices that autocompletion offers; there may be none."""
        await self._until(lambda: self.first, "autocompletion", timeout)
        return self.offered or ()

    async def _until(
        self,
        find: Callable[[], Found | None],
        what: str,
        timeout: float,  # noqa: ASYNC109
    ) -> Found:
        return await self._world.changes.until(find, f"{what} to {self!r}", self._seen, timeout)

    def _seen(self) -> str:
        answered = f"first response {self.first}" if self.first else "no first response"
        if not self.heard:
            answered = "the bot has no gateway session, so it never heard of this"
        texts = [message.text[:200] for message in (self.original, *self.followups) if message]
        last = [(request.method, request.path[:40], request.status) for request in self._world.requests[-4:]]
        return f"{answered}; messages {texts}; {self._world.violations}; last requests {last}"

    def __repr__(self) -> str:
        """Say what the person did."""
        what = self.command.name if self.command else self.data.get("custom_id")
        return f"<{self.type.name} {what!r} by {self.user.name}>"


def integration_owners(world: World, user: User, channel: Channel, command: Command | None) -> dict[str, str]:
    """Return through which installations a person reaches the app in a channel.

    Keys are Discord's: 0 for the guild (its identifier, or 0 in the app's own direct messages), 1 for
    the person. Empty when the app is not reachable there.
    """
    types = command.integration_types if command else frozenset({0, 1})
    owners: dict[str, str] = {}
    if 0 in types and channel.guild is not None and world.bot.id in channel.guild.members:
        owners["0"] = str(channel.guild.id)
    elif 0 in types and channel.is_bot_dm:
        owners["0"] = "0"
    if 1 in types and user.app_installed:
        owners["1"] = str(user.id)
    return owners
