"""Everything that a person meets: Discord, the terminal, settings."""
