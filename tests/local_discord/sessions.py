"""Gateway sessions: what was sent to each, so that it can be resumed after a lost connection."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol

from .intents import NONE, Intent
from .snowflakes import shard_of

REPLAY_EVENTS = 1000


class Connection(Protocol):
    """Where a session's events go while it is connected."""

    def send(self, payload: str) -> None:
        """Queue one payload."""


class Session:
    """One identified shard; `connection` is None while it is away but may resume."""

    def __init__(self, shard: int, shards: int, intents: Intent) -> None:
        """Start with no event sent."""
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.shards = shards
        self.intents = intents
        self.sequence = 0
        self.connection: Connection | None = None
        self.is_ready = False
        self.resumed = 0
        self._sent: deque[tuple[int, str]] = deque(maxlen=REPLAY_EVENTS)

    def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event, or keep it for a resume."""
        self.sequence += 1
        payload = json.dumps({"op": 0, "t": event, "s": self.sequence, "d": data})
        self._sent.append((self.sequence, payload))
        if self.connection is not None:
            self.connection.send(payload)

    def can_resume(self, sequence: int) -> bool:
        """Whether every event after `sequence` is still kept."""
        oldest = self._sent[0][0] if self._sent else 1
        return oldest - 1 <= sequence <= self.sequence

    def resume(self, connection: Connection, sequence: int) -> None:
        """Send what was missed after `sequence`, then RESUMED."""
        for number, payload in self._sent:
            if number > sequence:
                connection.send(payload)
        self.connection = connection
        self.resumed += 1
        self.dispatch("RESUMED", {"_trace": []})


class Sessions:
    """Every session that is connected or may resume."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        """Return the sessions, oldest first."""
        return iter(list(self._open.values()))

    def add(self, session: Session) -> None:
        """Keep a new session; one of the same shard that is away is given up."""
        for other in list(self._open.values()):
            if (other.shard, other.shards) == (session.shard, session.shards) and other.connection is None:
                self.end(other)
        self._open[session.id] = session

    def get(self, session_id: str) -> Session | None:
        """Return the session that may be resumed under this identifier."""
        return self._open.get(session_id)

    def end(self, session: Session) -> None:
        """Forget a session, so that it cannot be resumed."""
        self._open.pop(session.id, None)

    def hearing(self, guild_id: int | None, intent: Intent = NONE) -> list[Session]:
        """Return the sessions whose shard a guild (or direct messages: None) belongs to, with this intent."""
        return [
            session
            for session in self._open.values()
            if session.shard == shard_of(guild_id, session.shards) and session.intents & intent == intent
        ]

    def connected(self) -> list[Session]:
        """Return the sessions with a connection that were told all their guilds."""
        return [session for session in self._open.values() if session.connection is not None and session.is_ready]
