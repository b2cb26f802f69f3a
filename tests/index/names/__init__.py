"""Names in many spellings: the table of pairs, and what is built on it."""
