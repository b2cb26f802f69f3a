"""Routes about the bot itself: its account, its application, its gateway."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .http_answers import json_answer
from .http_requests import WORLD
from .payloads import user_payload
from .world import TeamMember, World

INVITED, ACCEPTED = 1, 2


async def gateway(request: web.Request) -> web.Response:
    """Tell where the gateway is."""
    return json_answer({"url": request.app[WORLD].gateway_url})


async def gateway_bot(request: web.Request) -> web.Response:
    """Tell where the gateway is and how many shards to use."""
    world = request.app[WORLD]
    limit = world.starts.payload()
    return json_answer({"url": world.gateway_url, "shards": world.shards, "session_start_limit": limit})


async def me(request: web.Request) -> web.Response:
    """Return the bot's account."""
    bot = user_payload(request.app[WORLD].bot)
    return json_answer(bot | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None, "flags": 0})


async def application(request: web.Request) -> web.Response:
    """Return the bot's application, which guilds and people can add."""
    world = request.app[WORLD]
    return json_answer(
        {
            "id": str(world.application_id),
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": user_payload(world.operator),
            "team": _team(world),
            "summary": "",
            "flags": world.application_flags,
            "approximate_guild_count": len(world.guilds),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "tags": [],
            "integration_types_config": {"0": {}, "1": {}},
            "bot": user_payload(world.bot),
        }
    )


def _team(world: World) -> dict[str, Any] | None:
    if not world.application_team:
        return None
    return {
        "id": str(world.application_id),
        "name": "The team",
        "icon": None,
        "owner_user_id": str(world.operator.id),
        "members": [_team_member(world, member) for member in world.application_team],
    }


def _team_member(world: World, member: TeamMember) -> dict[str, Any]:
    return {
        "user": user_payload(member.user),
        "team_id": str(world.application_id),
        "membership_state": ACCEPTED if member.accepted else INVITED,
        "role": member.role,
        "permissions": ["*"],
    }


ROUTES = (
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/users/@me", me),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
)
