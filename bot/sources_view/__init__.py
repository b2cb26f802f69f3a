"""What moderators see of their server's sources: pure functions from the engine's data to messages."""
