"""Where the index is kept: one interface, and the engines behind it."""
