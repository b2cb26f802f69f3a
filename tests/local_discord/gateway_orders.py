"""What the bot asks of the gateway: to be let in, and to be told the members of a guild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import limits
from .intents import ALL_BITS, PRIVILEGED, Intent
from .payloads import member_payload, user_payload
from .sessions import Session
from .snowflakes import shard_of

if TYPE_CHECKING:
    from .guilds import Guild, Member
    from .world import World


class Close(Exception):
    """Close the connection with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep both."""
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


def check_token(world: World, data: dict[str, Any]) -> None:
    """Raise Close 4004 for a wrong token."""
    if data.get("token") != world.token:
        raise Close(4004, "Authentication failed.")


def identified(world: World, data: dict[str, Any]) -> Session:
    """Return a new session; raises Close for a wrong token, shard or intent, or one that is not granted."""
    check_token(world, data)
    shard, shards = shard_asked_for(data)
    if len(guilds_of(world, shard, shards)) > limits.SHARD_GUILDS:
        raise Close(4011, "Sharding required.")
    intents = data.get("intents")
    if not isinstance(intents, int) or intents & ~ALL_BITS:
        raise Close(4013, "Invalid intent(s).")
    if intents & PRIVILEGED & ~world.granted_intents:
        raise Close(4014, "Disallowed intent(s).")
    return Session(shard, shards, Intent(intents))


def shard_asked_for(data: dict[str, Any]) -> tuple[int, int]:
    """Return which of how many shards a bot identifies as, 0 of 1 by default; raises Close 4010 for none."""
    match data.get("shard") or [0, 1]:
        case [int(shard), int(shards)] if 0 <= shard < shards:
            return shard, shards
    raise Close(4010, "Invalid shard.")


def guilds_of(world: World, shard: int, shards: int) -> list[Guild]:
    """Return the guilds of a shard that the bot is in."""
    return [guild for guild in world.guilds.values() if guild.has_bot and shard_of(guild.id, shards) == shard]


def introduce(world: World, session: Session) -> None:
    """Send READY, then every guild of the session's shard."""
    guilds = guilds_of(world, session.shard, session.shards)
    session.dispatch("READY", _ready_payload(world, session, guilds))
    if session.intents & Intent.GUILDS:
        for guild in guilds:
            world.events.introduce(guild, session)
    session.is_ready = True


def _ready_payload(world: World, session: Session, guilds: list[Guild]) -> dict[str, Any]:
    return {
        "v": 10,
        "user": user_payload(world.bot) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0},
        "user_settings": {},
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
        "guild_join_requests": [],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": world.gateway_url,
        "shard": [session.shard, session.shards],
        "application": {"id": str(world.application_id), "flags": world.application_flags},
    }


def members_chunk(world: World, session: Session, data: dict[str, Any]) -> dict[str, Any] | None:
    """Return the members that opcode 8 asks for; None when it asks for all without the members intent."""
    guild = world.guilds[int(data["guild_id"])]
    asked = data.get("user_ids")
    listed = asked if isinstance(asked, list) else [asked] if asked else []
    query = (data.get("query") or "").lower()
    if not listed and not query and not session.intents & Intent.GUILD_MEMBERS:
        return None
    wanted = {int(number) for number in listed}
    found = _matching(guild, wanted, query)[: data.get("limit") or None]
    return {
        "guild_id": str(guild.id),
        "members": [member_payload(guild, member) for member in found],
        "chunk_index": 0,
        "chunk_count": 1,
        "not_found": sorted(str(number) for number in wanted - set(guild.members)),
        "nonce": data.get("nonce"),
    }


def _matching(guild: Guild, wanted: set[int], query: str) -> list[Member]:
    if wanted:
        return [member for member in guild.members.values() if member.user.id in wanted]
    return [member for member in guild.members.values() if member.user.name.lower().startswith(query)]
