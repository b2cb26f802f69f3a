"""Routes for answering interactions: the first response, and the token's messages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .errors import unknown_webhook
from .http_answers import json_answer, no_content
from .http_requests import WORLD, body_of
from .interactions import Interaction
from .messages import Message
from .payloads import message_payload
from .responses import Responses
from .world import World


async def first_response(request: web.Request) -> web.Response:
    """Take the first response; with `with_response` the answer tells what became of it."""
    world = request.app[WORLD]
    body = body_of(request)
    number, token = request.match_info["interaction_id"], request.match_info["token"]
    interaction = world.responses.acknowledge(int(number), token, body.fields, body.uploads)
    if request.query.get("with_response", "").lower() not in ("1", "true"):
        return no_content()
    return json_answer(_outcome(world, interaction))


def _outcome(world: World, interaction: Interaction) -> dict[str, Any]:
    assert interaction.first is not None
    told: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.type)}
    resource: dict[str, Any] = {"type": int(interaction.first.type)}
    message = interaction.original
    if message is not None:
        told["response_message_id"] = str(message.id)
        told["response_message_loading"] = message.loading
        told["response_message_ephemeral"] = message.ephemeral
        resource["message"] = message_payload(message, world, sees_all=True)
    return {"interaction": told, "resource": resource}


def _responses(request: web.Request) -> tuple[Responses, str]:
    world = request.app[WORLD]
    if request.match_info["webhook_id"] != str(world.application_id):
        raise unknown_webhook()
    return world.responses, request.match_info["webhook_token"]


def _told(request: web.Request, message: Message) -> web.Response:
    return json_answer(message_payload(message, request.app[WORLD], sees_all=True))


async def followed_up(request: web.Request) -> web.Response:
    """Post a further message."""
    responses, token = _responses(request)
    body = body_of(request)
    return _told(request, responses.follow_up(token, body.fields, body.uploads))


async def fetched(request: web.Request) -> web.Response:
    """Return one of the interaction's messages."""
    responses, token = _responses(request)
    return _told(request, responses.find(responses.usable(token), request.match_info["message_id"]))


async def edited(request: web.Request) -> web.Response:
    """Edit one of the interaction's messages."""
    responses, token = _responses(request)
    body = body_of(request)
    return _told(request, responses.edit(token, request.match_info["message_id"], body.fields, body.uploads))


async def deleted(request: web.Request) -> web.Response:
    """Delete one of the interaction's messages."""
    responses, token = _responses(request)
    responses.delete(token, request.match_info["message_id"])
    return no_content()


_WEBHOOK = r"/webhooks/{webhook_id:\d+}/{webhook_token}"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"
ROUTES = (
    ("POST", r"/interactions/{interaction_id:\d+}/{token}/callback", first_response),
    ("POST", _WEBHOOK, followed_up),
    ("GET", _MESSAGE, fetched),
    ("PATCH", _MESSAGE, edited),
    ("DELETE", _MESSAGE, deleted),
)
