"""Routes about the bot itself: its account, its application, its gateway."""

from __future__ import annotations

from aiohttp import web

from .http_answers import json_answer
from .http_requests import WORLD
from .payloads import user_payload

SESSION_STARTS = 1000


async def gateway(request: web.Request) -> web.Response:
    """Tell where the gateway is."""
    return json_answer({"url": request.app[WORLD].gateway_url})


async def gateway_bot(request: web.Request) -> web.Response:
    """Tell where the gateway is and how many shards to use."""
    world = request.app[WORLD]
    start_limit = {
        "total": SESSION_STARTS,
        "remaining": SESSION_STARTS - world.identifies,
        "reset_after": 24 * 3600 * 1000,
        "max_concurrency": 1,
    }
    return json_answer({"url": world.gateway_url, "shards": world.shards, "session_start_limit": start_limit})


async def me(request: web.Request) -> web.Response:
    """Return the bot's account."""
    bot = user_payload(request.app[WORLD].bot)
    return json_answer(bot | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None, "flags": 0})


async def application(request: web.Request) -> web.Response:
    """Return the bot's application, which guilds and people can add."""
    world = request.app[WORLD]
    owner = user_payload(world.operator)
    return json_answer(
        {
            "id": str(world.application_id),
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": owner,
            "team": None,
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


ROUTES = (
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/users/@me", me),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
)
