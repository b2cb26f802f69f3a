"""Routes for channels and the messages in them."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .channels import Channel, ChannelType
from .errors import (
    ApiError,
    FormErrors,
    missing_access,
    missing_permissions,
    no_reply_without_history,
    unknown_channel,
    unknown_message,
)
from .http_answers import json_answer, no_content
from .http_requests import WORLD, Body, body_of
from .intents import Intent
from .limits import FLAG_EPHEMERAL
from .message_rules import Standing, check_message
from .message_store import Draft, standing_of
from .messages import Message
from .payloads import channel_payload, message_payload
from .permissions import Permission
from .typing_notes import Typing
from .world import World

PAGE = 50


def _channel(request: web.Request, needed: Permission = Permission.VIEW_CHANNEL) -> tuple[World, Channel]:
    world = request.app[WORLD]
    channel = world.channels.get(int(request.match_info["channel_id"]))
    if channel is None:
        raise unknown_channel()
    permissions = channel.permissions_of(world.bot)
    if Permission.VIEW_CHANNEL not in permissions:
        raise missing_access()
    if needed not in permissions:
        raise missing_permissions()
    return world, channel


def _message(request: web.Request, world: World, channel: Channel) -> Message:
    message = world.store.find(channel, int(request.match_info["message_id"]))
    if message.ephemeral:
        where = f"{request.method} {request.path}"
        world.violations.add(where, "an ephemeral message is only reached through its interaction's token")
        raise unknown_message()
    return message


def _payload(world: World, message: Message) -> dict[str, Any]:
    sees_all = bool(world.granted_intents & Intent.MESSAGE_CONTENT)
    return message_payload(message, world, sees_all=sees_all)


async def open_direct_message(request: web.Request) -> web.Response:
    """Open the direct messages with a person."""
    world = request.app[WORLD]
    user = world.users.get(int(body_of(request).fields["recipient_id"]))
    if user is None or user.bot:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return json_answer(channel_payload(world.private_channel(ChannelType.DM, (user, world.bot))))


async def channel(request: web.Request) -> web.Response:
    """Return a channel."""
    return json_answer(channel_payload(_channel(request)[1]))


async def typing(request: web.Request) -> web.Response:
    """Note that the bot is typing."""
    world, where = _channel(request, Permission.SEND_MESSAGES)
    world.typing.append(Typing(where, world.clock.now()))
    world.changes.notify()
    return no_content()


async def listed(request: web.Request) -> web.Response:
    """Return messages, newest first, by Discord's `before`, `after`, `around` and `limit`."""
    world, where = _channel(request, Permission.READ_MESSAGE_HISTORY)
    query = request.query
    most = int(query.get("limit", PAGE))
    found = [message for message in where.messages if not message.ephemeral]
    if "before" in query:
        found = [message for message in found if message.id < int(query["before"])][-most:]
    elif "after" in query:
        found = [message for message in found if message.id > int(query["after"])][:most]
    elif "around" in query:
        middle = int(query["around"])
        found = sorted(sorted(found, key=lambda message: abs(message.id - middle))[:most], key=lambda m: m.id)
    return json_answer([_payload(world, message) for message in reversed(found[-most:])])


async def fetched(request: web.Request) -> web.Response:
    """Return one message."""
    world, where = _channel(request, Permission.READ_MESSAGE_HISTORY)
    return json_answer(_payload(world, _message(request, world, where)))


async def created(request: web.Request) -> web.Response:
    """Post a message of the bot."""
    world, where = _channel(request, Permission.SEND_MESSAGES)
    body = body_of(request)
    _may_send(world, where, body)
    if (body.fields.get("flags") or 0) & FLAG_EPHEMERAL:
        world.violations.add(f"POST {request.path}", "only answers to interactions can be ephemeral")
    check_message(body.fields, Standing(), [file.filename for file in body.uploads])
    draft = Draft(body.fields, body.uploads)
    message = world.store.create(where, world.bot, draft, reply_to=_replied(world, where, body.fields))
    return json_answer(_payload(world, message))


def _may_send(world: World, where: Channel, body: Body) -> None:
    permissions = where.permissions_of(world.bot)
    if body.uploads and Permission.ATTACH_FILES not in permissions:
        raise missing_permissions()
    if where.is_bot_dm and not _can_write_to(world, where):
        raise ApiError(403, 50007, "Cannot send messages to this user", violation=False)


def _can_write_to(world: World, where: Channel) -> bool:
    person = next(user for user in where.recipients if user is not world.bot)
    meets = any(guild.has_bot and person.id in guild.members for guild in world.guilds.values())
    return person.accepts_direct_messages and (meets or person.app_installed)


def _replied(world: World, where: Channel, fields: dict[str, Any]) -> Message | None:
    reference = fields.get("message_reference")
    if not reference:
        return None
    if Permission.READ_MESSAGE_HISTORY not in where.permissions_of(world.bot):
        raise no_reply_without_history()
    message = where.stored.get(int(reference["message_id"]))
    if message is None or message.deleted or message.ephemeral:
        if reference.get("fail_if_not_exists", True):
            errors = FormErrors()
            errors.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            errors.raise_any()
        return None
    return message


async def edited(request: web.Request) -> web.Response:
    """Edit a message of the bot."""
    world, where = _channel(request)
    message = _message(request, world, where)
    if message.author is not world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    body = body_of(request)
    standing = standing_of(message, body.fields)
    check_message(body.fields, standing, [file.filename for file in body.uploads])
    return json_answer(_payload(world, world.store.edit(message, Draft(body.fields, body.uploads))))


async def deleted(request: web.Request) -> web.Response:
    """Delete a message: the bot's own, or another's where it manages messages."""
    world, where = _channel(request)
    message = _message(request, world, where)
    if message.author is not world.bot and Permission.MANAGE_MESSAGES not in where.permissions_of(world.bot):
        raise missing_permissions()
    world.store.delete(message)
    return no_content()


_CHANNEL = r"/channels/{channel_id:\d+}"
_MESSAGE = _CHANNEL + r"/messages/{message_id:\d+}"
ROUTES = (
    ("POST", "/users/@me/channels", open_direct_message),
    ("GET", _CHANNEL, channel),
    ("POST", _CHANNEL + "/typing", typing),
    ("GET", _CHANNEL + "/messages", listed),
    ("POST", _CHANNEL + "/messages", created),
    ("GET", _MESSAGE, fetched),
    ("PATCH", _MESSAGE, edited),
    ("DELETE", _MESSAGE, deleted),
)
