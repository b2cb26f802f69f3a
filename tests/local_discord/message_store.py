"""Making, changing and deleting stored messages, and telling the bot about it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from . import limits
from .attachments import Attachment, Upload
from .component_tree import Component, ComponentType, media, number, walk
from .errors import unknown_message
from .mentions import pings_of
from .message_rules import Standing
from .messages import Message, Version

if TYPE_CHECKING:
    from .channels import Channel
    from .interactions import Interaction
    from .users import User
    from .world import World

KEPT_FLAGS = limits.FLAG_SUPPRESS_EMBEDS | limits.FLAG_SUPPRESS_NOTIFICATIONS | limits.FLAG_COMPONENTS_V2


@dataclass(frozen=True, slots=True)
class Draft:
    """A message body that was found acceptable, with the files that came along."""

    body: dict[str, Any]
    uploads: tuple[Upload, ...] = ()


class MessageStore:
    """The messages of every channel."""

    def __init__(self, world: World) -> None:
        """Keep messages in the channels of `world`."""
        self._world = world

    def create(
        self,
        channel: Channel,
        author: User,
        draft: Draft,
        *,
        interaction: Interaction | None = None,
        reply_to: Message | None = None,
        ephemeral: bool = False,
        loading: bool = False,
    ) -> Message:
        """Store a new message; `ephemeral` ones are for the person of the interaction alone."""
        extra = limits.FLAG_EPHEMERAL * ephemeral | limits.FLAG_LOADING * loading
        message = Message(
            self._world.ids.next(),
            channel,
            author,
            self._world.clock.utcnow(),
            [self._version(draft, Version(0.0), extra)],
            visible_to=interaction.user if interaction and ephemeral else None,
            reply_to=reply_to,
            interaction=interaction,
        )
        self._mention(message)
        channel.stored[message.id] = message
        self._world.events.message_created(message)
        self._world.changes.notify()
        return message

    def edit(self, message: Message, draft: Draft) -> Message:
        """Store a new version of a message; fields that the body leaves out stay as they are."""
        was_loading = message.loading
        message.history.append(self._version(draft, message.latest))
        if not was_loading:
            message.edited_at = self._world.clock.utcnow()
        self._mention(message)
        self._world.events.message_updated(message)
        self._world.changes.notify()
        return message

    def delete(self, message: Message) -> None:
        """Remove a message from sight."""
        message.deleted = True
        self._world.events.message_deleted(message)
        self._world.changes.notify()

    def find(self, channel: Channel, number_: int) -> Message:
        """Return a message that is there; raises ApiError 10008 otherwise."""
        message = channel.stored.get(number_)
        if message is None or message.deleted:
            raise unknown_message()
        return message

    def _version(self, draft: Draft, before: Version, extra_flags: int = 0) -> Version:
        body = draft.body
        described = {str(item.get("id")): item.get("description") for item in body.get("attachments") or []}
        kept = kept_attachments(body, before.attachments)
        new = [self._world.attachments.store(up, described.get(str(i))) for i, up in enumerate(draft.uploads)]
        components = before.components
        if "components" in body:
            components = stored_components(body["components"] or [], (*kept, *new))
        return replace(
            before,
            at=self._world.clock.now(),
            content=(body["content"] or "").strip() if "content" in body else before.content,
            components=components,
            embeds=tuple(body["embeds"] or ()) if "embeds" in body else before.embeds,
            attachments=(*kept, *new),
            flags=_flags(body, before.flags) | extra_flags,
            allowed_mentions=body.get("allowed_mentions"),
        )

    def _mention(self, message: Message) -> None:
        latest = message.latest
        replied = message.reply_to.author.id if message.reply_to else None
        pinged = pings_of(latest.text, latest.allowed_mentions, replied).users
        message.mentions = tuple(user for user in self._world.users.values() if user.id in pinged)


def standing_of(message: Message, body: dict[str, Any]) -> Standing:
    """Return what an edited message holds already, as far as the edit keeps it."""
    latest = message.latest
    files = kept_attachments(body, latest.attachments)
    return Standing(
        v2=latest.is_v2,
        content=latest.content,
        embeds=latest.embeds,
        components=latest.components,
        file_names=tuple(file.filename for file in files),
        is_edit=True,
    )


def kept_attachments(body: dict[str, Any], before: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the files that an edit keeps: those it lists, or all when it lists none."""
    if body.get("attachments") is None:
        return tuple(before)
    listed = {str(item.get("id")) for item in body["attachments"]}
    return tuple(file for file in before if str(file.id) in listed)


def stored_components(components: Sequence[Component], files: Sequence[Attachment]) -> tuple[Component, ...]:
    """Return components as Discord stores them: numbered, with media resolved."""
    stored = copy.deepcopy(list(components))
    number(stored)
    by_name = {f"attachment://{file.filename}": file for file in files}
    by_link = {file.url: file for file in files}
    for item in media(stored):
        file = by_name.get(item["url"]) or by_link.get(item["url"])
        item.update(file.media() if file else {"proxy_url": item["url"], "loading_state": 2, "flags": 0})
    for _, part in walk(stored):
        if part["type"] == ComponentType.FILE:
            file = by_link.get(part["file"]["url"])
            part.update({"name": file.filename, "size": len(file.data)} if file else {})
    return tuple(stored)


def _flags(body: dict[str, Any], before: int) -> int:
    lasting = before & (limits.FLAG_EPHEMERAL | limits.FLAG_COMPONENTS_V2)
    if body.get("flags") is None:
        return before & ~limits.FLAG_LOADING
    return lasting | (int(body["flags"]) & KEPT_FLAGS)
