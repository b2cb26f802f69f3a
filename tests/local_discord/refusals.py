"""What Discord's own app does not let a person do."""

from __future__ import annotations


class ClientRefused(AssertionError):
    """A person cannot do this with Discord's own app, so no event reaches the bot."""
