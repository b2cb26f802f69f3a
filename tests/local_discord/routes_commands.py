"""Routes for application commands, global and of one guild."""

from __future__ import annotations

from aiohttp import web

from .errors import ApiError, missing_access
from .http_answers import json_answer, no_content
from .http_requests import WORLD, body_of
from .world import World


def _scope(request: web.Request) -> tuple[World, int | None]:
    world = request.app[WORLD]
    if request.match_info["application_id"] != str(world.application_id):
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    if "guild_id" not in request.match_info:
        return world, None
    guild = world.guilds.get(int(request.match_info["guild_id"]))
    if guild is None or not guild.has_bot:
        raise missing_access()
    return world, guild.id


async def listed(request: web.Request) -> web.Response:
    """Return the commands of a scope."""
    world, guild_id = _scope(request)
    return json_answer([command.body for command in world.commands.all(guild_id)])


async def overwritten(request: web.Request) -> web.Response:
    """Replace the commands of a scope."""
    world, guild_id = _scope(request)
    bodies = body_of(request).json
    if not isinstance(bodies, list):
        raise ApiError(400, 50109, "The request body contains invalid JSON.")
    return json_answer([command.body for command in world.commands.overwrite(bodies, guild_id)])


async def registered(request: web.Request) -> web.Response:
    """Register one command."""
    world, guild_id = _scope(request)
    return json_answer(world.commands.upsert(body_of(request).fields, guild_id).body, 201)


async def fetched(request: web.Request) -> web.Response:
    """Return one command."""
    world, guild_id = _scope(request)
    return json_answer(world.commands.get(int(request.match_info["command_id"]), guild_id).body)


async def edited(request: web.Request) -> web.Response:
    """Change one command."""
    world, guild_id = _scope(request)
    number = int(request.match_info["command_id"])
    return json_answer(world.commands.edit(number, guild_id, body_of(request).fields).body)


async def deleted(request: web.Request) -> web.Response:
    """Remove one command."""
    world, guild_id = _scope(request)
    world.commands.delete(int(request.match_info["command_id"]), guild_id)
    return no_content()


_SCOPES = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)
ROUTES = tuple(
    route
    for scope in _SCOPES
    for route in (
        ("GET", scope, listed),
        ("PUT", scope, overwritten),
        ("POST", scope, registered),
        ("GET", scope + r"/{command_id:\d+}", fetched),
        ("PATCH", scope + r"/{command_id:\d+}", edited),
        ("DELETE", scope + r"/{command_id:\d+}", deleted),
    )
)
