"""Whom a message pings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@everyone")
HERE = re.compile(r"@here")


@dataclass(frozen=True, slots=True)
class Pings:
    """Who is notified: identifiers of users and roles, @everyone and @here; falsy when nobody is."""

    users: frozenset[int] = field(default_factory=frozenset)
    roles: frozenset[int] = field(default_factory=frozenset)
    everyone: bool = False
    here: bool = False

    def __bool__(self) -> bool:
        """Whether anybody is pinged."""
        return bool(self.users or self.roles or self.everyone or self.here)

    def __or__(self, other: Pings) -> Pings:
        """Return whom either of the two pings."""
        return Pings(
            self.users | other.users,
            self.roles | other.roles,
            self.everyone or other.everyone,
            self.here or other.here,
        )


def pings_of(text: str, allowed_mentions: dict[str, Any] | None, replied_to: int | None = None) -> Pings:
    """Return whom a message with this text pings under these allowed mentions.

    Without allowed mentions everything that is mentioned is pinged, and so is the author `replied_to`.
    The sender is taken to hold the permission to mention everyone, and code blocks and backslashes are
    taken to hide nothing: both may be different in a given server, never worse.
    """
    named_users = frozenset(map(int, USER.findall(text)))
    named_roles = frozenset(map(int, ROLE.findall(text)))
    allowed: dict[str, Any] = {"parse": ["users", "roles", "everyone"], "replied_user": True}
    if allowed_mentions is not None:
        allowed = allowed_mentions
    parse = allowed.get("parse") or []
    users = _permitted(named_users, "users", allowed)
    if replied_to is not None and allowed.get("replied_user"):
        users |= {replied_to}
    general = "everyone" in parse
    return Pings(
        users,
        _permitted(named_roles, "roles", allowed),
        everyone=general and bool(EVERYONE.search(text)),
        here=general and bool(HERE.search(text)),
    )


def _permitted(named: frozenset[int], key: str, allowed: dict[str, Any]) -> frozenset[int]:
    if key in (allowed.get("parse") or []):
        return named
    return named & frozenset(int(number) for number in allowed.get(key) or [])
