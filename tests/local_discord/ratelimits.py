"""Rate limits: buckets such as Discord's, and refusals that a test orders."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from .clock import Clock

DROPPED = 0  # in place of a status: the connection breaks before there is an answer
DEFAULT_ALLOWANCE = (50, 1.0)
# Requests per seconds, as the X-RateLimit headers of Discord tell them; Discord documents none of them.
ALLOWANCES = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("POST", "/channels/{channel_id}/typing"): (5, 5.0),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): (5, 2.0),
    ("PUT", "/applications/{application_id}/commands"): (5, 20.0),
}
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 429 answer: seconds to wait, and whether the whole application is meant."""

    retry_after: float
    everywhere: bool
    headers: dict[str, str]

    def body(self) -> dict[str, object]:
        """Return the JSON body."""
        words = "You are being rate limited."
        return {"message": words, "retry_after": self.retry_after, "global": self.everywhere}


@dataclass(slots=True)
class Ordered:
    """What a test ordered for the next fitting request: a status, 429 with a wait, or DROPPED."""

    method: str
    route: re.Pattern[str]
    status: int = 429
    retry_after: float = 0.0
    everywhere: bool = False
    times: int = 1


@dataclass(slots=True)
class _Bucket:
    started: float
    used: int = 0


@dataclass(slots=True)
class RateLimits:
    """The state of every bucket."""

    clock: Clock
    enforced: bool = True
    ordered: list[Ordered] = field(default_factory=list)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def order(self, order: Ordered) -> None:
        """Refuse coming requests."""
        self.ordered.append(order)

    def take_order(self, method: str, path: str) -> Ordered | None:
        """Return the order that the next request meets, using it up."""
        for order in self.ordered:
            if order.method == method and order.route.fullmatch(path):
                order.times -= 1
                if not order.times:
                    self.ordered.remove(order)
                return order
        return None

    def use(self, method: str, template: str, parameters: dict[str, str]) -> tuple[dict[str, str], Refusal | None]:
        """Count a request; return the headers of its answer, and a refusal when the bucket is empty."""
        most, seconds = ALLOWANCES.get((method, template), DEFAULT_ALLOWANCE)
        major = ":".join(parameters[key] for key in MAJOR if key in parameters)
        now = self.clock.now()
        bucket = self._buckets.setdefault(f"{method} {template} {major}", _Bucket(now))
        if now - bucket.started >= seconds:
            bucket.started, bucket.used = now, 0
        left = bucket.started + seconds - now
        refused = self.enforced and bucket.used >= most
        bucket.used += not refused
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(most - bucket.used if self.enforced else most),
            "X-RateLimit-Reset": f"{self.clock.utcnow().timestamp() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(f"{method} {template}".encode()).hexdigest()[:32],
        }
        return headers, refusal(left, headers) if refused else None


def refusal(retry_after: float, headers: dict[str, str], *, everywhere: bool = False) -> Refusal:
    """Return a 429 answer; `Via` is there because discord.py takes an answer without it for a ban."""
    extra = {
        "Retry-After": f"{retry_after:.3f}",
        "X-RateLimit-Scope": "global" if everywhere else "user",
        "Via": "1.1 google",
    }
    if everywhere:
        extra["X-RateLimit-Global"] = "true"
    return Refusal(retry_after, everywhere, headers | extra)


def route_pattern(route: str) -> re.Pattern[str]:
    """Return what matches a route such as "/channels/{id}/messages" or "/channels/*/messages"."""
    return re.compile(re.sub(r"\\\{[^}]*\\\}|\\\*", "[^/]+", re.escape(route)))
