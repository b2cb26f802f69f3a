"""Gateway intents: which groups of events a session asks for."""

from __future__ import annotations

from enum import IntFlag


class Intent(IntFlag):
    """The intents that something here depends on."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
NONE = Intent(0)
ALL_BITS = (1 << 26) - 1

# Application flags "limited": what an app in fewer than 100 guilds has for each privileged intent.
APPLICATION_FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


def application_flags(granted: Intent) -> int:
    """Return the application flags that tell which privileged intents are granted."""
    return sum(flag for intent, flag in APPLICATION_FLAGS.items() if intent & granted)
