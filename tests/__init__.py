"""Tests: of the engine in `index`, of the bot through the wire in `wire`, of all else here."""
