"""The process that reads files, and how the bot's own process speaks with it."""
